/** Every command that is printed to be typed again says all that was typed: without one choice it would show another world. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { audit } from '../../../src/runbooks/commands/audit.ts';
import { compare } from '../../../src/runbooks/commands/compare.ts';
import { gate } from '../../../src/runbooks/commands/gate.ts';
import { journalCommandLine } from '../../../src/runbooks/commands/invocation.ts';
import { mutate } from '../../../src/runbooks/commands/mutate.ts';
import { rare } from '../../../src/runbooks/commands/rare.ts';
import { run } from '../../../src/runbooks/commands/run.ts';
import { shrink } from '../../../src/runbooks/commands/shrink.ts';
import { emitSweeps } from '../../../src/runbooks/commands/sweep-outputs.ts';
import { retestOf } from '../../../src/runbooks/drill/debrief/retest.ts';
import { loadScenario } from '../../../src/runbooks/files/index.ts';
import { typedPlugins } from '../../../src/runbooks/plugin/typed.ts';
import { recovered } from '../gate/rows.ts';
import { incidentResult } from '../reports/incident.ts';
import { scenarioFile, testConsole } from './console.ts';

const plugin = 'steps of ours.ts';
typedPlugins.add(plugin);
const vars = { decideAfter: 'PT5M' };
const var_ = Object.entries(vars);
const runbook = 'scenarios/runbooks/region-switch.runbook.yaml';
const variant = 'as-it-was';
const chosen = '--var decideAfter=PT5M';
const withPlugin = `--plugin '${plugin}'`;
const ofVariant = `${scenarioFile} --variant ${variant} ${chosen}`;
const whole = `${ofVariant} --runbook ${runbook}`;

/** All commands about this scenario in a text, each of them once, as a reader of the report sees them. */
function commandsIn(text: string): string[] {
  const read = text.replaceAll(/&(?:apos|#39|#x27);/g, "'");
  const found = read.matchAll(/zonefall (?:run|gate|compare|mutate|audit) scenarios\/(?:(?!%0A)[^\n<`|)"])+/g);
  return [...new Set([...found].map(([command]) => command.trim()))];
}

test.each(['human', 'json', 'ndjson', 'junit', 'markdown', 'html', 'github'] as const)('gate -o %s', async (format) => {
  const console = testConsole();
  const seeds = [1, 2, 3];
  const flags = { variant: [variant], var: var_, runbook, seeds, output: [{ format, file: 'out' }] } as const;
  const late = async function* (_: unknown, of: Iterable<number>) {
    for (const seed of of) {
      const slow = recovered(seed, { recover: 30_000 });
      yield { ...slow, reasons: [...slow.reasons, 'the invariant "one-couch-master" was broken'] };
    }
  };
  expect(await gate(console.context, flags, [scenarioFile], late)).toBe(1);
  for (const text of [readFileSync(join(console.context.folder, 'out'), 'utf8'), console.stderr()]) {
    const commands = commandsIn(text);
    expect(commands).toContain(`zonefall run ${whole} --seed 1 ${withPlugin}`);
    for (const command of commands) expect(command).toMatch(`${whole} --seed`);
  }
});

it.each([{ var: var_ }, { runbook }])('gate keeps no seeds of %j for the scenario as it stands', async (flags) => {
  const { context } = testConsole();
  const typed = gate(context, { ...flags, pin: true }, [scenarioFile], async function* () {});
  await expect(typed).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining('--pins FILE') });
});

test('gate that passes, compare', async () => {
  const good = testConsole();
  const held = async function* (_: unknown, of: Iterable<number>) {
    for (const seed of of) yield recovered(seed);
  };
  expect(await gate(good.context, { var: var_ }, [scenarioFile], held)).toBe(0);
  const compared = `zonefall compare ${scenarioFile} ${chosen}`;
  expect(commandsIn(good.stdout()).at(-1)).toBe(`${compared} ${withPlugin}`);
  const console = testConsole();
  const asked: unknown[] = [];
  await compare(console.context, { var: var_ }, scenarioFile, async (requests) => {
    asked.push(...requests.map((request) => loadScenario(scenarioFile, request).scenario.vars.decideAfter));
    return requests.map(() => incidentResult);
  });
  // What was typed holds in every variant, and for every cause.
  expect([...new Set(asked)]).toEqual(['PT5M']);
  expect(commandsIn(console.stdout())).toEqual([
    `${compared} --seeds 1..20 ${withPlugin}`,
    `${compared} --seeds 20110807 -o html=compare.html ${withPlugin}`,
  ]);
});

test('sweep', async () => {
  const console = testConsole();
  const { id, sha256, scenario } = loadScenario(scenarioFile);
  const header = {
    schema: 'zonefall.blob/v1',
    tool: { version: '1' },
    file: scenarioFile,
    scenario: { id, sha256, title: scenario.title },
    variant,
    choices: { variant, vars, runbook },
    budgets: scenario.budgets.map((budget) => ({ ...budget })),
    seeds: '1',
    shard: { index: 1, of: 1 },
  } as const;
  for (const format of ['human', 'html'] as const) {
    const rows = [recovered(1)];
    await emitSweeps(console.context, [{ format, file: 'out' }], [{ header, rows }], { wallSeconds: 1 });
    expect(commandsIn(readFileSync(join(console.context.folder, 'out'), 'utf8'))).toEqual([
      `zonefall run ${whole} --seed 1 ${withPlugin}`,
      `zonefall gate ${whole} ${withPlugin}`,
    ]);
  }
});

test('mutate, rare and shrink', async () => {
  const console = testConsole();
  const flags = { var: var_, variant };
  const red = { gate: 'red' as const, caught: [{ by: 'budget rto', seeds: [2] }], rows: [] };
  await mutate(console.context, flags, scenarioFile, async () => ({ design: red, mutants: [] }));
  const green = { gate: 'green' as const, caught: [], rows: [] };
  const mutant = { name: 'no-dns', sentence: 'No DNS', same: false, ...red };
  await mutate(console.context, flags, scenarioFile, async () => ({ design: green, mutants: [mutant] }));
  const estimate = { mean: 0.1, low: 0, high: 1 } as never;
  const worst = { rtoSeconds: 9, seed: 3, reseed: [] } as never;
  await rare(console.context, { ...flags, threshold: 60 }, scenarioFile, async () => {
    return { estimate, repeats: [{ estimate: 0.1, levels: [], runs: 1 }], runs: 1, worst };
  });
  await shrink(console.context, { ...flags, seed: 4 }, scenarioFile, async () => undefined);
  const commands = commandsIn(console.stdout() + console.stderr());
  expect(commands).toEqual([
    expect.stringMatching(/^zonefall mutate \S+ --variant \S+ --var decideAfter=PT5M --plugin/),
    `zonefall run ${ofVariant} --mutant no-dns --seed 2 ${withPlugin}`,
    `zonefall run ${ofVariant} --seed 3 ${withPlugin}`,
    `zonefall run ${ofVariant} --seed 4 ${withPlugin}`,
  ]);
});

test('audit', async () => {
  const console = testConsole();
  await audit(console.context, { var: var_, variant: [variant], runbook }, [scenarioFile]);
  const commands = commandsIn(console.stdout());
  expect(commands[0]).toBe(`zonefall run ${whole} ${withPlugin}`);
  for (const command of commands) expect(command).toContain(`${chosen} --runbook ${runbook} ${withPlugin}`);
});

test('run', async () => {
  const console = testConsole();
  const output = [{ format: 'human' }] as const;
  await run(console.context, { var: var_, variant, runbook, output }, scenarioFile, async () => {
    return { result: { ...incidentResult, verdict: 'failed' }, journal: [], exitCode: 1 };
  });
  const commands = commandsIn(console.stdout());
  expect(commands.length).toBeGreaterThan(1);
  for (const command of commands) expect(command).toContain(`${chosen} --runbook ${runbook}`);
  expect(commands.at(-1)).toContain(withPlugin);
});

test("a journal, and a drill's findings", () => {
  expect(journalCommandLine('replay', 'a b.ndjson')).toBe(`zonefall replay 'a b.ndjson' ${withPlugin}`);
  const of = { file: scenarioFile, journalPath: 'j.ndjson', variant, vars, runbook, seed: 5 };
  expect(retestOf({ about: 'preflight' }, of)).toBe(`zonefall audit ${whole} ${withPlugin}`);
  expect(retestOf({ about: 'budget' }, of)).toBe(
    `zonefall run ${ofVariant} --seed 5 --decisions j.ndjson ${withPlugin}`,
  );
});
