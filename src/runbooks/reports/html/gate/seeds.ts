import type { GateResult, WorstSeed } from '../../../gate/index.ts';
import type { SweepRow } from '../../../sweep/index.ts';
import { phaseNames } from '../../../verdict/index.ts';
import { duration } from '../../times.ts';
import {
  type Cell,
  code,
  facts,
  foldedLong,
  type Markup,
  mark,
  markup,
  nothing,
  scenarioFacts,
  section,
  table,
} from '../markup.ts';
import { floored } from './budgets.ts';

/** A page with more rows than this opens slowly; `-o json` has them all. */
const rowsMax = 1000;

/** Seeds that are worth looking at, each with the line that shows it again. */
export function seedsOf(result: GateResult, id: string): Markup {
  const budgets = result.budgets
    .filter(({ worst }) => worst.length > 0)
    .map(({ id: name, worst }) => worstTable(`Worst of the budget ${name}`, worst));
  return section(
    `${id}-seeds`,
    'Seeds to look at',
    '',
    ...budgets,
    budgets.length > 0 || result.worst.length === 0 ? nothing : worstTable('The slowest recoveries', result.worst),
    findings(result),
    pins(result),
  );
}

function worstTable(caption: string, worst: readonly WorstSeed[]): Markup {
  const rows = worst.map(({ seed, verdict, actualSeconds, rtoSeconds, reproduce }): Cell[] => [
    String(seed),
    verdictMark(verdict),
    actualSeconds === null ? 'never' : duration(actualSeconds),
    rtoSeconds === null ? 'never' : duration(rtoSeconds),
    code(reproduce),
  ]);
  const columns = [
    { title: 'seed', numeric: true },
    { title: 'verdict' },
    { title: 'measured', numeric: true },
    { title: 'recovered after', numeric: true },
    { title: 'shown again by' },
  ];
  return table(caption, columns, rows);
}

/** How a run ended, with a shape beside the word. */
export function verdictMark(verdict: SweepRow['verdict']): Markup {
  return verdict === 'passed'
    ? mark('good', verdict)
    : mark(verdict === 'failed' ? 'bad' : 'plain', verdict, verdict === 'failed' ? '✗' : '!');
}

function findings({ findings: all }: GateResult): Markup {
  if (all.length === 0) return nothing;
  const rows = all.map(({ seed, verdict, reasons, reproduce }): Cell[] => [
    String(seed),
    verdictMark(verdict),
    reasons.join('; '),
    code(reproduce),
  ]);
  const columns = [
    { title: 'seed', numeric: true },
    { title: 'verdict' },
    { title: 'why' },
    { title: 'shown again by' },
  ];
  return table('Runs that failed for another reason than a budget', columns, rows);
}

function pins({ pins: all }: GateResult): Markup {
  if (all.length === 0) return nothing;
  const rows = all.map(({ seed, why, passed, row, reproduce }): Cell[] => [
    String(seed),
    mark(passed ? 'good' : 'bad', passed ? 'passed' : row.verdict),
    why,
    duration(row.rtoSeconds),
    code(reproduce),
  ]);
  const columns = [
    { title: 'seed', numeric: true },
    { title: 'verdict' },
    { title: 'pinned because' },
    { title: 'recovered after', numeric: true },
    { title: 'shown again by' },
  ];
  return table('Pinned seeds, which are no part of the sample', columns, rows);
}

/** Every run of the sample, folded. */
export function rowsOf({ rows }: Pick<GateResult, 'rows'>, id: string): Markup {
  if (rows.length === 0) return nothing;
  const shown = rows.slice(0, rowsMax);
  const more = rows.length - shown.length;
  const cells = shown.map(({ seed, verdict, rtoSeconds, phases, traceSha256 }): Cell[] => [
    String(seed),
    verdictMark(verdict),
    duration(rtoSeconds),
    ...phaseNames.map((name) => duration(phases[name])),
    traceSha256 === null ? '' : code(traceSha256.slice(0, 12)),
  ]);
  const numbers = ['recovery', ...phaseNames].map((title) => ({ title, numeric: true }));
  const columns = [{ title: 'seed', numeric: true }, { title: 'verdict' }, ...numbers, { title: 'trace' }];
  const left = more <= 0 ? nothing : markup`<p class="aside">${more} more stand in the output of -o json.</p>\n`;
  return section(
    `${id}-rows`,
    'Runs',
    'in the order of the seeds',
    foldedLong(
      more <= 0 ? `All ${rows.length} runs` : `The first ${rowsMax} of ${rows.length} runs`,
      left,
      table('Runs', columns, cells, { quietCaption: true }),
    ),
  );
}

/** What is needed to draw the same sample again. */
export function evidenceOf(
  { file, scenario, variant, plan, confidence, seeds, wallSeconds }: GateResult,
  id: string,
): Markup {
  const from = { scenario: "the scenario's own", list: 'a list', commit: 'the hash of the commit' }[seeds.from];
  const range = seeds.first === null ? 'none' : `${seeds.first} to ${seeds.last}`;
  return section(
    `${id}-evidence`,
    'Evidence',
    '',
    facts([
      ...scenarioFacts(file, scenario),
      ['variant', variant],
      [
        'plan',
        `${plan.text}${plan.kind === 'fixed' ? `: ${plan.seeds} seeds` : `: at most ${plan.seedsMax} seeds`}, p${plan.percentile}, confidence ${floored(plan.confidence)} %`,
      ],
      ['confidence asked for', `${confidence} %`],
      ['seeds', `from ${from}: ${range}, ${seeds.planned} planned`],
      ...(seeds.commit === undefined ? [] : ([['commit', code(seeds.commit)]] as const)),
      ['took', `${wallSeconds} s`],
    ]),
  );
}
