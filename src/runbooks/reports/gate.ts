/** What `gate` prints for a person: the verdict in one sentence, the budgets, and where to look when it fails. */
import type { GateBudget, GateDecision, GateReport, GateResult, MeasuredPercentiles } from '../gate/report.ts';
import { phaseNames } from '../verdict/index.ts';
import { nextLines } from './human/next.ts';
import {
  bad,
  cell,
  columns,
  good,
  heading,
  type Line,
  line,
  type Piece,
  quiet,
  renderSections,
  type Screen,
  titleLines,
  warn,
  wrap,
} from './screen.ts';
import { duration } from './times.ts';
import { seenText } from './words.ts';

const worstShown = 3;
const findingsShown = 5;

export function gateReport({ results, next }: GateReport, screen: Screen): string {
  const { width } = screen;
  const sections = [...results.flatMap((result) => sectionsOf(result, width)), nextLines(next, width)];
  return renderSections(sections, screen);
}

function sectionsOf(result: GateResult, width: number): Line[][] {
  return [
    headline(result, width),
    pinLines(result, width),
    budgetLines(result),
    failureLines(result, width),
    findingLines(result, width),
    timeLines(result),
    worstLines(result),
  ];
}

function headline(result: GateResult, width: number): Line[] {
  const { scenario, file, variant, seeds, rows, decision, stoppedEarly, plan } = result;
  const [mark, style] = marks[decision];
  const range = rows.length === 0 ? '' : `, ${rangeText(seeds)}`;
  const count = rows.length === seeds.planned ? `${rows.length} seeds` : `${rows.length} of ${seeds.planned} seeds`;
  const early = stoppedEarly === null || plan.kind === 'sprt' ? [] : wrap(`stopped early: ${stoppedEarly}`, width - 2);
  return [
    ...titleLines(scenario.title, width),
    ...wrap(`${file} · ${variant} · ${count}${range}`, width).map((text) => line(quiet(text))),
    ...wrap(headlineText(result), width - columns(mark)).map((text, at) =>
      line(at === 0 ? style(mark) : ' '.repeat(columns(mark)), text),
    ),
    ...early.map((text) => line(quiet(text))),
  ];
}

function rangeText({ from, commit, first, last }: GateResult['seeds']): string {
  if (from === 'commit') return `drawn from commit ${commit?.slice(0, 10)}`;
  return from === 'list' ? `${first} to ${last}` : `${first}..${last}`;
}

/** What failed budgets mean stands below them. */
function headlineText({ decision, claim, budgets, findings, pins }: GateResult): string {
  const failed = budgets.filter((each) => each.decision === 'failed').map(({ id }) => id);
  const otherwise = findings.length > 0 || pins.some(({ passed }) => !passed);
  if (decision !== 'failed' || otherwise || failed.length === 0) return claim;
  const count =
    budgets.length === 1
      ? 'the budget fails'
      : `${failed.length} of ${budgets.length} budgets ${failed.length === 1 ? 'fails' : 'fail'}`;
  return `${count}: ${failed.join(', ')}`;
}

const marks: Readonly<Record<GateDecision, readonly [text: string, style: (text: string) => Piece]>> = {
  passed: ['✓ passed   ', good],
  failed: ['✗ FAILED   ', bad],
  inconclusive: ['? inconclusive  ', warn],
};

function pinLines({ pins }: GateResult, width: number): Line[] {
  if (pins.length === 0) return [];
  const failing = pins.filter(({ passed }) => !passed);
  const aside = `${pins.length - failing.length} of ${pins.length} pass; they are no part of the sample`;
  return [
    heading('PINNED SEEDS', aside),
    ...failing.flatMap(({ seed, why, row, reproduce }) => [
      ...hung(line('  ', bad('FAIL  ')), 8, `seed ${seed}: ${row.reasons[0] ?? row.verdict}`, width),
      ...(why === '' ? [] : hung(line(' '.repeat(8)), 8, `pinned for: ${why}`, width)),
      command(reproduce, 8),
    ]),
  ];
}

function budgetLines({ budgets, plan, confidence }: GateResult): Line[] {
  if (budgets.length === 0) return [heading('BUDGETS', 'none: add some under "budgets"')];
  const idWidth = Math.max(...budgets.map(({ id }) => columns(id))) + 2;
  const wide = (text: string): string => cell(text, 11, 'right');
  return [
    heading('BUDGETS', planText(plan, confidence)),
    line(
      quiet(
        `        ${cell('', idWidth)}${cell('', 5)}${['seen', 'at most', 'budget', 'missed', 'may miss'].map(wide).join('')}`,
      ),
    ),
    ...budgets.map((budget) => {
      const { id, percentile, upperSeconds, maxSeconds, misses, samples } = budget;
      const name = percentile === 100 ? 'all' : `p${percentile}`;
      return line(
        '  ',
        budgetMark(budget),
        `${cell(id, idWidth)}${cell(name, 5)}${wide(seenText(budget))}`,
        quiet(wide(upperSeconds === null ? '—' : duration(upperSeconds))),
        `${wide(duration(maxSeconds))}${wide(`${misses} of ${samples}`)}`,
        quiet(wide(mayMiss(budget, plan))),
      );
    }),
  ];
}

function budgetMark({ decision }: GateBudget): Piece {
  return decision === 'held' ? good('ok    ') : decision === 'failed' ? bad('FAIL  ') : warn('?     ');
}

function mayMiss({ allowed, percentile }: GateBudget, plan: GateResult['plan']): string {
  if (percentile === 100) return 'none';
  if (plan.kind === 'sprt') return '—';
  return allowed === null ? 'too few' : `${allowed} of ${plan.seeds}`;
}

function planText(plan: GateResult['plan'], confidence: number): string {
  const gives = (Math.floor(10 * plan.confidence) / 10).toFixed(1);
  if (plan.kind === 'sprt') {
    const share = (rate: number): string => `${Number((100 * rate).toFixed(2))} %`;
    const test = `sequential test of p${plan.percentile}, ${share(plan.badRate)} against ${share(plan.goodRate)}`;
    return plan.confidence > 0 ? `${test}: ${gives} % confidence` : `${test}: it cannot show anything here`;
  }
  if (plan.misses === null)
    return `${plan.seeds} seeds show nothing about p${plan.percentile} with ${confidence} % confidence`;
  return `plan ${plan.text} gives ${gives} % confidence for p${plan.percentile}`;
}

/** Below the table: what each failed or open budget means, and the way to see it again. */
function failureLines({ budgets, claim: told }: GateResult, width: number): Line[] {
  return budgets
    .filter(
      ({ decision, claim }) =>
        decision === 'failed' || (decision === 'open' && claim.includes('--plan') && claim !== told),
    )
    .flatMap(({ id, decision, claim, leftToShorten, worst }) => {
      const name = `${id}: `;
      const indent = 4;
      const [first = '', ...more] = wrap(name + claim, width - indent);
      return [
        line('  ', decision === 'failed' ? bad(name) : warn(name), first.slice(name.length)),
        ...more.map((text) => line(' '.repeat(indent), text)),
        ...(leftToShorten === undefined ? [] : hung(line(' '.repeat(indent)), indent, leftToShorten.text, width)),
        ...(worst.length === 0 || decision !== 'failed' ? [] : [command(`Reproduce: ${worst[0]!.reproduce}`, indent)]),
      ];
    });
}

function findingLines({ findings }: GateResult, width: number): Line[] {
  if (findings.length === 0) return [];
  const more = findings.length - findingsShown;
  return [
    heading('FINDINGS', 'runs that failed for another reason than a budget; one is enough'),
    ...findings
      .slice(0, findingsShown)
      .flatMap(({ seed, reasons, reproduce }) => [
        ...hung(line('  ', bad('FAIL  ')), 8, `seed ${seed}: ${reasons.join('; ')}`, width),
        command(reproduce, 8),
      ]),
    ...(more > 0 ? [line(quiet(`  and ${more} more`))] : []),
  ];
}

function timeLines({ rtoSeconds, phases, rows }: GateResult): Line[] {
  const measured = [
    { name: 'recovery', percentiles: rtoSeconds },
    ...phaseNames.map((name) => ({ name, percentiles: phases[name] })),
  ].filter((each): each is { name: string; percentiles: MeasuredPercentiles } => each.percentiles !== null);
  if (measured.length === 0) return [];
  const wide = (text: string): string => cell(text, 12, 'right');
  const told = (seconds: number | null): string => wide(seconds === null ? 'never' : duration(seconds));
  return [
    heading('TIMES', `of the ${rows.length === 1 ? 'run' : `${rows.length} runs`} that were seen`),
    line(quiet(`  ${cell('', 10)}${['p50', 'p90', 'p95', 'p99', 'max'].map(wide).join('')}`)),
    ...measured.map(({ name, percentiles: { p50, p90, p95, p99, max } }) =>
      line(`  ${cell(name, 10)}${[p50, p90, p95, p99, max].map(told).join('')}`),
    ),
  ];
}

function worstLines({ worst, decision }: GateResult): Line[] {
  // A failed gate has shown the way to its worst runs already.
  if (worst.length === 0 || decision === 'failed') return [];
  return [
    heading('WORST', 'the slowest of them, and how to see them'),
    ...worst.slice(0, worstShown).flatMap(({ verdict, rtoSeconds, reproduce }) => {
      const what = rtoSeconds === null ? verdict : duration(rtoSeconds);
      return [{ ...line(`  ${cell(what, 11)}`, quiet(reproduce)), whole: true }];
    }),
  ];
}

/** A sentence behind its mark; the lines that follow stand below its beginning. */
function hung(first: Line, indent: number, text: string, width: number): Line[] {
  return wrap(text, width - indent).map((part, at) => line(...(at === 0 ? first.pieces : [' '.repeat(indent)]), part));
}

function command(text: string, indent: number): Line {
  return { ...line(' '.repeat(indent), text), whole: true };
}
