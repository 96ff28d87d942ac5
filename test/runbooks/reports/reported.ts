/** Runs, gates and comparisons to report on, made without any world: the incident's journal, and rows whose times are known. */
import { readFileSync } from 'node:fs';
import { reportOf } from '../../../src/runbooks/commands/gate-outputs.ts';
import type { Comparison } from '../../../src/runbooks/compare/evaluate.ts';
import type { Budget } from '../../../src/runbooks/files/index.ts';
import { type GateReport, planFor, runGate } from '../../../src/runbooks/gate/index.ts';
import { type JournalEntry, readJournal } from '../../../src/runbooks/journal/index.ts';
import { type ReportedRun, reportedRun } from '../../../src/runbooks/reports/debrief/index.ts';
import type { ComparedPage } from '../../../src/runbooks/reports/html/index.ts';
import type { ToldSweep } from '../../../src/runbooks/reports/sweep.ts';
import { type SweepRow, sweepResult } from '../../../src/runbooks/sweep/index.ts';
import { decide, rpo, rto } from '../gate/rows.ts';
import { incidentText } from './incident.ts';

export const tool = { version: '0.1.0', node: 'v24.0.0' };
const folder = 'scenarios';
const files = [
  '2011-08-07-eu-west-1.yaml',
  'runbooks/region-switch.runbook.yaml',
  'runbooks/rebuild-kernel.runbook.yaml',
];
const sources = files.map((file) => ({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }));

/** The incident's journal with the real files in it, so that a report can be made from it alone. */
export function reportableText(change: (entry: JournalEntry) => JournalEntry = (entry) => entry): string {
  return incidentText((entry) => change(entry.kind === 'run.started' ? { ...entry, sources } : entry));
}

export function reportedIncident(change?: (entry: JournalEntry) => JournalEntry): ReportedRun {
  return reportedRun(readJournal(reportableText(change)), { again: 'zonefall replay run.ndjson', tool });
}

/** A gate on rows that are there already, under a name of one's own. The rows of pinned seeds come first: where one fails, the others are not run. */
export async function gateOf(
  rows: readonly SweepRow[],
  {
    title = 'A zone loses power',
    file = 'scenarios/a.yaml',
    budgets = [rto, decide, rpo] as readonly Budget[],
    pins = [] as readonly SweepRow[],
  } = {},
): Promise<GateReport> {
  const result = await runGate(
    {
      subject: {
        file,
        scenario: { id: 'a-zone', sha256: 'c'.repeat(64), title },
        variant: 'as-it-was',
        choices: { variant: 'as-it-was' },
        budgets,
      },
      request: { sources: [] },
      plan: planFor({ kind: 'fixed', seeds: rows.length }, budgets, 95),
      seeds: rows.map(({ seed }) => seed),
      seedsFrom: { from: 'list' },
      pins: pins.map(({ seed }) => ({
        scenario: 'a-zone',
        variant: 'as-it-was',
        seed,
        why: 'it was late on a Sunday',
      })),
    },
    async function* (_request, seeds) {
      const all = new Map([...rows, ...pins].map((row) => [row.seed, row]));
      for (const seed of seeds) yield all.get(seed)!;
    },
    { whole: pins.length === 0, clock: () => 0 },
  );
  return reportOf([result], { wallSeconds: 1.5, pinned: false, causes: true });
}

/** A sweep of rows that are there already; `text` stands wherever somebody else wrote a text. */
export function sweptOf(rows: readonly SweepRow[], text = 'a-zone'): ToldSweep {
  const scenario = { id: text, sha256: 'c'.repeat(64), title: text };
  const budgets = [rto, decide, rpo].map((budget) => ({ ...budget }));
  const choices = { variant: text, vars: { [text]: text }, runbook: text };
  const subject = { file: text, scenario, variant: text, choices, budgets, plugins: [{ file: text, sha256: text }] };
  return { subject, seeds: `1..${rows.length}`, result: sweepResult(subject, rows) };
}

export const comparison: Comparison = {
  variants: [
    {
      id: 'as-it-was',
      unrecovered: 0,
      rtoSeconds: percentiles(34_000),
      differenceSeconds: { median: 0, low: 0, high: 0 },
    },
    {
      id: 'mended',
      unrecovered: 0,
      rtoSeconds: percentiles(3000),
      differenceSeconds: { median: -31_000, low: -32_000, high: -30_000 },
    },
    { id: 'lost', unrecovered: 2, rtoSeconds: null, differenceSeconds: null },
  ],
  causes: [
    { id: 'replicas', minutes: 480, share: 480 / 510, microseconds: 480 * 60e6 },
    { id: 'decision', minutes: 30, share: 30 / 510, microseconds: 30 * 60e6 },
  ],
  whole: { minutes: 510, microseconds: 510 * 60e6 },
  gaps: ['lost did not recover with seeds 3, 4'],
};

function percentiles(p50: number) {
  return { p50, p90: p50 + 300, p95: p50 + 400, p95Upper: null, p99: p50 + 500, max: p50 + 600 };
}

export const comparedPage: ComparedPage = {
  file: 'scenarios/a.yaml',
  title: 'A zone loses power',
  baseline: 'as-it-was',
  seeds: [1, 2, 3, 4, 5, 6],
  comparison,
  environment: 'simulated',
  scenario: { id: 'a-zone', sha256: 'c'.repeat(64) },
};
