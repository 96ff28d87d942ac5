import { runCommandLine } from '../commands/invocation.ts';
import { type Bin, histogramOf } from '../sweep/histogram.ts';
import type { SweepPercentiles, SweepResult, SweepRow, SweepSubject } from '../sweep/index.ts';
import { phaseNames } from '../verdict/index.ts';
import { type NextCommand, nextLines } from './human/next.ts';
import { bar } from './human/phases.ts';
import {
  bad,
  blank,
  cell,
  columns,
  heading,
  type Line,
  line,
  quiet,
  render,
  type Screen,
  strong,
  warn,
  wrap,
} from './screen.ts';
import { duration } from './times.ts';

/** A sweep of one variant, as a person is told of it. */
export interface ToldSweep {
  readonly subject: SweepSubject;
  /** As they were typed. */
  readonly seeds: string;
  readonly result: SweepResult;
}

const worstCount = 3;
/** So many seeds are named for a verdict. */
const namedMax = 4;

/** What `sweep` and `merge` print for a person: percentiles, the histogram with the budget's line, the worst seeds. No verdict. */
export function sweepReport(sweeps: readonly ToldSweep[], next: readonly NextCommand[], screen: Screen): string {
  const sections = [...sweeps.flatMap((sweep) => sectionsOf(sweep, screen.width)), nextLines(next, screen.width)];
  const lines = sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [blank, ...section]));
  return `\n${render(lines, screen)}`;
}

function sectionsOf(sweep: ToldSweep, width: number): Line[][] {
  return [
    headline(sweep, width),
    recoveryLines(sweep.result, width),
    histogramLines(sweep, width),
    phaseLines(sweep.result),
    worstLines(sweep, width),
  ];
}

function headline({ subject, seeds, result }: ToldSweep, width: number): Line[] {
  const [first = '', ...more] = wrap(subject.scenario.title, width - 11);
  const which = `${result.seeds} ${result.seeds === 1 ? 'seed' : 'seeds'} (${seeds})`;
  return [
    line(strong('SIMULATED  '), strong(first)),
    ...more.map((text) => line(' '.repeat(11), strong(text))),
    line(quiet([subject.file, ...choicesText(subject), which].join(' · '))),
  ];
}

/** What was chosen for a sweep, a word each. */
export function choicesText({ variant, choices: { vars, runbook } }: SweepSubject): string[] {
  return [
    ...(variant === 'none' ? [] : [variant]),
    ...Object.entries(vars).map(([name, value]) => `${name}=${value}`),
    ...(runbook === undefined ? [] : [runbook]),
  ];
}

const percentileNames: readonly (readonly [keyof SweepPercentiles, string])[] = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p95Upper', 'p95 at most'],
  ['p99', 'p99'],
  ['max', 'max'],
];

function recoveryLines({ rtoSeconds, rows, misses }: SweepResult, width: number): Line[] {
  const verdicts = [...new Set(rows.map(({ verdict }) => verdict))].map((verdict) =>
    verdictText(
      verdict,
      rows.filter((row) => row.verdict === verdict),
    ),
  );
  const title = [
    heading('RECOVERY', `${misses} of ${rows.length} missed a budget`),
    ...wrap(verdicts.join(', '), width - 2).map((text) => line('  ', text)),
  ];
  if (rtoSeconds === null) return [...title, line('  ', bad('! '), 'no run recovered: there is no distribution')];
  const wide = (text: string): string => cell(text, 13, 'right');
  return [
    ...title,
    line(quiet(percentileNames.map(([, name]) => wide(name)).join(''))),
    line(percentileNames.map(([key]) => wide(percentileText(rtoSeconds, key, rows.length))).join('')),
  ];
}

/** `3 failed (seeds 4, 17, 33)`: of what passed nobody needs to know which. */
function verdictText(verdict: SweepRow['verdict'], rows: readonly SweepRow[]): string {
  if (verdict === 'passed') return `${rows.length} passed`;
  const named = rows.slice(0, namedMax).map(({ seed }) => seed);
  return `${rows.length} ${verdict} (${rows.length === 1 ? 'seed' : 'seeds'} ${named.join(', ')}${rows.length > namedMax ? ', ...' : ''})`;
}

function percentileText(percentiles: SweepPercentiles, key: keyof SweepPercentiles, seeds: number): string {
  const value = percentiles[key];
  if (value !== null) return duration(value);
  return key === 'p95Upper' && seeds < 59 ? 'needs 59' : 'never';
}

function histogramLines({ subject, result: { rows } }: ToldSweep, width: number): Line[] {
  const recovered = rows.flatMap(({ rtoSeconds }) => (rtoSeconds === null ? [] : [rtoSeconds]));
  if (recovered.length === 0) return [];
  const budget = subject.budgets.find(({ measure }) => measure === 'recovery');
  const { bins, budgetAt } = histogramOf(recovered, budget?.maxSeconds);
  const never = rows.length - recovered.length;
  const labels = bins.map(binLabel);
  const labelWidth = Math.max('never'.length, ...labels.map(columns));
  const longest = Math.max(never, ...bins.map(({ count }) => count));
  const room = Math.min(50, width - labelWidth - 11);
  const row = (label: string, count: number, over: boolean): Line => {
    const text = bar(count, longest, room);
    return line(
      `  ${cell(label, labelWidth, 'right')}  `,
      over ? warn(text) : text,
      quiet(count === 0 ? '' : ` ${count}`),
    );
  };
  const lines = bins.map(({ count }, at) => row(labels[at]!, count, budgetAt !== undefined && at >= budgetAt));
  if (budget !== undefined && budgetAt !== undefined) {
    const text = ` budget ${budget.id} ${duration(budget.maxSeconds)}, p${budget.percentile} `;
    const rule = `  ${'─'.repeat(labelWidth)}──${text}`;
    lines.splice(budgetAt, 0, line(strong(rule + '─'.repeat(Math.max(0, labelWidth + 4 + room - columns(rule))))));
  }
  return [
    heading('DISTRIBUTION', 'of the time to recover'),
    ...lines,
    ...(never > 0 ? [row('never', never, true)] : []),
  ];
}

/** In minutes where the edges are whole minutes, as people say recovery times. */
function binLabel({ from, to }: Bin): string {
  const inMinutes = from % 60 === 0 && to % 60 === 0;
  const [low, high] = inMinutes ? [from / 60, to / 60] : [from, to];
  return `${low}–${high} ${inMinutes ? 'min' : 's'}`;
}

function phaseLines({ phases }: SweepResult): Line[] {
  const measured = phaseNames.flatMap((name) => (phases[name] === null ? [] : [{ name, ...phases[name] }]));
  if (measured.length === 0) return [];
  const wide = (text: string): string => cell(text, 13, 'right');
  const told = (seconds: number | null): string => wide(seconds === null ? 'never' : duration(seconds));
  return [
    heading('PHASES'),
    line(quiet(`  ${cell('', 10)}${['p50', 'p95', 'max'].map(wide).join('')}`)),
    ...measured.map(({ name, p50, p95, max }) => line(`  ${cell(name, 10)}${told(p50)}${told(p95)}${told(max)}`)),
  ];
}

function worstLines({ subject, result: { worst, rows } }: ToldSweep, width: number): Line[] {
  const { file, choices } = subject;
  return [
    heading('WORST', 'and how to see it again'),
    ...worst.slice(0, worstCount).flatMap(({ seed, verdict, rtoSeconds }) => {
      const what = rtoSeconds === null ? bad(verdict) : duration(rtoSeconds);
      const why = rtoSeconds === null ? (rows.find((row) => row.seed === seed)?.reasons ?? []).slice(0, 1) : [];
      return [
        line(`  seed ${seed}  `, what),
        ...why.flatMap((reason) => wrap(reason, width - 4).map((text) => line('    ', quiet(text)))),
        { ...line('    ', runCommandLine({ scenario: file, ...choices, seed })), whole: true },
      ];
    }),
  ];
}
