import { createRequire } from 'node:module';
import type * as Cel from '@marcbachmann/cel-js';
import { type AstNode, expressionMax, limitMistake, textMax } from './expression-limits.ts';
import { own } from './own.ts';
import { hint } from './problems.ts';

/** What an expression can see. Every name is a mapping; `probe` answers `probe('...')`. */
export interface Scope {
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly steps?: Readonly<Record<string, { readonly outputs: Readonly<Record<string, unknown>> }>>;
  readonly probe?: (name: string) => number;
}

/** The names that an expression may use, for checking it before it runs. A name that is left out is not available at all. */
export interface KnownNames {
  readonly vars?: readonly string[];
  readonly inputs?: readonly string[];
  /** The outputs of each step. */
  readonly steps?: Readonly<Record<string, readonly string[]>>;
  readonly probes?: readonly string[];
}

/** A mistake in an expression; `offset` counts characters from its start. */
export interface ExpressionMistake {
  readonly offset: number;
  readonly message: string;
}

/** Thrown when an expression that passed its check cannot be evaluated with the values that it meets. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

interface Engine {
  readonly environment: Cel.Environment;
  readonly ParseError: typeof Cel.ParseError;
}

let engine: Engine | undefined;
let currentProbe: Scope['probe'];

/**
 * CEL (the Common Expression Language, github.com/google/cel-spec) with the four names of a scope. It has no loops and
 * no way out: what a file says cannot run code. Loaded when the first expression is met, because it costs 30 ms at
 * start.
 */
function load(): Engine {
  if (engine !== undefined) return engine;
  const cel = createRequire(import.meta.url)('@marcbachmann/cel-js') as typeof Cel;
  const environment = new cel.Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxDepth: 40, maxAstNodes: 1000 },
  })
    .registerVariable('vars', 'map')
    .registerVariable('inputs', 'map')
    .registerVariable('steps', 'map')
    .registerFunction('probe(string): dyn', (name: string) => {
      if (currentProbe === undefined) throw new ExpressionError('probe() can only be used while a run goes on');
      return currentProbe(name);
    });
  // CEL keeps whole numbers and others apart (`2 * 1.5` is an error); numbers in YAML are one kind.
  for (const [sign, operate] of Object.entries(mixedOperators)) {
    environment.registerOperator(`int ${sign} double`, (a: bigint, b: number) => operate(Number(a), b));
    environment.registerOperator(`double ${sign} int`, (a: number, b: bigint) => operate(a, Number(b)));
  }
  engine = { environment, ParseError: cel.ParseError };
  return engine;
}

const mixedOperators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

interface Parsed {
  readonly result: Cel.ParseResult;
  /** It does, or may do, what no expression of ours does. */
  readonly mistake: ExpressionMistake | undefined;
}

const parsed = new Map<string, Parsed>();
/** A program that reads many files keeps the expressions of the last ones. */
const parsedMax = 1000;

/** Throws cel.ParseError. */
function parse(expression: string): Parsed {
  let known = parsed.get(expression);
  if (known === undefined) {
    const result = load().environment.parse(expression);
    known = { result, mistake: limitMistake(allNodes(result.ast)) };
    if (parsed.size >= parsedMax) parsed.clear();
    parsed.set(expression, known);
  }
  return known;
}

function lengthMistake(expression: string): ExpressionMistake | undefined {
  if (expression.length <= expressionMax) return undefined;
  return { offset: 0, message: `this expression has ${expression.length} letters; at most ${expressionMax} are read` };
}

/** The most common expression, `vars.name`: needs no engine. */
const plainName = /^(vars|inputs)\.([A-Za-z_]\w*)$/;

/**
 * The value of an expression, without `${{ }}`: a string, a number, true or false, a list or a mapping.
 * Throws ExpressionError if it cannot be evaluated.
 */
export function evaluate(expression: string, scope: Scope): unknown {
  const plain = plainName.exec(expression);
  if (plain !== null) {
    const values = scope[plain[1] as 'vars' | 'inputs'] ?? {};
    if (Object.hasOwn(values, plain[2]!)) return values[plain[2]!];
    throw new ExpressionError(`${expression} has no value`);
  }
  currentProbe = scope.probe;
  try {
    const { vars = {}, inputs = {}, steps = {} } = scope;
    const tooLong = lengthMistake(expression);
    if (tooLong !== undefined) throw new ExpressionError(tooLong.message);
    const { result, mistake } = parse(expression);
    if (mistake !== undefined) throw new ExpressionError(`${expression}: ${mistake.message}`);
    refuseLongTexts(steps);
    return fromCel(result({ vars, inputs, steps }));
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    throw new ExpressionError(`${expression}: ${summary(error)}`);
  } finally {
    currentProbe = undefined;
  }
}

/** Variables and inputs are short: their declarations see to it. What a step brings is looked at here. */
function refuseLongTexts(steps: NonNullable<Scope['steps']>): void {
  for (const [id, { outputs }] of Object.entries(steps)) {
    for (const [name, value] of Object.entries(outputs)) {
      if (typeof value !== 'string' || value.length <= textMax) continue;
      throw new ExpressionError(`steps.${id}.outputs.${name} has ${value.length} letters; expressions take ${textMax}`);
    }
  }
}

function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') return fromCel(Number(value));
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ExpressionError(`${value} is no number for a file`);
  if (Array.isArray(value)) return value.map(fromCel);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  const plain = Object.getPrototypeOf(value) as unknown;
  // Types, bytes, moments: CEL has more kinds of values than our files.
  if (plain !== Object.prototype && plain !== null) throw new ExpressionError('this is no value that a file can hold');
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, fromCel(item)]));
}

function summary(error: unknown): string {
  const text = (error as { summary?: string }).summary ?? (error instanceof Error ? error.message : String(error));
  return text.split('\n')[0]!;
}

/** What is wrong with an expression, before it is run: syntax, types, and names that do not exist. The first mistake, or none. */
export function checkExpression(expression: string, known: KnownNames): ExpressionMistake | undefined {
  const plain = plainName.exec(expression);
  if (plain !== null) return checkName(plain[1]!, plain[2]!, known, 0, plain[1]!.length + 1);
  const tooLong = lengthMistake(expression);
  if (tooLong !== undefined) return tooLong;
  let result: Cel.ParseResult;
  try {
    const read = parse(expression);
    if (read.mistake !== undefined) return read.mistake;
    result = read.result;
  } catch (error) {
    const offset = (error as Cel.ParseError).range?.start ?? 0;
    return { offset, message: `this expression is not valid: ${lowerFirst(summary(error))}` };
  }
  const mistake = checkNames(result.ast, known, []);
  if (mistake !== undefined) return mistake;
  const check = result.check();
  if (check.valid) return undefined;
  const offset = check.error?.range?.start ?? 0;
  return { offset, message: `this expression is not valid: ${lowerFirst(summary(check.error))}` };
}

/** Which of the names vars, inputs, steps and probe an expression uses. Call it for expressions that passed their check. */
export function namesUsed(expression: string): ReadonlySet<string> {
  const plain = plainName.exec(expression);
  if (plain !== null) return new Set([plain[1]!]);
  const used = new Set<string>();
  for (const node of allNodes(parse(expression).result.ast)) {
    if (node.op === 'id' && roots.includes(node.args)) used.add(node.args);
    if (node.op === 'call' && node.args[0] === 'probe') used.add('probe');
  }
  return used;
}

const roots = ['vars', 'inputs', 'steps'];

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function isNode(value: unknown): value is AstNode {
  return value !== null && typeof value === 'object' && 'op' in value && 'start' in value;
}

function childrenOf(node: AstNode): AstNode[] {
  const collect = (value: unknown): AstNode[] => {
    if (isNode(value)) return [value];
    return Array.isArray(value) ? value.flatMap(collect) : [];
  };
  return collect(node.args as unknown);
}

function* allNodes(node: AstNode): Generator<AstNode> {
  yield node;
  for (const child of childrenOf(node)) yield* allNodes(child);
}

/** The key of `x.key` or `x['key']`, with where it stands. */
function selection(node: AstNode): { of: AstNode; key: string; offset: number } | undefined {
  if (node.op === '.') return { of: node.args[0], key: node.args[1], offset: node.pos + 1 };
  if (node.op === '[]') {
    const [of, key] = node.args;
    if (isNode(key) && key.op === 'value' && typeof key.args === 'string') {
      return { of, key: key.args, offset: key.start };
    }
  }
  return undefined;
}

function checkNames(node: AstNode, known: KnownNames, bound: readonly string[]): ExpressionMistake | undefined {
  const chosen = selection(node);
  if (chosen !== undefined) {
    const mistake = checkSelection(chosen, known, bound);
    if (mistake !== undefined) return mistake;
  }
  if (node.op === 'id') {
    if (roots.includes(node.args) && known[node.args as 'vars' | 'inputs' | 'steps'] !== undefined) return undefined;
    if (bound.includes(node.args)) return undefined;
    return unknownRoot(node.args, known, node.start);
  }
  if (node.op === 'call' && node.args[0] === 'probe') {
    const mistake = checkProbe(node, known);
    if (mistake !== undefined) return mistake;
  }
  // `list.exists(x, ...)` binds x.
  const variable = node.op === 'rcall' ? (node.args as unknown as [string, AstNode, AstNode[]])[2]?.[0] : undefined;
  const names = variable?.op === 'id' ? [...bound, variable.args] : bound;
  for (const child of childrenOf(node)) {
    const mistake = checkNames(child, known, names);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function checkSelection(
  chosen: { of: AstNode; key: string; offset: number },
  known: KnownNames,
  bound: readonly string[],
): ExpressionMistake | undefined {
  const { of, key, offset } = chosen;
  if (of.op === 'id' && !bound.includes(of.args)) return checkName(of.args, key, known, of.start, offset);
  const middle = selection(of);
  if (middle === undefined) return undefined;
  if (middle.of.op === 'id' && middle.of.args === 'steps' && key !== 'outputs') {
    return { offset, message: `a step has nothing but "outputs", not "${key}"` };
  }
  const step = selection(middle.of);
  if (middle.key !== 'outputs' || step?.of.op !== 'id' || step.of.args !== 'steps') return undefined;
  const outputs = own(known.steps, step.key);
  if (outputs === undefined || outputs.includes(key)) return undefined;
  return { offset, message: `the step "${step.key}" has no output "${key}"${hint(key, outputs)}` };
}

const singular: Readonly<Record<string, string>> = { vars: 'variable', inputs: 'input', steps: 'step' };

function checkName(
  root: string,
  key: string,
  known: KnownNames,
  rootOffset: number,
  keyOffset: number,
): ExpressionMistake | undefined {
  const names = known[root as 'vars' | 'inputs' | 'steps'];
  if (names === undefined) return unknownRoot(root, known, rootOffset);
  const list = Array.isArray(names) ? (names as readonly string[]) : Object.keys(names);
  if (list.includes(key)) return undefined;
  return { offset: keyOffset, message: `unknown ${singular[root]} "${key}"${hint(key, list)}` };
}

function unknownRoot(name: string, known: KnownNames, offset: number): ExpressionMistake {
  const available = roots.filter((root) => known[root as 'vars' | 'inputs' | 'steps'] !== undefined);
  if (roots.includes(name)) {
    return { offset, message: `"${name}" cannot be used here; ${available.join(', ') || 'no name'} can` };
  }
  return { offset, message: `unknown name "${name}" in an expression${hint(name, available)}` };
}

function checkProbe(node: AstNode, known: KnownNames): ExpressionMistake | undefined {
  if (known.probes === undefined) return { offset: node.start, message: 'probe() cannot be used here' };
  const argument = (node.args as unknown as [string, AstNode[]])[1]?.[0];
  if (argument?.op !== 'value' || typeof argument.args !== 'string') {
    return { offset: node.start, message: "probe() takes the name of a probe in quotes: probe('couchdb:index-lag')" };
  }
  if (known.probes.includes(argument.args)) return undefined;
  const message = `unknown probe "${argument.args}", or one that measures no number${hint(argument.args, known.probes)}`;
  return { offset: argument.start, message };
}
