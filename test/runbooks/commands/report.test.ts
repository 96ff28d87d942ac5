import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodeOfError } from '../../../src/runbooks/commands/failures.ts';
import { type ReportFormat, report } from '../../../src/runbooks/commands/report.ts';
import { Journal, type JournalEntry } from '../../../src/runbooks/journal/index.ts';
import { reportableText } from '../reports/reported.ts';
import { testConsole } from './console.ts';

async function reported(text: string, format: ReportFormat = 'human', name = 'run.ndjson') {
  const console = testConsole();
  const { folder } = console.context;
  writeFileSync(join(folder, 'run.ndjson'), text);
  const exitCode = await report(console.context, { output: [{ format }] }, name).catch((error: Error) => {
    console.context.process.stderr.write(error.message);
    return exitCodeOfError(error);
  });
  return { exitCode, stdout: console.stdout(), stderr: console.stderr(), folder };
}

describe('zonefall report', () => {
  it('shows the run as it was shown then, and ends in what to type next', async () => {
    const { exitCode, stdout, stderr } = await reported(reportableText());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('recovered after 589 min (9 h 49 min); the budget is 60 min');
    expect(stdout).toContain('Reproduce: zonefall replay run.ndjson');
    expect(stdout).toMatch(
      /NEXT\n[\s\S]*zonefall report run\.ndjson -o html=run\.html[\s\S]*zonefall replay run\.ndjson/,
    );
    for (const line of stdout.split('\n')) {
      if (/^ +(Reproduce: )?zonefall /.test(line)) continue; // a command is never broken: somebody will copy it
      expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  });

  it.each<[ReportFormat, RegExp]>([
    ['json', /^\{\n {2}"schema": "zonefall\.result\/v1",\n {2}"environment": "simulated"/],
    ['junit', /^<\?xml version="1\.0"[\s\S]*<testcase/],
    ['markdown', /^## ❌ A zone loses power/],
    ['html', /^<!doctype html>\n<html lang="en">/],
    ['chaostoolkit', /^\{\n {2}"chaoslib-version": "1\.\d+\.\d+"/],
  ])('writes %s', async (format, begins) => {
    const { exitCode, stdout } = await reported(reportableText(), format);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(begins);
    expect(stdout.endsWith('\n')).toBe(true);
  });

  it('measures what the run measured, from the journal and the files inside it', async () => {
    const { recovery, budgets, journal } = JSON.parse((await reported(reportableText(), 'json')).stdout);
    expect(recovery).toMatchObject({ recovered: true, rtoSeconds: 35_340, lostWrites: 0 });
    expect(budgets.map(({ id, passed }: { id: string; passed: boolean }) => [id, passed])).toEqual([
      ['rto', false],
      ['decide', false],
      ['rpo', true],
    ]);
    expect(journal.sha256).toBe(JSON.parse(reportableText().trimEnd().split('\n').at(-1)!).hash);
  });

  it.each<ReportFormat>(['human', 'html', 'json'])(
    'finds a changed byte before it writes %s: 6, and the event',
    async (format) => {
      const lines = reportableText().trimEnd().split('\n');
      const seq = lines.findIndex((line) => line.includes('decision.made'));
      const changed = lines.with(seq, lines[seq]!.replace('"go"', '"no"')).join('\n');
      const { exitCode, stdout, stderr } = await reported(`${changed}\n`, format);
      expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: '' });
      expect(stderr).toContain(`event ${seq} `);
    },
  );

  it.each([
    ['an empty file', ''],
    ['a scenario', 'version: 1\nkind: scenario\n'],
  ])('exits 2 for %s', async (_, text) => {
    expect((await reported(text)).exitCode).toBe(2);
  });

  it('exits 2 where there is no such journal, and names the nearest', async () => {
    const { exitCode, stderr } = await reported(reportableText(), 'human', 'rum.ndjson');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no such journal');
  });

  it('exits 2 for a folder in place of a journal', async () => {
    const { exitCode, stderr } = await reported(reportableText(), 'human', '.');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '.: this is a folder; a file is expected' });
  });

  it('reports an interrupted run as far as it goes, as inconclusive', async () => {
    const half = `${reportableText().split('\n').slice(0, 30).join('\n')}\n`;
    const { exitCode, stdout } = await reported(half, 'html');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('inconclusive');
    expect(stdout).toContain('The run was interrupted: its journal has no end.');
  });

  it('writes several at once, into files and folders of their own', async () => {
    const console = testConsole();
    const { folder } = console.context;
    mkdirSync(join(folder, '.zonefall'));
    writeFileSync(join(folder, '.zonefall/a-run.ndjson'), reportableText());
    const output = [
      { format: 'html', file: 'out/a.html' },
      { format: 'junit', file: 'out/a.xml' },
      { format: 'json' },
    ] as const;
    expect(await report(console.context, { output }, 'a-run')).toBe(0);
    expect(readFileSync(join(folder, 'out/a.html'), 'utf8')).toContain('zonefall replay .zonefall/a-run.ndjson');
    expect(existsSync(join(folder, 'out/a.xml'))).toBe(true);
    expect(JSON.parse(console.stdout()).verdict).toBe('failed');
  });

  it('reports a runbook that was run for real, and never says to run it again', async () => {
    const { exitCode, stdout } = await reported(liveText());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^PASS {2}A small plan {2}live, 90 s$/m);
    expect(stdout).not.toContain('replay');
    const page = (await reported(liveText(), 'html')).stdout;
    expect(page).toContain('<span class="environment">live</span>');
    expect(page).toContain('the region is gone');
    expect(page).not.toContain('was simulated');
    expect((await reported(liveText(), 'markdown')).stdout).toMatch(/^## ✅ A small plan/);
    const chaos = JSON.parse((await reported(liveText(), 'chaostoolkit')).stdout);
    expect(chaos).toMatchObject({ node: 'live', status: 'completed', deviated: false });
  });
});

/** A plan of one approval, done in 90 s. */
function liveText(): string {
  const runbook = `version: 1
kind: runbook
id: small
title: A small plan
objectives: { rto: PT60M }
roles: { commander: { may: [approve, abort] } }
activate:
  - { id: go, uses: "people:approve", role: commander, with: { decision: leave, choices: [go, abort] }, timeout: PT1H }
`;
  const story: readonly (readonly [number, JournalEntry])[] = [
    [
      0,
      {
        kind: 'run.started',
        format: 'zonefall.journal/v1',
        environment: 'live',
        scenario: { id: 'small', sha256: 'd'.repeat(64), title: 'A small plan' },
        variant: 'none',
        seed: 0,
        by: 'ada',
        vars: {},
        clock: { start: '2026-11-23T09:30:00Z', zone: 'UTC', horizonSeconds: 0 },
        sources: [{ file: 'small.runbook.yaml', text: runbook }],
      },
    ],
    [
      0,
      {
        kind: 'runbook.started',
        id: 'small',
        path: '',
        title: 'A small plan',
        inputs: {},
        steps: [{ path: 'go', uses: 'people:approve', needs: [] }],
      },
    ],
    [0, { kind: 'step.started', path: 'go', id: 'go', uses: 'people:approve', attempt: 1 }],
    [
      0,
      { kind: 'decision.asked', decision: 'leave', path: 'go', role: 'commander', choices: ['go', 'abort'], known: {} },
    ],
    [
      90,
      {
        kind: 'decision.made',
        decision: 'leave',
        path: 'go',
        by: 'ada',
        choice: 'go',
        waitedSeconds: 90,
        known: {},
        comment: 'the region is gone',
      },
    ],
    [90, { kind: 'step.succeeded', path: 'go', outputs: { choice: 'go', by: 'ada' } }],
    [90, { kind: 'runbook.ended', id: 'small', path: '', status: 'succeeded' }],
    [90, { kind: 'run.ended', ending: 'finished', verdict: 'passed', traceEvents: 8, traceSha256: 'e'.repeat(64) }],
  ];
  let nowUs = 0;
  const journal = new Journal(() => nowUs);
  for (const [seconds, entry] of story) {
    nowUs = seconds * 1e6;
    journal.write(entry);
  }
  return journal.text();
}
