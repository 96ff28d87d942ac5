/** What `run` and `resume` print for a person of a runbook that was run for real: how it ended, each step, and who decided what. */
import type { Runbook } from '../files/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import { type NextCommand, nextLines } from '../reports/human/next.ts';
import {
  bad,
  blank,
  cell,
  good,
  heading,
  type Line,
  line,
  type Piece,
  quiet,
  render,
  type Screen,
  strong,
  warn,
} from '../reports/screen.ts';
import { duration } from '../reports/times.ts';
import { failedStep } from '../runner/session.ts';
import type { RunResult } from '../verdict/index.ts';

export interface WallReport {
  readonly events: readonly JournalEvent[];
  readonly runbook: Pick<Runbook, 'title'>;
  readonly result: RunResult;
  readonly next: readonly NextCommand[];
}

export function wallReport({ events, runbook, result, next }: WallReport, screen: Screen): string {
  const sections = [
    headline(runbook, result),
    stepLines(events, screen.width),
    decisionLines(events),
    nextLines(next, screen.width),
  ].filter((lines) => lines.length > 0);
  return `\n${render(
    sections.flatMap((section, at) => (at === 0 ? section : [blank, ...section])),
    screen,
  )}`;
}

const words = { passed: good('PASS'), failed: bad('FAIL'), inconclusive: warn('OPEN'), stopped: warn('STOP') } as const;

function headline({ title }: WallReport['runbook'], { verdict, reasons, recovery, virtualSeconds }: RunResult): Line[] {
  const took = duration(recovery.rtoSeconds ?? virtualSeconds);
  return [
    line(words[verdict], '  ', strong(title), quiet(`  live, ${took}`)),
    ...reasons.map((reason) => line('      ', reason)),
  ];
}

interface StepRow {
  readonly path: string;
  started: number;
  ended: number;
  state: Piece;
  why: string;
}

function stepLines(events: readonly JournalEvent[], width: number): Line[] {
  const rows = new Map<string, StepRow>();
  const row = (path: string, at: number): StepRow => {
    let found = rows.get(path);
    if (found === undefined) rows.set(path, (found = { path, started: at, ended: at, state: quiet('open'), why: '' }));
    return found;
  };
  const end = (path: string, at: number, state: Piece, why = ''): void => {
    Object.assign(row(path, at), { ended: at, state, why });
  };
  for (const event of events) {
    if (event.kind === 'step.started') row(event.path, event.at);
    else if (event.kind === 'step.succeeded') end(event.path, event.at, good('done'));
    else if (event.kind === 'step.failed') end(event.path, event.at, bad('failed'), event.error);
    else if (event.kind === 'step.handled' && event.ok) end(event.path, event.at, warn('handled'));
    else if (event.kind === 'step.skipped') end(event.path, event.at, quiet('skipped'), event.why);
    else if (event.kind === 'step.undone') {
      end(event.path, event.at, event.ok ? warn('undone') : bad('not undone'), event.error ?? '');
    }
  }
  if (rows.size === 0) return [];
  const widest = Math.min(40, Math.max(...[...rows.keys()].map((path) => path.length)));
  const cells = ({ path, started, ended, state, why }: StepRow) =>
    line(
      '  ',
      cell(path, widest),
      '  ',
      { ...state, text: cell(state.text, 10) },
      cell(duration((ended - started) / 1e6), 9, 'right'),
      ...(why === '' ? [] : ['  ', quiet(why.slice(0, width))]),
    );
  return [heading('STEPS'), ...[...rows.values()].map(cells)];
}

function decisionLines(events: readonly JournalEvent[]): Line[] {
  const rows = events.flatMap((event) => {
    if (event.kind === 'decision.made') {
      const { choice, by, decision, path, waitedSeconds, comment } = event;
      const on = decision === failedStep ? `${path}, which failed` : decision;
      return [{ choice, who: `${by} on ${on}`, aside: `after ${duration(waitedSeconds)}`, why: comment }];
    }
    if (event.kind !== 'step.resolved') return [];
    const { choice, by, path, reason } = event;
    return [{ choice, who: `${by} on ${path}`, aside: 'interrupted in its middle', why: reason }];
  });
  if (rows.length === 0) return [];
  const widest = Math.max(...rows.map(({ choice }) => choice.length));
  return [
    heading('WHO DECIDED'),
    ...rows.map(({ choice, who, aside, why }) =>
      line('  ', strong(cell(choice, widest)), `  ${who}  `, quiet(aside), why === undefined ? '' : `: ${why}`),
    ),
  ];
}
