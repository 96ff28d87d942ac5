import type { Document } from './document.ts';
import { checkExpression, ExpressionError, evaluate, type KnownNames, namesUsed, type Scope } from './expressions.ts';
import { formatPath, type Path, type Problem } from './problems.ts';

/** A text with expressions: `https://${{ vars.host }}/` is three parts. */
type Part = { readonly text: string } | { readonly expression: string };

/** Splits a text at `${{ ... }}`. Undefined if an expression is not closed. Quotes inside an expression may hold `}}`. */
export function splitTemplate(text: string): Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('${{', at);
    if (open < 0) break;
    const close = endOfExpression(text, open + 3);
    if (close === undefined) return undefined;
    if (open > at) parts.push({ text: text.slice(at, open) });
    parts.push({ expression: text.slice(open + 3, close).trim() });
    at = close + 2;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

function endOfExpression(text: string, from: number): number | undefined {
  let quote = '';
  for (let index = from; index < text.length; index++) {
    const letter = text[index]!;
    if (quote !== '') {
      if (letter === '\\') index++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '}' && text[index + 1] === '}') return index;
  }
  return undefined;
}

/** Whether a text holds an expression. */
export function isTemplate(value: unknown): value is string {
  return typeof value === 'string' && value.includes('${{');
}

/** The expression of `${{ x }}`, or of a bare `x`, as `if` and `when` take both. */
export function bareExpression(text: string): string {
  const parts = splitTemplate(text.trim());
  const only = parts?.length === 1 ? parts[0]! : undefined;
  return only !== undefined && 'expression' in only ? only.expression : text.trim();
}

/** A text with its expressions evaluated. One expression and nothing around it keeps the type of its value. */
export function fillTemplate(text: string, scope: Scope): unknown {
  const parts = splitTemplate(text) ?? [{ text }];
  const values = parts.map((part) => ('text' in part ? part.text : evaluate(part.expression, scope)));
  return values.length === 1 ? values[0] : values.map(String).join('');
}

/** A copy of a value in which every text has its expressions evaluated. Throws ExpressionError. */
export function fillTemplates(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return isTemplate(value) ? fillTemplate(value, scope) : value;
  if (Array.isArray(value)) return value.map((item) => fillTemplates(item, scope));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillTemplates(item, scope)]));
}

/** What came of putting values into a part of a file. */
export interface Filled {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The paths whose value is only known while a run goes on (or is wrong, and reported): do not judge them by a schema. */
  readonly open: ReadonlySet<string>;
}

/**
 * Puts values into the part of a file at `base`. Expressions that use a name of `known` that `scope` does not have stay as they are.
 * Mistakes in expressions become problems with their place inside the text.
 */
export function fillDocument(document: Document, value: unknown, base: Path, scope: Scope, known: KnownNames): Filled {
  const problems: Problem[] = [];
  const open = new Set<string>();
  const fill = (current: unknown, path: Path): unknown => {
    if (Array.isArray(current)) return current.map((item, index) => fill(item, [...path, index]));
    if (current !== null && typeof current === 'object') {
      return Object.fromEntries(Object.entries(current).map(([key, item]) => [key, fill(item, [...path, key])]));
    }
    if (!isTemplate(current)) return current;
    const found = templateProblems(document, current, path, known);
    problems.push(...found);
    if (found.length > 0 || !isKnown(current, scope)) {
      open.add(formatPath(path));
      return current;
    }
    try {
      return fillTemplate(current, scope);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      problems.push(document.problem(path, `${formatPath(path)}: ${error.message}`));
      open.add(formatPath(path));
      return current;
    }
  };
  return { value: fill(value, base), problems, open };
}

/** Whether a scope has every name that a text uses. */
function isKnown(text: string, scope: Scope): boolean {
  return (splitTemplate(text) ?? []).every((part) => {
    if ('text' in part) return true;
    return [...namesUsed(part.expression)].every((name) => scope[name as keyof Scope] !== undefined);
  });
}

/** The mistakes in the expressions of one text. */
export function templateProblems(document: Document, text: string, path: Path, known: KnownNames): Problem[] {
  const parts = splitTemplate(text);
  if (parts === undefined) return [document.problem(path, `${formatPath(path)}: "\${{" is not closed by "}}"`)];
  return parts.flatMap((part) => ('text' in part ? [] : expressionProblems(document, part.expression, path, known)));
}

/** The mistake in one expression, if it has one. */
export function expressionProblems(document: Document, expression: string, path: Path, known: KnownNames): Problem[] {
  const mistake = checkExpression(expression, known);
  if (mistake === undefined) return [];
  const place = document.positionInside(path, expression, mistake.offset);
  return [{ ...place, message: `${formatPath(path)}: ${mistake.message}`, path: formatPath(path) }];
}
