import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Engine, RunRequest } from '../../../src/runbooks/commands/engine.ts';
import { type RunFlags, run } from '../../../src/runbooks/commands/run.ts';
import { readJournal } from '../../../src/runbooks/journal/index.ts';
import { incidentResult, incidentText } from '../reports/incident.ts';
import { scenarioFile, testConsole } from './console.ts';

const journal = incidentText().trimEnd().split('\n');
const standIn: Engine = async (_request, options) => {
  for (const line of journal) options?.onEvent?.(JSON.parse(line), line);
  return { result: incidentResult, journal, exitCode: 1 };
};

async function typed(flags: RunFlags, engine: Engine = standIn, console = testConsole()) {
  const exitCode = await run(console.context, flags, scenarioFile, engine);
  return { exitCode, stdout: console.stdout(), stderr: console.stderr(), folder: console.context.folder };
}

const seconds = z.number().nonnegative().nullable();
/** `zonefall.result/v1`, as it is documented for those who parse it. */
const resultSchema = z.object({
  schema: z.literal('zonefall.result/v1'),
  environment: z.literal('simulated'),
  tool: z.strictObject({ version: z.string().regex(/^\d+\.\d+\.\d+/), node: z.string().startsWith('v') }),
  scenario: z.strictObject({ id: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  variant: z.string(),
  seed: z.int(),
  verdict: z.enum(['passed', 'failed', 'inconclusive', 'stopped']),
  recovery: z.strictObject({
    recovered: z.boolean(),
    rtoSeconds: seconds,
    rpoSeconds: seconds,
    lostWrites: z.int().nullable(),
    phases: z.strictObject({ detect: seconds, decide: seconds, mobilise: seconds, recover: seconds, verify: seconds }),
  }),
  milestones: z.array(z.strictObject({ id: z.string(), atSeconds: z.number() })).min(1),
  budgets: z
    .array(
      z.object({
        id: z.string(),
        measure: z.string(),
        maxSeconds: z.number(),
        actualSeconds: seconds,
        passed: z.boolean(),
      }),
    )
    .min(1),
  fit: z
    .array(
      z.strictObject({
        event: z.string(),
        expectedSeconds: z.number(),
        withinSeconds: z.number(),
        actualSeconds: seconds,
        fits: z.boolean(),
      }),
    )
    .min(1),
  worlds: z.strictObject({ collisions: z.array(z.strictObject({ zone: z.string(), names: z.array(z.string()) })) }),
  trace: z.strictObject({ events: z.int(), sha256: z.string() }),
  virtualSeconds: z.number(),
  wallSeconds: z.number(),
});

describe('zonefall run', () => {
  it('prints for a person, without colour where nobody sees it, and exits as the verdict says', async () => {
    const { exitCode, stdout } = await typed({});
    expect(exitCode).toBe(1);
    expect(stdout).toContain('FAIL  rto');
    expect(stdout).toContain(`Reproduce: zonefall run ${scenarioFile} --seed 20110807\n`);
    expect(stdout).toContain('zonefall replay .zonefall/2011-08-07-eu-west-1-as-it-was-20110807.ndjson');
    expect(stdout).toContain(`zonefall run ${scenarioFile} --variant decided-at-once`);
    expect(stdout).not.toContain('\u001b');
  });

  it('uses colour on a terminal, but not with NO_COLOR', async () => {
    const coloured = testConsole({ isTTY: true });
    const plain = testConsole({ isTTY: true, env: { NO_COLOR: '1' } });
    expect((await typed({}, standIn, coloured)).stdout).toContain('\u001b[');
    expect((await typed({}, standIn, plain)).stdout).not.toContain('\u001b[');
  });

  it('keeps the journal under a name without wall time, and says where on stderr', async () => {
    const { stderr, folder } = await typed({ output: [{ format: 'json' }] });
    expect(stderr).toBe('journal: .zonefall/2011-08-07-eu-west-1-as-it-was-20110807.ndjson\n');
    const kept = readFileSync(join(folder, '.zonefall/2011-08-07-eu-west-1-as-it-was-20110807.ndjson'), 'utf8');
    expect(readJournal(kept).ended).toBe(true);
  });

  it('gives runs with other variables other names, and the same run the same', async () => {
    const name = async (flags: RunFlags) => (await typed(flags)).stderr;
    const decided = await name({ variant: 'both-fixes', seed: 17, var: [['decideAfter', 'PT5M']] });
    expect(decided).toMatch(/eu-west-1-both-fixes-17-[0-9a-f]{8}\.ndjson$/m);
    expect(await name({ variant: 'both-fixes', seed: 17, var: [['decideAfter', 'PT6M']] })).not.toBe(decided);
    expect(await name({ variant: 'both-fixes', seed: 17, var: [['decideAfter', 'PT5M']] })).toBe(decided);
  });

  it('prints the documented JSON', async () => {
    const { stdout } = await typed({ output: [{ format: 'json' }] });
    const result = resultSchema.parse(JSON.parse(stdout));
    expect(result.recovery.rtoSeconds).toBe(35_340);
    expect(result.worlds.collisions).toEqual([{ zone: 'euw1-az1', names: ['main eu-west-1a', 'kernel eu-west-1b'] }]);
  });

  it('prints the journal itself as ndjson, byte for byte, and writes several outputs at once', async () => {
    const { stdout, folder } = await typed({
      output: [{ format: 'ndjson' }, { format: 'json', file: 'out/result.json' }],
    });
    expect(stdout).toBe(incidentText());
    expect(resultSchema.safeParse(JSON.parse(readFileSync(join(folder, 'out/result.json'), 'utf8'))).success).toBe(
      true,
    );
  });

  it('hands everything that was typed to the run, with the texts of all its files', async () => {
    const seen: RunRequest[] = [];
    const engine: Engine = async (request, options) => {
      seen.push(request);
      return standIn(request, options);
    };
    await typed({ seed: 3, variant: 'both-fixes', var: [['decideAfter', 'PT5M']] }, engine);
    expect(seen[0]).toMatchObject({ seed: 3, variant: 'both-fixes', vars: { decideAfter: 'PT5M' } });
    expect(seen[0]!.sources.map(({ path }) => path)).toEqual([
      '2011-08-07-eu-west-1.yaml',
      'runbooks/region-switch.runbook.yaml',
      'runbooks/rebuild-kernel.runbook.yaml',
    ]);
    expect(seen[0]!.sources[0]!.text).toBe(readFileSync(scenarioFile, 'utf8'));
  });

  it('writes down everything that must be typed to see the failure again', async () => {
    const { stdout } = await typed({ variant: 'both-fixes', var: [['decideAfter', 'PT5M']] });
    expect(stdout).toContain(
      `Reproduce: zonefall run ${scenarioFile} --variant both-fixes --var decideAfter=PT5M --seed 20110807\n`,
    );
  });

  it('goes on without a journal where the usual place is read-only, but not where one was asked for', async () => {
    const console = testConsole();
    writeFileSync(join(console.context.folder, '.zonefall'), 'a file, not a folder');
    const usual = await typed({}, standIn, console);
    expect(usual.exitCode).toBe(1);
    expect(usual.stderr).toMatch(/^zonefall: the journal is not kept: cannot write .*\n$/);
    expect(usual.stdout).not.toContain('zonefall replay');
    await expect(typed({ journal: '/dev/null/run.ndjson' })).rejects.toThrow(/cannot write/);
  });

  it('passes on what went wrong inside a world, and keeps the journal up to there', async () => {
    const console = testConsole();
    const crash: Engine = async (_request, options) => {
      for (const line of journal.slice(0, 5)) options?.onEvent?.(JSON.parse(line), line);
      throw new Error('nothing is scheduled and these wait: agent');
    };
    await expect(typed({ journal: 'crash.ndjson' }, crash, console)).rejects.toThrow(/nothing is scheduled/);
    const kept = readJournal(readFileSync(join(console.context.folder, 'crash.ndjson'), 'utf8'));
    expect({ events: kept.events.length, ended: kept.ended }).toEqual({ events: 5, ended: false });
  });

  it('refuses what is said about a simulation of a runbook that is run for real, and the other way round', async () => {
    const console = testConsole();
    const file = 'scenarios/runbooks/region-switch.runbook.yaml';
    await expect(run(console.context, { seed: 3 }, file)).rejects.toThrow(
      '--seed is for a scenario; a runbook is run for real',
    );
    await expect(run(console.context, {}, file)).rejects.toThrow(/"scalarium:ping" works in a simulated world only/);
    await expect(typed({ by: 'anna' })).rejects.toThrow('--by is for a runbook in wall time');
  });
});
