import type { ComparedScenario } from '../compare.ts';
import type { Tool } from '../debrief/index.ts';
import { duration } from '../times.ts';
import { type Cell, facts, type Markup, mark, markup, nothing, scenarioFacts, section, table } from './markup.ts';
import { page } from './page.ts';
import { signed } from './run/checks.ts';
import { bar } from './run/phases.ts';

/** What the page of a comparison says besides what the terminal does. */
export interface ComparedPage extends ComparedScenario {
  readonly environment: string;
  readonly scenario: { readonly id: string; readonly sha256: string };
}

/** The page of a comparison: the variants on the same seeds, and the minutes that each cause cost. */
export function htmlOfCompare(compared: ComparedPage, tool: Tool): string {
  const { scenario, title, environment, seeds, baseline } = compared;
  const which = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds (${seeds[0]} to ${seeds.at(-1)})`;
  return page({
    title: `${scenario.id}: variants compared`,
    header: markup`<p class="eyebrow"><span class="environment">${environment}</span> Zonefall, variants on the same seeds</p>
<h1>${title}</h1>
<p class="aside">${scenario.id} · against ${baseline} · ${which}</p>
${summary(compared)}\n`,
    content: [causesSection(compared), variantsSection(compared), gapsSection(compared), evidence(compared, tool)],
    footer: markup`<p>Made by zonefall ${tool.version}.</p>`,
  });
}

/** The comparison in a sentence. */
function summary({ comparison: { causes, whole } }: ComparedPage): Markup {
  const worst = [...causes].sort((a, b) => b.minutes - a.minutes)[0];
  if (whole === null || worst === undefined) return nothing;
  const share = worst.share === null ? '' : ` (${Math.round(100 * worst.share)} %)`;
  return markup`<p class="verdict"><strong>${worst.id}</strong> cost most: ${minutes(worst.minutes)}${share} of the ${minutes(whole.minutes)} that all causes cost together.</p>`;
}

function minutes(value: number): string {
  return `${value.toFixed(1)} min`;
}

/** Minutes by cause: exact Shapley shares, which sum to the whole. */
function causesSection({ comparison: { causes, whole, variants }, baseline, seeds }: ComparedPage): Markup {
  if (whole === null || causes.length === 0) return nothing;
  const baselineMinutes = (variants.find(({ id }) => id === baseline)?.rtoSeconds?.p50 ?? 0) / 60;
  const rest = seeds.length === 1 ? baselineMinutes - whole.minutes : undefined;
  const longest = Math.max(...causes.map((cause) => cause.minutes), rest ?? 0);
  const ranked = [...causes].sort((a, b) => b.minutes - a.minutes);
  const rows = ranked.map(({ id, minutes: cost, share }, index): Cell[] => [
    id,
    minutes(cost),
    share === null ? '' : `${Math.round(100 * share)} %`,
    bar(cost, longest, index === 0),
  ]);
  const all: Cell[] = [
    markup`<strong>all causes</strong>`,
    markup`<strong>${minutes(whole.minutes)}</strong>`,
    whole.minutes === 0 ? '' : '100 %',
    '',
  ];
  const left: Cell[][] = rest === undefined ? [] : [['what is left', minutes(rest), '', bar(rest, longest)]];
  return section(
    'causes',
    'Minutes by cause',
    `${seeds.length === 1 ? '' : 'the mean over the seeds; '}exact Shapley shares, which sum to the whole`,
    table(
      'Minutes by cause',
      [
        { title: 'cause', short: true },
        { title: 'cost', numeric: true },
        { title: 'share', numeric: true },
        { title: 'minutes' },
      ],
      [...rows, all, ...left],
      { quietCaption: true },
    ),
  );
}

function variantsSection({ comparison: { variants }, baseline, seeds }: ComparedPage): Markup {
  const ends = variants.flatMap(({ differenceSeconds: d }) =>
    d === null ? [] : [d.median, d.low ?? d.median, d.high ?? d.median],
  );
  const scale: Scale = { low: Math.min(0, ...ends), high: Math.max(0, ...ends) };
  const rows = variants.map(({ id, unrecovered, rtoSeconds, differenceSeconds }): Cell[] => {
    if (rtoSeconds === null)
      return [id, mark('bad', `not recovered in ${unrecovered} of ${seeds.length} runs`), '', '', '', ''];
    const times = [duration(rtoSeconds.p50), duration(rtoSeconds.p95)];
    if (id === baseline) return [id, ...times, 'baseline', '', point(scale, 0)];
    if (differenceSeconds === null) return [id, ...times, '—', '', ''];
    const { median, low, high } = differenceSeconds;
    const interval = low === null || high === null ? '—' : `${signed(low)} to ${signed(high)}`;
    return [id, ...times, signed(median), interval, point(scale, median, low, high)];
  });
  const columns = ['recovery, p50', 'p95', 'difference', '95 % interval'].map((title) => ({ title, numeric: true }));
  const few = seeds.length < 6 ? '; an interval needs six seeds' : '';
  return section(
    'variants',
    'Variants',
    `paired differences to ${baseline} on the same seeds${few}`,
    table(
      'Variants',
      [{ title: 'variant', short: true }, ...columns, { title: 'faster ← difference → slower' }],
      rows,
      { quietCaption: true },
    ),
  );
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** A point with its interval on the scale of all differences, and a line at none. The numbers beside it say the same. */
function point(
  { low: from, high: to }: Scale,
  median: number,
  low: number | null = null,
  high: number | null = null,
): Markup {
  if (to === from) return nothing;
  const x = (seconds: number): string => `${(2 + (96 * (seconds - from)) / (to - from)).toFixed(2)}%`;
  const interval =
    low === null || high === null
      ? nothing
      : markup`<line class="interval" x1="${x(low)}" x2="${x(high)}" y1="10" y2="10"/>`;
  return markup`<svg class="bar point" height="20" aria-hidden="true" focusable="false"><line class="none" x1="${x(0)}" x2="${x(0)}" y1="0" y2="20"/>${interval}<circle cx="${x(median)}" cy="10" r="4.5"/></svg>`;
}

function gapsSection({ comparison: { gaps } }: ComparedPage): Markup {
  if (gaps.length === 0) return nothing;
  return section(
    'gaps',
    'Not compared',
    '',
    markup`<ul>${gaps.map((gap) => markup`<li>${mark('bad', gap, '!')}</li>\n`)}</ul>\n`,
  );
}

function evidence({ file, scenario, seeds, baseline, environment }: ComparedPage, tool: Tool): Markup {
  return section(
    'evidence',
    'Evidence',
    '',
    facts([
      ...scenarioFacts(file, scenario),
      ['baseline', baseline],
      ['seeds', seeds.length <= 20 ? seeds.join(', ') : `${seeds.length}, ${seeds[0]} to ${seeds.at(-1)}`],
      ['environment', environment],
      ['reported by', `zonefall ${tool.version}, Node.js ${tool.node}`],
    ]),
  );
}
