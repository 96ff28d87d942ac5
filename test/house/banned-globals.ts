/** What would bring the machine's own clock, timers or chance into our code, and what to use in its place. */
import { isNode, type Node, position, type SourceFile, walk } from './source.ts';

/** The one file that may: it hands them out and takes them away. */
export const HOST_GLOBALS_FILE = 'src/sim/kernel/host-globals.ts';

const CLOCK = 'the clock you were handed (kernel.nowMs(), environment.clock), or host.wallMs() for a screen';
const SLEEP = 'the clock you were handed (kernel.sleep or after, environment.clock), or host.setTimeout for a screen';
const CHANCE = 'a named stream (kernel.random(name), environment.random)';

const MEMBERS: Readonly<Record<string, string>> = {
  'Date.now': CLOCK,
  'performance.now': 'kernel.nowUs, or host.monotonicMs() for a screen',
  'process.hrtime': 'kernel.nowUs, or host.monotonicMs() for a screen',
  'Math.random': CHANCE,
  'crypto.randomUUID': CHANCE,
  'crypto.randomBytes': CHANCE,
  'crypto.getRandomValues': CHANCE,
  'AbortSignal.timeout': SLEEP,
};

const NAMES: Readonly<Record<string, string>> = {
  setTimeout: SLEEP,
  setInterval: SLEEP,
  setImmediate: SLEEP,
  randomUUID: CHANCE,
  randomBytes: CHANCE,
};

/** One line for each use: where, what, and the replacement. */
export function bannedGlobals(file: SourceFile): string[] {
  if (file.path === HOST_GLOBALS_FILE) return [];
  const found: string[] = [];
  const report = (node: Node, what: string, instead: string) =>
    found.push(`${position(file, node)}: ${what}; use ${instead}`);
  walk(file, (node) => {
    const member = node.type === 'MemberExpression' ? memberName(node) : undefined;
    if (member && Object.hasOwn(MEMBERS, member)) report(node, member, MEMBERS[member]!);
    const used = usedName(node);
    if (used && Object.hasOwn(NAMES, used)) report(node, used, NAMES[used]!);
    if (takesDateOfNow(node)) report(node, 'Date without an argument', CLOCK);
  });
  return found;
}

/** `Date.now` of `Date.now`, of `globalThis.Date.now` and of `Date['now']`. */
function memberName(node: Node): string | undefined {
  const { object, property } = node;
  if (!isNode(object) || !isNode(property)) return undefined;
  const owner = object.type === 'MemberExpression' ? lastName(object.property) : lastName(object);
  return `${owner}.${lastName(property)}`;
}

function lastName(node: unknown): unknown {
  if (!isNode(node)) return undefined;
  return node.type === 'Literal' ? node.value : node.name;
}

/** A function that is called by its own name or taken from `globalThis`; a method of ours that has such a name is not meant. */
function usedName(node: Node): string | undefined {
  if (node.type === 'CallExpression' && isNode(node.callee) && node.callee.type === 'Identifier') {
    return String(node.callee.name);
  }
  if (node.type === 'MemberExpression' && lastName(node.object) === 'globalThis')
    return String(lastName(node.property));
  if (node.type === 'ImportSpecifier') return String(lastName(node.imported));
  return undefined;
}

function takesDateOfNow(node: Node): boolean {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  const isDate = lastName(node.callee) === 'Date';
  return isDate && (node.type === 'CallExpression' || (node.arguments as unknown[]).length === 0);
}
