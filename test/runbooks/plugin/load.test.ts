import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileProblems, knownStepNames, parseScenario, stepEntry } from '../../../src/runbooks/files/index.ts';
import { loadPlugins } from '../../../src/runbooks/plugin/load.ts';

const fixtures = 'test/runbooks/plugin/fixtures';
const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of what is refused. */
async function refused(...given: string[]): Promise<string[]> {
  const error = await loadPlugins(given, folder).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FileProblems);
  return (error as Error).message.split('\n');
}

describe('--plugin', () => {
  it('takes a file relative to the folder where the command was typed, and hands its absolute path on', async () => {
    expect(await loadPlugins(['kinds.ts'], fixtures)).toEqual([resolve(fixtures, 'kinds.ts')]);
    expect(knownStepNames()).toContain('team:ring');
    // Named again, from elsewhere: it is the same one, and no clash with itself.
    expect(await loadPlugins([`${fixtures}/kinds.ts`, `./${fixtures}/kinds.ts`], '.')).toHaveLength(1);
  });

  it('takes a package that is installed there, by its name', async () => {
    const home = join(folder, 'node_modules', 'zonefall-plugin-bell');
    mkdirSync(home, { recursive: true });
    const exports = { '.': { import: './plugin.mjs' } };
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'zonefall-plugin-bell', exports }));
    writeFileSync(join(home, 'plugin.mjs'), `export default ${JSON.stringify({ steps: {} })};`);
    // It is found and read, and refused for what it is.
    expect(await refused('zonefall-plugin-bell')).toEqual([
      '--plugin zonefall-plugin-bell: it brings neither steps nor probes',
    ]);
  });

  it('says what is missing, in one line', async () => {
    expect(await refused('./nowhere.ts')).toEqual(['--plugin ./nowhere.ts: there is no such file']);
    expect(await refused('zonefall-plugin-nowhere')).toEqual([
      `--plugin zonefall-plugin-nowhere: there is no package "zonefall-plugin-nowhere" in ${folder} (a file would be ./zonefall-plugin-nowhere)`,
    ]);
    expect(await refused('.')).toEqual([
      '--plugin .: this is a directory; name the plug-in itself, such as ./plugin.ts',
    ]);
    writeFileSync(join(folder, 'empty.js'), 'export const nothing = 1;');
    expect(await refused('empty.js')).toEqual([
      '--plugin empty.js: expected definePlugin({ steps, probes }) as the default export',
    ]);
    writeFileSync(join(folder, 'throws.js'), 'throw new Error("no licence\\nsecond line");');
    expect(await refused('throws.js')).toEqual(['--plugin throws.js: it cannot be loaded: no licence']);
  });

  it('refuses names that are taken and kinds that are not whole, all at once, and takes nothing of them', async () => {
    expect(
      await refused(resolve(fixtures, 'clash.ts')).then((lines) => lines.map((line) => line.replace(/^.*?: /, ''))),
    ).toEqual([
      'there is a step "dns:switch" already; choose another name',
      '"page" is no name of a step; write it as acme:page',
      'steps.bad:example.example.a: Invalid input: expected string, received undefined',
      'steps.bad:schema.with: expected a zod schema (import { z } from "zonefall/plugin")',
      'steps.bad:check: what stands under preflight looks only: writes must be false',
      'steps.bad:nothing.run: expected a function',
      'there is a probe "http:get" already; choose another name',
      'probes.bad:tolerance.example.tolerance: expected a number, or { min, max }',
    ]);
    expect(knownStepNames()).not.toContain('bad:check');
    expect(stepEntry('dns:switch').doc).toMatch(/^Points a record/);
  });
});

describe('files that use the kinds of a plug-in', () => {
  const scenario = `
version: 1
kind: scenario
id: bell
title: A bell
clock: { start: "2011-08-07T19:41:00+02:00", horizon: PT2H }
world:
  regions: { eu-west-1: { zones: [euw1-az1] } }
  accounts: { main: {} }
  installations: { main: { account: main, place: { region: eu-west-1, zone: a }, roles: { all-in-one: { count: 1, type: m1.large } } } }
invariants:
  - { name: quiet, uses: "team:noise", with: { floor: 1 }, tolerance: { max: 60 } }
stop-conditions:
  - { name: alarm, when: "probe('team:noise') > 90" }
runbook: { file: bell.runbook.yaml }
`;
  const runbook = `
version: 1
kind: runbook
id: bell
title: Ring it
preflight:
  - { id: hangs, uses: "team:look" }
safety-rules:
  - { name: not-too-loud, type: ATMOST, threshold: 90, of: "team:noise" }
activate:
  - { id: ring, uses: "team:ring", with: { region: eu-west-1, times: 3 }, progress: "team:noise" }
  - { id: again, needs: [ring], if: "\${{ steps.ring.outputs.rung < 3 }}", uses: "team:ring", with: { region: eu-west-1 } }
`;

  async function problems(edit: (text: string) => string): Promise<string[]> {
    await loadPlugins(['kinds.ts'], fixtures);
    const sources = [
      { path: 'bell.yaml', text: edit(scenario) },
      { path: 'bell.runbook.yaml', text: edit(runbook) },
    ];
    try {
      parseScenario(sources);
      return [];
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  }

  it('may use them everywhere: as steps, checks, probes, in rules and expressions', async () => {
    expect(await problems((text) => text)).toEqual([]);
  });

  it.each([
    [
      'team:ring"',
      'team:rign"',
      'bell.runbook.yaml:11:23: activate[0].uses: unknown step "team:rign"; did you mean "team:ring"?',
    ],
    ['times: 3', 'tiems: 3', 'bell.runbook.yaml:11:63: unknown key "tiems" in activate[0].with; did you mean "times"?'],
    [
      'region: eu-west-1, times',
      'region: eu-west-2, times',
      'bell.runbook.yaml:11:52: activate[0].with.region: unknown region "eu-west-2"; did you mean "eu-west-1"?',
    ],
    [
      'outputs.rung',
      'outputs.rang',
      'bell.runbook.yaml:12:62: activate[1].if: the step "ring" has no output "rang"; did you mean "rung"?',
    ],
    [
      'uses: "team:look"',
      'uses: "team:lok"',
      'bell.runbook.yaml:7:24: preflight[0].uses: unknown check "team:lok"; did you mean "team:look"?',
    ],
    [
      "'team:noise'",
      "'team:nose'",
      `bell.yaml:14:33: stop-conditions[0].when: unknown probe "team:nose", or one that measures no number; did you mean "team:noise"?`,
    ],
    [
      'uses: "team:noise"',
      'uses: "team:nois"',
      'bell.yaml:12:26: invariants[0].uses: unknown probe "team:nois"; did you mean "team:noise"?',
    ],
  ])('are checked like any other: %s for %s', async (right, wrong, message) => {
    expect(await problems((text) => text.replace(right, wrong))).toEqual([message]);
  });
});
