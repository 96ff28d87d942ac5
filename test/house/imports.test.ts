import { describe, expect, test } from 'vitest';
import { forbiddenImports, importCycles, importsOf } from './imports.ts';
import { readSource } from './source.ts';

describe('the rooms of src', () => {
  const imports = readSource().flatMap(importsOf);

  test('import only along the arrows cli -> tui -> runbooks -> {platform, sim}', () => {
    expect(forbiddenImports(imports)).toEqual([]);
  });

  test('have no import cycle', () => {
    expect(importCycles(imports)).toEqual([]);
  });

  test('import only files that exist', () => {
    const files = new Set(readSource().map((file) => file.path));
    const dangling = imports.filter(({ to }) => !files.has(to) && !to.endsWith('.json'));
    expect(dangling.map(({ at, to }) => `${at}: ${to}`)).toEqual([]);
  });
});

describe('the test of the rooms', () => {
  const read = (path: string, text: string) => importsOf({ path, text });

  test.each([
    ["import { run } from '../../runbooks/run.ts';"],
    ["import type { Run } from '../../runbooks/run.ts';"],
    ["import { type Run } from '../../runbooks/run.ts';"],
    ["export { run } from '../../runbooks/run.ts';"],
    ["export type * from '../../runbooks/run.ts';"],
    ["export const later = () => import('../../runbooks/run.ts');"],
    ["export type Run = import('../../runbooks/run.ts').Run;"],
  ])('sees %s in the world', (text) => {
    expect(forbiddenImports(read('src/sim/kernel/kernel.ts', `// first line\n${text}`))).toEqual([
      'src/sim/kernel/kernel.ts:2: sim imports src/runbooks/run.ts; sim may import no other room',
    ]);
  });

  test.each([
    ['src/platform/worker.ts', '../sim/world.ts'],
    ['src/platform/worker.ts', '../tui/screen.tsx'],
    ['src/runbooks/runner.ts', '../tui/screen.tsx'],
    ['src/runbooks/runner.ts', '../cli.ts'],
    ['src/sim/world.ts', '../platform/worker.ts'],
    ['src/utils/helpers.ts', '../sim/world.ts'],
  ])('forbids %s to import %s', (path, target) => {
    expect(forbiddenImports(read(path, `import '${target}';`))).toHaveLength(1);
  });

  test.each([
    ['src/cli.ts', './sim/world.ts'],
    ['src/tui/screen.tsx', '../runbooks/journal.ts'],
    ['src/runbooks/testbed.ts', '../platform/worker.ts'],
    ['src/sim/world.ts', './kernel/index.ts'],
  ])('allows %s to import %s', (path, target) => {
    expect(forbiddenImports(read(path, `import '${target}';`))).toEqual([]);
  });

  test('takes no import from a comment or a text', () => {
    expect(read('src/sim/world.ts', `// import '../tui/a.ts'\nexport const text = "import '../tui/a.ts'";`)).toEqual(
      [],
    );
  });

  test('finds a cycle of three files', () => {
    const imports = [
      ...read('src/sim/a.ts', "import './b.ts';"),
      ...read('src/sim/b.ts', "import { type C } from './c.ts';"),
      ...read('src/sim/c.ts', "import './a.ts'; import './d.ts';"),
    ];
    expect(importCycles(imports)).toEqual(['src/sim/a.ts -> src/sim/b.ts -> src/sim/c.ts -> src/sim/a.ts']);
  });

  test('lets two files of one folder name each other’s types, but not two folders', () => {
    const inOneFolder = [
      ...read('src/sim/a.ts', "import { b } from './b.ts';"),
      ...read('src/sim/b.ts', "import type { A } from './a.ts';"),
    ];
    expect(importCycles(inOneFolder)).toEqual([]);
    const inTwo = [
      ...read('src/sim/x/a.ts', "import { b } from '../y/b.ts';"),
      ...read('src/sim/y/b.ts', "import type { A } from '../x/a.ts';"),
    ];
    expect(importCycles(inTwo)).toHaveLength(1);
  });
});
