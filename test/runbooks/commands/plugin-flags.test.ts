/** Commands that run worlds of their own hand a plug-in on to them, and say in what to type next that it is needed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../../../src/runbooks/commands/audit.ts';
import { compare } from '../../../src/runbooks/commands/compare.ts';
import type { CliContext } from '../../../src/runbooks/commands/context.ts';
import { mutate } from '../../../src/runbooks/commands/mutate.ts';
import { rare } from '../../../src/runbooks/commands/rare.ts';
import { serve } from '../../../src/runbooks/commands/serve.ts';
import { shrink } from '../../../src/runbooks/commands/shrink.ts';
import { testConsole } from './console.ts';

const flags = { plugin: [resolve('examples/plugin/acme.ts')] };

/** The example whose steps and probes a plug-in brings, with something to compare in it. */
function exampleIn(folder: string): string {
  const text = readFileSync('examples/plugin/pager.yaml', 'utf8');
  writeFileSync(join(folder, 'pager.yaml'), `${text}\nvariants: { one: {}, two: {} }\n`);
  const runbook = readFileSync('examples/plugin/pager.runbook.yaml');
  writeFileSync(join(folder, 'pager.runbook.yaml'), runbook);
  return join(folder, 'pager.yaml');
}

/** What stands in for the worlds: it is asked for them once, and gives none. */
class Asked extends Error {
  readonly plugins: readonly string[] | undefined;
  constructor({ plugins }: { readonly plugins?: readonly string[] }) {
    super('asked');
    this.plugins = plugins;
  }
}
const ask = async (request: { readonly plugins?: readonly string[] }): Promise<never> => {
  throw new Asked(request);
};

test.each<[string, (context: CliContext, file: string) => Promise<number>]>([
  ['compare', (context, file) => compare(context, flags, file, async ([request]) => ask(request!))],
  ['mutate', (context, file) => mutate(context, flags, file, ask)],
  ['rare', (context, file) => rare(context, { ...flags, threshold: 60 }, file, ask)],
  ['shrink', (context, file) => shrink(context, flags, file, ask)],
])('%s', async (_, typed) => {
  const { context } = testConsole();
  await expect(typed(context, exampleIn(context.folder))).rejects.toMatchObject({
    message: 'asked',
    plugins: flags.plugin,
  });
});

test('serve', async () => {
  const { context } = testConsole();
  // The file is read; what is refused comes after that.
  const typed = serve(context, { ...flags, port: 0, region: 'mars-1' }, exampleIn(context.folder));
  await expect(typed).rejects.toThrow(/no region mars-1/);
  await expect(serve(context, { ...flags, port: 0 })).rejects.toThrow(/for a scenario; none is named/);
});

test('audit', async () => {
  const console = testConsole();
  expect(await audit(console.context, flags, [exampleIn(console.context.folder)])).toBe(0);
  expect(console.stdout()).toMatch(/ zonefall gate \S+pager\.yaml --plugin \S+acme\.ts\n/);
});
