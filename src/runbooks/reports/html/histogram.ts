import { type Markup, markup, nothing, trusted } from './markup.ts';

export interface Histogram {
  /** One of each run, in minutes. */
  readonly minutes: readonly number[];
  /** What most runs may take. */
  readonly budgetMinutes?: number;
  /** For whoever cannot see it: what it shows, in a sentence. */
  readonly title: string;
}

/** Two drawings of the same: a picture that is shrunk has texts that nobody can read. */
const sizes = [
  { kind: 'wide', width: 860, height: 200, bins: 50 },
  { kind: 'narrow', width: 300, height: 150, bins: 20 },
] as const;

/** Beside the shape of the line: runs to the right of it missed. */
const within = 'var(--accent-soft)';
const beyond = 'var(--alarm)';

/**
 * How many runs took how long, with a line at the budget. Drawn by vega-lite into SVG, without a document; its colours are those of the
 * page, so that it turns dark with it.
 */
export async function histogram({ minutes, budgetMinutes, title }: Histogram): Promise<Markup> {
  if (minutes.length === 0) return nothing;
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const drawn: string[] = [];
  for (const { kind, ...size } of sizes) {
    const { spec } = compile(specOf(minutes, budgetMinutes, size) as Parameters<typeof compile>[0]);
    const svg = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
    drawn.push(
      svg
        .replace(/ xmlns(:\w+)?="[^"]*"| version="[^"]*"/g, '')
        .replace('<svg class="marks"', `<svg class="${kind}" aria-hidden="true" focusable="false"`),
    );
  }
  return markup`<div class="chart" role="img" aria-label="${title}">${drawn.map(trusted)}</div>\n`;
}

function specOf(
  minutes: readonly number[],
  budget: number | undefined,
  size: { width: number; height: number; bins: number },
): object {
  const ends = budget === undefined ? minutes : [...minutes, budget];
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const room = Math.max((high - low) * 0.04, 0.5);
  const step = niceStep((high - low + 2 * room) / size.bins);
  const extent = [Math.max(0, Math.floor((low - room) / step) * step), Math.ceil((high + room) / step) * step];
  const x = {
    field: 'from',
    type: 'quantitative',
    scale: { domain: extent, nice: false, zero: false },
    title: 'minutes to recovery',
  };
  // Without data of its own a line is drawn once for each bar, one over the other.
  const once = { values: [{}] };
  const line = [
    { data: once, mark: { type: 'rule', color: 'var(--ink)', strokeWidth: 1.5 }, encoding: { x: { datum: budget } } },
    {
      data: once,
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'top',
        dx: 6,
        y: 0,
        color: 'var(--ink)',
        text: `budget ${budget === undefined ? '' : tidy(budget)} min`,
      },
      encoding: { x: { datum: budget } },
    },
  ];
  return {
    width: size.width,
    height: size.height,
    autosize: { type: 'fit-x', contains: 'padding' },
    padding: { left: 2, right: 12, top: 8, bottom: 4 },
    data: { values: binsOf(minutes, extent[0]!, step, budget) },
    layer: [
      {
        mark: { type: 'bar', binSpacing: 1 },
        encoding: {
          x: { ...x, bin: { binned: true, step } },
          x2: { field: 'to' },
          y: {
            field: 'runs',
            type: 'quantitative',
            title: 'runs',
            axis: { tickMinStep: 1, tickCount: 4, format: 'd' },
          },
          color: {
            field: 'beyond',
            type: 'nominal',
            scale: { domain: [false, true], range: [within, beyond] },
            legend: null,
          },
        },
      },
      ...(budget === undefined ? [] : line),
    ],
    config,
  };
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  readonly beyond: boolean;
}

/** A bin in which the budget lies is parted there, so that no bar is on both sides of the line. */
function binsOf(minutes: readonly number[], start: number, step: number, budget = Number.POSITIVE_INFINITY): Bin[] {
  const counts = new Map<string, Bin>();
  for (const each of minutes) {
    const index = Math.floor((each - start) / step + 1e-9);
    const late = each > budget;
    const [low, high] = [start + index * step, start + (index + 1) * step];
    const [from, to] = [late && budget > low ? budget : low, !late && budget < high ? budget : high];
    const key = `${index} ${late}`;
    counts.set(key, { from, to, beyond: late, runs: (counts.get(key)?.runs ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** The least of 1, 2 and 5 times a power of ten that is not below. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (([1, 2, 5, 10] as const).find((factor) => factor * power >= least) ?? 10) * power;
}

function tidy(minutes: number): string {
  return String(Math.round(minutes * 10) / 10);
}

const config = {
  background: null,
  aria: false,
  font: 'inherit',
  view: { stroke: null },
  text: { fontSize: 12 },
  axis: {
    labelColor: 'var(--quiet)',
    titleColor: 'var(--quiet)',
    titleFontWeight: 'normal',
    labelFontSize: 12,
    titleFontSize: 12,
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    gridColor: 'var(--faint)',
  },
  axisX: { grid: false, labelFlush: true },
  axisY: { domain: false, ticks: false },
};
