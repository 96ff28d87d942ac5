/**
 * Our source as syntax trees, for the tests that hold the house.
 *
 * TypeScript 7 has no compiler API, and without one dependency-cruiser reads no `.ts` file: it reports a clean house
 * because it sees none. The parser that comes with Vitest knows TypeScript, type-only imports included.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** From the root of the tree that was read, with forward slashes: `src/sim/kernel/kernel.ts`. */
  path: string;
  text: string;
}

export interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

/** Every TypeScript file below `root/src`, in the order of their names. */
export function readSource(root = ROOT): SourceFile[] {
  return globSync('src/**/*.{ts,tsx}', { cwd: root })
    .sort()
    .map((file) => ({ path: file.split(path.sep).join('/'), text: readFileSync(path.join(root, file), 'utf8') }));
}

/** Calls `visit` for every node of the file, parents first. */
export function walk(file: SourceFile, visit: (node: Node) => void): void {
  const lang = file.path.endsWith('.d.ts') ? 'dts' : file.path.endsWith('x') ? 'tsx' : 'ts';
  const pending: unknown[] = [parseAst(file.text, { lang })];
  while (pending.length > 0) {
    const value = pending.pop();
    if (Array.isArray(value)) pending.push(...value.toReversed());
    else if (isNode(value)) {
      visit(value);
      pending.push(...Object.values(value).toReversed());
    }
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** `src/sim/kernel/kernel.ts:12`, the form that editors and terminals open. */
export function position(file: SourceFile, node: Node): string {
  return `${file.path}:${file.text.slice(0, node.start).split('\n').length}`;
}
