import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/runbooks/commands/engine.ts';
import { exitCodeOfError } from '../../../src/runbooks/commands/failures.ts';
import { type ResumeFlags, resume } from '../../../src/runbooks/commands/resume.ts';
import { run } from '../../../src/runbooks/commands/run.ts';
import { execute } from '../../../src/runbooks/execute.ts';
import type { JournalEntry } from '../../../src/runbooks/journal/index.ts';
import { smallScenario, writeSmallRun } from '../durable/small-run.ts';
import { incidentResult, incidentText } from '../reports/incident.ts';
import { testConsole } from './console.ts';

/** A scenario in the journal, as short as it may be: `resume` reads it to know its variants. */
const scenario = `${smallScenario.replace(/^runbook:.*$/m, '')}variants: { as-it-was: {} }\n`;
const withSources = (entry: JournalEntry): JournalEntry =>
  entry.kind === 'run.started' ? { ...entry, sources: [{ file: 'a.yaml', text: scenario }] } : entry;
const text = incidentText(withSources);
const bytes = Buffer.from(text);

/** An engine that runs to this journal, as a world would again and again. */
const runningTo =
  (whole: string): Engine =>
  async (_request, options) => {
    const journal = whole.trimEnd().split('\n');
    for (const line of journal) {
      if (options?.signal?.aborted) break;
      const { hash: _, ...event } = JSON.parse(line);
      options?.onEvent?.(event, line);
    }
    return { result: incidentResult, journal, exitCode: 1 };
  };

async function resumed(recorded: string | Buffer, engine = runningTo(text), flags: ResumeFlags = {}) {
  const console = testConsole();
  const path = join(console.context.folder, 'run.ndjson');
  writeFileSync(path, recorded);
  const exitCode = await resume(console.context, flags, 'run.ndjson', engine).catch((error: Error) => {
    console.context.process.stderr.write(error.message);
    return exitCodeOfError(error);
  });
  return { exitCode, journal: readFileSync(path, 'utf8'), stdout: console.stdout(), stderr: console.stderr() };
}

describe('zonefall resume', () => {
  it('makes of a journal that was cut off at any byte the journal of a run that nothing interrupted', async () => {
    const whole = await resumed(text);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: text.indexOf('\n') + 1, max: bytes.length }), async (size) => {
        const { exitCode, journal, stdout } = await resumed(bytes.subarray(0, size));
        expect({ size, exitCode, same: journal === text }).toEqual({ size, exitCode: 1, same: true });
        expect(stdout).toBe(whole.stdout);
      }),
      { numRuns: 100 },
    );
  });

  it('says how much was there, and prints what run would have printed', async () => {
    const { stdout, stderr } = await resumed(text.slice(0, -100));
    const lines = text.trimEnd().split('\n').length;
    expect(stderr).toBe(
      `resumed: ${lines - 1} events were there and are the same again, the last line was cut off and is dropped; 1 are new\njournal: run.ndjson\n`,
    );
    expect(stdout).toContain('FAIL  rto');
  });

  it('prints the whole journal as ndjson, not only what is new', async () => {
    const { stdout } = await resumed(text.slice(0, -5000), runningTo(text), { output: [{ format: 'ndjson' }] });
    expect(stdout).toBe(text);
  });

  it('goes on after Ctrl-C, which has left an end that is none', async () => {
    const stop = incidentText((entry) =>
      entry.kind === 'run.ended' ? { ...entry, ending: 'operator' } : withSources(entry),
    );
    const stopped = stop.trimEnd().split('\n').at(-1)!;
    expect(JSON.parse(stopped)).toMatchObject({ kind: 'run.ended', ending: 'operator' });
    const { exitCode, journal } = await resumed(stop);
    expect({ exitCode, same: journal === text }).toEqual({ exitCode: 1, same: true });
  });

  it('exits 6 when something happens otherwise, and leaves the journal as it is', async () => {
    const other = incidentText((entry) =>
      entry.kind === 'decision.made' ? { ...entry, choice: 'wait' } : withSources(entry),
    );
    const cut = text.slice(0, -200);
    const { exitCode, journal, stdout, stderr } = await resumed(cut, runningTo(other));
    expect({ exitCode, stdout, untouched: journal === cut }).toEqual({ exitCode: 6, stdout: '', untouched: true });
    expect(stderr).toMatch(
      /^zonefall: the run cannot go on: it diverged at T\+0:39: event \d+ \(decision\.made\): choice was "go", and is "wait"\n$/,
    );
  });

  it('exits 6 when the run ends before what was recorded', async () => {
    const half = `${text.split('\n').slice(0, 20).join('\n')}\n`;
    expect((await resumed(text.slice(0, -10), runningTo(half))).exitCode).toBe(6);
  });

  it('exits 6 at a line that was changed after the run', async () => {
    const { exitCode, stderr } = await resumed(text.replace('"seed":20110807', '"seed":20110808'));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 6,
      stderr: expect.stringContaining('event 0 (line 1): its hash does not fit'),
    });
  });

  it.each([
    ['an empty file', '', 'nothing to resume'],
    ['a first line that was not whole', text.slice(0, 50), 'nothing to resume'],
    ['some other file', 'version: 1\n', 'this is no journal'],
  ])('exits 2 for %s', async (_, recorded, expected) => {
    expect(await resumed(recorded)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(expected) });
  });

  it('takes the name of a run in .zonefall, and names the nearest if there is none', async () => {
    const console = testConsole();
    mkdirSync(join(console.context.folder, '.zonefall'));
    writeFileSync(join(console.context.folder, '.zonefall/day-17.ndjson'), text);
    expect(await resume(console.context, {}, 'day-17', runningTo(text))).toBe(1);
    await expect(resume(console.context, {}, 'day-71', runningTo(text))).rejects.toThrow(
      'day-71: there is no such journal; did you mean "day-17"?',
    );
  });

  it('refuses what is said about steps of a simulated run', async () => {
    const said = await resumed(text, runningTo(text), { skip: ['dns'], reason: 'why not' });
    expect(said).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--skip is for a runbook in wall time'),
    });
  });

  it('cannot run beside the run, or beside another resume', async () => {
    const console = testConsole();
    const path = join(console.context.folder, 'run.ndjson');
    writeFileSync(path, text.slice(0, -5000));
    let second: Promise<number> | undefined;
    const slow: Engine = async (request, options) => {
      second = resume(console.context, {}, 'run.ndjson', runningTo(text));
      await second.catch(() => {});
      return runningTo(text)(request, options);
    };
    expect(await resume(console.context, {}, 'run.ndjson', slow)).toBe(1);
    await expect(second).rejects.toThrow(
      new RegExp(`^run\\.ndjson is being written by process ${process.pid} \\(zonefall resume`),
    );
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('a real world', () => {
  /** The journal is told when the world is at its end: a world lets nobody write files meanwhile, which is why it has a thread of its own. */
  const inThread: Engine = async (request, options) => {
    const outcome = await execute(request);
    for (const line of outcome.journal) options?.onEvent?.(JSON.parse(line), line);
    return outcome;
  };

  it('goes on from where its journal was cut off, byte for byte', { timeout: 120_000 }, async () => {
    const console = testConsole();
    const file = writeSmallRun(console.context.folder);
    expect(await run(console.context, { journal: 'whole.ndjson' }, file, inThread)).toBe(0);
    const whole = readFileSync(join(console.context.folder, 'whole.ndjson'));
    const first = whole.indexOf('\n') + 1;
    for (const share of [0, 0.3, 0.6, 0.99]) {
      const size = first + Math.floor(share * (whole.length - first));
      writeFileSync(join(console.context.folder, 'cut.ndjson'), whole.subarray(0, size));
      expect(await resume(console.context, {}, 'cut.ndjson', inThread)).toBe(0);
      expect(readFileSync(join(console.context.folder, 'cut.ndjson')).equals(whole)).toBe(true);
    }
  });
});
