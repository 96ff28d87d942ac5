import type * as Cel from '@marcbachmann/cel-js';
import type { ExpressionMistake } from './expressions.ts';
import { hint } from './problems.ts';

/**
 * What an expression may do, decided before it runs: CEL ends always, but it need not end soon. `matches` takes any regular expression,
 * nested `map` multiplies lists, and `+` in a `map` doubles a text again and again. The functions that are left and these limits keep the
 * worst expression below a second and a few megabytes; the longest of our runbooks has five names and two pluses.
 */
export type AstNode = Cel.ParseResult['ast'];

/** Letters of an expression. */
export const expressionMax = 1000;
/** Letters of a text that an expression works with: a variable, an input, an output. */
export const textMax = 4096;
const pluses = { max: 10, what: '"+"' };
const loops = { max: 2, what: 'of all, exists, exists_one, filter and map' };

const loopNames = ['all', 'exists', 'exists_one', 'filter', 'map'];
const functionNames = ['size', 'int', 'double', 'string', 'bool', 'dyn', 'has', 'probe'];
const methodNames = [
  ...['size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim', 'indexOf', 'substring', 'join'],
  ...loopNames,
];

/** The first thing in an expression that is too much, or is not to be had. */
export function limitMistake(nodes: Iterable<AstNode>): ExpressionMistake | undefined {
  let plus = 0;
  let loop = 0;
  for (const node of nodes) {
    const mistake = nameMistake(node);
    if (mistake !== undefined) return { offset: node.start, message: mistake };
    if ((node.op as string) === '+') plus += 1;
    if (node.op === 'rcall' && loopNames.includes(nameOf(node))) loop += 1;
    if (plus > pluses.max) return tooMany(node, pluses);
    if (loop > loops.max) return tooMany(node, loops);
  }
  return undefined;
}

function tooMany(node: AstNode, { max, what }: { max: number; what: string }): ExpressionMistake {
  return { offset: node.start, message: `this expression has more than ${max} ${what}` };
}

function nameOf(node: AstNode): string {
  return (node.args as unknown as [string])[0];
}

function nameMistake(node: AstNode): string | undefined {
  if (node.op !== 'call' && node.op !== 'rcall') return undefined;
  const valid = node.op === 'call' ? functionNames : methodNames;
  const name = nameOf(node);
  return valid.includes(name) ? undefined : `there is no function ${name}() here${hint(name, valid)}`;
}
