/**
 * Who imports whom: the arrows between the rooms, and cycles between files. For the arrows type-only and lazy imports
 * count: an arrow is an arrow. For cycles a type-only import of a file in the same folder does not: two classes of one
 * idea may name each other, and nothing of it is left at run time.
 */
import path from 'node:path';
import { isNode, type Node, position, type SourceFile, walk } from './source.ts';

export interface Import {
  from: string;
  to: string;
  /** `file:line` of the import. */
  at: string;
  /** Nothing of it is left at run time. */
  typeOnly: boolean;
}

/** What each room may import besides itself. `cli` is what lies directly in `src`. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  cli: ['tui', 'runbooks', 'platform', 'sim'],
  tui: ['runbooks', 'platform', 'sim'],
  runbooks: ['platform', 'sim'],
  platform: [],
  sim: [],
};

/** The relative imports of a file, resolved. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  walk(file, (node) => {
    const specifier = specifierOf(node);
    if (!specifier?.startsWith('.')) return;
    const to = path.posix.join(path.posix.dirname(file.path), specifier);
    found.push({ from: file.path, to, at: position(file, node), typeOnly: isTypeOnly(node) });
  });
  return found;
}

/** `import`, `import type`, `export from`, `import()` and `import('x').Type`. */
function specifierOf(node: Node): string | undefined {
  const named = [
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
    'TSImportType',
  ];
  if (!named.includes(node.type) || !isNode(node.source)) return undefined;
  const { value } = node.source;
  return typeof value === 'string' ? value : undefined;
}

/** `import { type A }` is not: verbatimModuleSyntax leaves a bare import behind. */
function isTypeOnly(node: Node): boolean {
  return node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type';
}

/** One line for each import that goes against the arrows. */
export function forbiddenImports(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to, at }) => {
    const room = roomOf(from);
    const other = roomOf(to);
    if (room === other || ARROWS[room]?.includes(other)) return [];
    const allowed = ARROWS[room]
      ? `${room} may import ${ARROWS[room].join(', ') || 'no other room'}`
      : `${room} is no room`;
    return [`${at}: ${room} imports ${to}; ${allowed}`];
  });
}

function roomOf(file: string): string {
  const [, room, ...rest] = file.split('/');
  return rest.length === 0 ? 'cli' : room!;
}

/** Each cycle once, as a path of files that ends where it began. */
export function importCycles(imports: readonly Import[]): string[] {
  const targets = new Map<string, Set<string>>();
  for (const { from, to, typeOnly } of imports) {
    if (typeOnly && path.posix.dirname(from) === path.posix.dirname(to)) continue;
    targets.set(from, (targets.get(from) ?? new Set()).add(to));
  }
  const cycles: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string): void => {
    const start = trail.indexOf(file);
    if (start >= 0) cycles.push([...trail.slice(start), file].join(' -> '));
    if (start >= 0 || done.has(file)) return;
    trail.push(file);
    for (const target of targets.get(file) ?? []) visit(target);
    trail.pop();
    done.add(file);
  };
  for (const file of targets.keys()) visit(file);
  return cycles;
}
