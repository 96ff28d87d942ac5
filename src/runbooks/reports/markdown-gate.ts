import type { GateBudget, GateReport, GateResult, WorstSeed } from '../gate/index.ts';
import { phaseNames } from '../verdict/index.ts';
import { assembled, coded, escaped, foldedBlock, tableOf, verdictMark } from './markdown-blocks.ts';
import { duration } from './times.ts';
import { seenText } from './words.ts';

/** A gate: the claim of each scenario, its budgets, the lines that reproduce what failed, and the worst seeds folded. */
export function markdownOfGate(report: GateReport): string {
  const { decision, results, environment, wallSeconds, next } = report;
  const runs = results.reduce((sum, { rows }) => sum + rows.length, 0);
  return assembled([
    `## ${verdictMark(decision)} Gate ${decision}`,
    `${results.length === 1 ? '' : `${results.length} scenarios, `}${runs} runs, ${environment}, ${wallSeconds} s.`,
    ...results.flatMap(gateResult),
    ...next.slice(0, 5).map(({ command, shows }) => `${escaped(shows)}: ${coded(command)}`),
  ]);
}

function gateResult(result: GateResult): string[] {
  const { scenario, variant, decision, claim, budgets, stoppedEarly, findings: others, pins, worst, plan } = result;
  const shorten = budgets
    .flatMap(({ leftToShorten }) => leftToShorten ?? [])
    .filter(({ text }) => !claim.includes(text));
  const failLines = budgets.flatMap(({ failLine }) => failLine ?? []);
  return [
    `### ${verdictMark(decision)} ${coded(scenario.id)}, ${coded(variant)}`,
    `${escaped(claim)}${stoppedEarly === null ? '' : ` (${escaped(stoppedEarly)})`}`,
    budgetTable(budgets),
    failLines
      .slice(0, 20)
      .map((text) => `- ${coded(text)}`)
      .join('\n'),
    shorten
      .slice(0, 20)
      .map(({ text }) => `- ${escaped(text)}`)
      .join('\n'),
    others.length === 0
      ? ''
      : titledSmall(
          'Failed for another reason than a budget',
          tableOf(
            seedHeadings,
            others.map(({ seed, verdict, reasons, reproduce }) => [
              String(seed),
              `${verdictMark(verdict)} ${verdict}`,
              escaped(reasons.join('; ')),
              coded(reproduce),
            ]),
            20,
          ),
        ),
    pins.length === 0
      ? ''
      : titledSmall(
          'Pinned seeds',
          tableOf(
            seedHeadings,
            pins.map(({ seed, passed, row, why, reproduce }) => [
              String(seed),
              passed ? '✅ passed' : `${verdictMark(row.verdict)} ${row.verdict}`,
              escaped(why),
              coded(reproduce),
            ]),
            20,
          ),
        ),
    foldedBlock('Percentiles', percentiles(result)),
    foldedBlock('The slowest recoveries', worstTable(worst)),
    `<sub>${coded(result.file)}, sha256 ${coded(scenario.sha256.slice(0, 12))}, plan ${coded(plan.text)}, seeds ${result.seeds.first ?? 'none'} to ${result.seeds.last ?? 'none'}</sub>`,
  ];
}

const seedHeadings = [{ title: 'seed', numeric: true }, { title: 'verdict' }, { title: 'why' }, { title: 'again' }];
const titledSmall = (title: string, block: string): string => `**${title}**\n\n${block}`;

function budgetTable(budgets: readonly GateBudget[]): string {
  const rows = budgets.map((budget) => [
    `${verdictMark(budget.decision)} ${budget.decision}`,
    coded(budget.id),
    escaped(`p${budget.percentile} of ${budget.label}`),
    duration(budget.maxSeconds),
    seenText(budget),
    duration(budget.upperSeconds),
    `${budget.misses} of ${budget.samples}`,
    budget.confidence === null ? '—' : `${Math.floor(budget.confidence * 100) / 100} %`,
  ]);
  const numbers = ['budget', 'actual', 'at most', 'missed', 'confidence'].map((title) => ({ title, numeric: true }));
  return tableOf([{ title: '' }, { title: 'name' }, { title: 'measure' }, ...numbers], rows);
}

function percentiles({ rtoSeconds, phases: all }: GateResult): string {
  const measured = [['recovery', rtoSeconds] as const, ...phaseNames.map((name) => [name, all[name]] as const)];
  const rows = measured.flatMap(([name, at]) =>
    at === null ? [] : [[name, ...[at.p50, at.p90, at.p95, at.p95Upper, at.p99, at.max].map(duration)]],
  );
  const numbers = ['p50', 'p90', 'p95', 'p95 at most', 'p99', 'max'].map((title) => ({ title, numeric: true }));
  return tableOf([{ title: '' }, ...numbers], rows);
}

function worstTable(worst: readonly WorstSeed[]): string {
  const rows = worst.map(({ seed, verdict, rtoSeconds, reproduce }) => [
    String(seed),
    `${verdictMark(verdict)} ${verdict}`,
    rtoSeconds === null ? 'never' : duration(rtoSeconds),
    coded(reproduce),
  ]);
  return tableOf(
    [
      { title: 'seed', numeric: true },
      { title: 'verdict' },
      { title: 'recovered after', numeric: true },
      { title: 'again' },
    ],
    rows,
  );
}
