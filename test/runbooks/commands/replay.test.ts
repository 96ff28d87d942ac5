import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine, RunRequest } from '../../../src/runbooks/commands/engine.ts';
import { exitCodeOfError } from '../../../src/runbooks/commands/failures.ts';
import { replay } from '../../../src/runbooks/commands/replay.ts';
import type { JournalEntry } from '../../../src/runbooks/journal/index.ts';
import { incidentResult, incidentText } from '../reports/incident.ts';
import { scenarioFile, testConsole } from './console.ts';

/** An engine that runs to this journal, whatever it is asked. */
const runningTo =
  (text: string): Engine =>
  async () => ({ result: incidentResult, journal: text.trimEnd().split('\n'), exitCode: 1 });

async function replayed(recorded: string, engine: Engine = runningTo(incidentText())) {
  const console = testConsole();
  writeFileSync(join(console.context.folder, 'run.ndjson'), recorded);
  const exitCode = await replay(console.context, {}, 'run.ndjson', engine).catch((error: Error) => {
    console.context.process.stderr.write(error.message);
    return exitCodeOfError(error);
  });
  return { exitCode, stdout: console.stdout(), stderr: console.stderr() };
}

describe('zonefall replay', () => {
  it('says in one line that everything happened again, whatever the verdict was', async () => {
    const { exitCode, stdout, stderr } = await replayed(incidentText());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^run\.ndjson: \d+ events, all the same again \(sha256 [0-9a-f]{64}\)\n$/);
  });

  it('asks for the run that is written in the journal, from the files inside it', async () => {
    const asked: RunRequest[] = [];
    await replayed(incidentText(), async (request) => {
      asked.push(request);
      return runningTo(incidentText())(request);
    });
    expect(asked).toEqual([
      {
        sources: [{ path: '2011-08-07-eu-west-1.yaml', text: 'version: 1\n' }],
        variant: 'as-it-was',
        seed: 20110807,
        vars: {},
        runbook: undefined,
      },
    ]);
  });

  it('chooses no variant where the scenario had none', async () => {
    const text = readFileSync(scenarioFile, 'utf8')
      .replace(/^variants:[\s\S]*/m, '')
      .replace(/^causes:.*$/m, '');
    const bare = (entry: JournalEntry): JournalEntry =>
      entry.kind === 'run.started'
        ? {
            ...entry,
            variant: 'none',
            sources: [{ file: 'a.yaml', text: text.replace(/^runbook:.*$/m, '').replace(/^fit:[\s\S]*?\n\n/m, '') }],
          }
        : entry;
    const asked: RunRequest[] = [];
    await replayed(incidentText(bare), async (request) => {
      asked.push(request);
      return runningTo(incidentText(bare))(request);
    });
    expect(asked.map(({ variant }) => variant)).toEqual([undefined]);
  });

  it('finds a changed byte in any line, exits 6 and names the event', async () => {
    const lines = incidentText().trimEnd().split('\n');
    for (const [seq, line] of lines.entries()) {
      const at = Math.floor(line.length / 3);
      const changed = line.slice(0, at) + (line[at] === 'x' ? 'y' : 'x') + line.slice(at + 1);
      const { exitCode, stderr } = await replayed(`${lines.with(seq, changed).join('\n')}\n`);
      expect({ seq, exitCode }).toEqual({ seq, exitCode: 6 });
      expect(stderr).toContain(`event ${seq} `);
    }
  });

  it('exits 6 at the first event that does not happen again, and says how it differs', async () => {
    const other = (entry: JournalEntry): JournalEntry =>
      entry.kind === 'decision.made' ? { ...entry, choice: 'wait' } : entry;
    const { exitCode, stderr, stdout } = await replayed(incidentText(), runningTo(incidentText(other)));
    expect(exitCode).toBe(6);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^zonefall: replay diverged at T\+0:39: event \d+ \(decision\.made\): choice was "go", and is "wait"\n$/,
    );
  });

  it('compares an interrupted journal as far as it goes', async () => {
    const half = `${incidentText().split('\n').slice(0, 20).join('\n')}\n`;
    expect(await replayed(half)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('20 events, all the same again, as far as it goes'),
    });
  });

  it('takes a run that ends too early for a difference', async () => {
    const half = `${incidentText().split('\n').slice(0, 20).join('\n')}\n`;
    expect((await replayed(incidentText(), runningTo(half))).exitCode).toBe(6);
  });

  it.each([
    ['an empty file', ''],
    ['a scenario', 'version: 1\nkind: scenario\n'],
    ['some JSON', '{"a":1}\n'],
  ])('exits 2 for %s', async (_, text) => {
    expect((await replayed(text)).exitCode).toBe(2);
  });
});
