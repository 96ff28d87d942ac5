// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of the file format
/** Damage to mappings, lists and values: the file stays YAML, and often nearly valid. */
import { parse, stringify } from 'yaml';
import type { Dice, Tool } from './dice.ts';
import { hostile } from './hostile.ts';

type Node = { parent: Record<string | number, unknown>; key: string | number };

function nodesOf(value: unknown): Node[] {
  if (value === null || typeof value !== 'object') return [];
  const parent = value as Record<string | number, unknown>;
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => [{ parent, key }, ...nodesOf(parent[key])]);
}

function tree(change: (nodes: Node[], dice: Dice) => void): (text: string, dice: Dice) => string {
  return (text, dice) => {
    let value: unknown;
    try {
      value = parse(text, { logLevel: 'silent' });
    } catch {
      return text;
    }
    const nodes = nodesOf(value);
    if (nodes.length > 0) change(nodes, dice);
    return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
  };
}

const values: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 1e9, 1e15, 9007199254740991, 1e308, -0, 100, 101, 1000],
  ...['', ' ', 'x', 'a', 'main', 'kernel', 'eu-west-1', 'euw1-az1', 'PT1S', 'PT1H', 'P366D', 'P400D', 'x'.repeat(5000)],
  ...[
    [],
    {},
    [[]],
    [{}],
    ['x'],
    { x: 1 },
    [1, 2, 3],
    { min: 'PT1S', max: 'PT1S' },
    { constructor: 1 },
    { toString: 'x', valueOf: 2 },
  ],
  ...hostile.filter((text) => text.startsWith('${{')),
];

export const treeTools: readonly Tool[] = [
  ['a node gone', tree((nodes, dice) => remove(dice.pick(nodes)))],
  ['another value', tree((nodes, dice) => set(dice.pick(nodes), dice.pick(values)))],
  [
    'another number',
    tree((nodes, dice) =>
      set(scalar(nodes, dice, 'number'), dice.pick(values.filter((value) => typeof value === 'number'))),
    ),
  ],
  [
    'another text',
    tree((nodes, dice) =>
      set(scalar(nodes, dice, 'string'), dice.pick(nodes.map(held).filter((value) => typeof value === 'string'))),
    ),
  ],
  [
    'another duration',
    tree((nodes, dice) =>
      set(duration(nodes, dice), dice.pick(['PT0S', 'PT1S', 'PT0.000001S', 'PT59M', 'P30D', 'P366D'])),
    ),
  ],
  [
    'a name that means something to JavaScript',
    tree((nodes, dice) =>
      rename(dice.pick(nodes), dice.pick(['constructor', 'toString', 'hasOwnProperty', 'then', 'length'])),
    ),
  ],
  ['a key renamed', tree((nodes, dice) => rename(dice.pick(nodes), String(dice.pick(nodes).key)))],
  ['a node for another', tree((nodes, dice) => set(dice.pick(nodes), structuredClone(held(dice.pick(nodes)))))],
  ['two nodes swapped', tree((nodes, dice) => swapNodes(dice.pick(nodes), dice.pick(nodes)))],
  ['a list many times as long', tree((nodes, dice) => repeat(nodes, dice))],
  ['a node below itself', tree((nodes, dice) => nest(dice.pick(nodes), 1 + dice.below(60)))],
];

function held({ parent, key }: Node): unknown {
  return parent[key];
}

function set({ parent, key }: Node, value: unknown): void {
  parent[key] = value;
}

function remove({ parent, key }: Node): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function rename(node: Node, name: string): void {
  if (Array.isArray(node.parent)) return;
  const value = held(node);
  remove(node);
  Object.defineProperty(node.parent, name, { value, enumerable: true, configurable: true, writable: true });
}

function scalar(nodes: readonly Node[], dice: Dice, type: string): Node {
  const found = nodes.filter((node) => typeof held(node) === type);
  return dice.pick(found.length > 0 ? found : nodes);
}

function duration(nodes: readonly Node[], dice: Dice): Node {
  const found = nodes.filter((node) => {
    const value = held(node);
    return typeof value === 'string' && /^P(T|\d)/.test(value);
  });
  return dice.pick(found.length > 0 ? found : nodes);
}

function swapNodes(one: Node, other: Node): void {
  const value = structuredClone(held(one));
  set(one, structuredClone(held(other)));
  set(other, value);
}

/** Each item gets a name of its own where it had one, so that the list is long and not only full of doubles. */
function repeat(nodes: readonly Node[], dice: Dice): void {
  const lists = nodes.filter((node) => Array.isArray(held(node)));
  if (lists.length === 0) return;
  const node = dice.pick(lists);
  const list = held(node) as unknown[];
  if (list.length === 0) return;
  const item = dice.pick(list);
  for (let nth = 0; nth < 1 + dice.below(dice.pick([5, 50, 2000])); nth++) list.push(named(item, nth));
}

function named(item: unknown, nth: number): unknown {
  if (item === null || typeof item !== 'object') return item;
  const copy = structuredClone(item) as Record<string, unknown>;
  for (const key of ['id', 'name']) if (typeof copy[key] === 'string') copy[key] += `-${nth}`;
  return copy;
}

function nest(node: Node, depth: number): void {
  let value = held(node);
  for (let level = 0; level < depth; level++) value = { [String(node.key)]: value };
  set(node, value);
}
