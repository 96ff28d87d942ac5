import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../../src/runbooks/execute.ts';
import type { JournalEvent } from '../../../src/runbooks/journal/index.ts';

const folder = 'examples/plugin';
const plugins = [resolve(folder, 'acme.ts')];
const sources = ['pager.yaml', 'pager.runbook.yaml'].map((path) => ({
  path,
  text: readFileSync(`${folder}/${path}`, 'utf8'),
}));

test("the example: Acme's own step and probe carry an outage, in virtual time, and the journal names the plug-in", async () => {
  const { result, journal } = await execute({ sources, plugins });
  const events = journal.map((line) => JSON.parse(line) as JournalEvent);
  const told = <K extends JournalEvent['kind']>(kind: K) =>
    events.filter((event) => event.kind === kind) as Extract<JournalEvent, { kind: K }>[];

  expect(result.verdict).toBe('passed');
  expect(told('run.started')[0]!.plugins).toEqual([
    { file: 'acme.ts', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  const page = told('step.succeeded').find(({ path }) => path === 'page');
  expect(page!.outputs).toEqual({ by: 'platform on call', waitedSeconds: 240 });
  expect(told('milestone').map(({ id }) => id)).toContain('paged');
  // Without its frontend the API answers nobody; afterwards it does again.
  const looks = told('probe').filter(({ name }) => name === 'api-in-time');
  expect(looks.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(looks.at(-1)!.why).toMatch(/^[\d.]+ ms$/);
  expect((await execute({ sources, plugins })).journal).toEqual(journal);
});
