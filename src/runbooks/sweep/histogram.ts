/** So many bars at most: what fits on a screen beside the rest. */
const binsMax = 14;
const widthsSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

export interface Bin {
  /** In seconds; a value belongs to the bin with `from < value <= to`, so that a budget that was just kept is on its right side. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface Histogram {
  readonly bins: readonly Bin[];
  /** Before which bin the budget stands: 0 above all, `bins.length` below all. Undefined without a budget. */
  readonly budgetAt?: number;
}

/**
 * Values (seconds, at least one) in bins of a width that people count in. The edges are laid so that the budget is one of them: every bin
 * is wholly within it or wholly over it.
 */
export function histogramOf(values: readonly number[], budgetSeconds?: number): Histogram {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const anchor = budgetSeconds ?? 0;
  const first = (width: number): number => Math.ceil((low - anchor) / width) - 1;
  const count = (width: number): number => Math.ceil((high - anchor) / width) - first(width);
  const width =
    widthsSeconds.find((each) => count(each) <= binsMax) ??
    widthsSeconds.at(-1)! * Math.ceil((high - low) / (widthsSeconds.at(-1)! * (binsMax - 1)));
  const counts = new Array<number>(count(width)).fill(0);
  for (const value of values) counts[Math.ceil((value - anchor) / width) - 1 - first(width)]! += 1;
  const edge = (at: number): number => anchor + (first(width) + at) * width;
  const bins = counts.map((size, at) => ({ from: edge(at), to: edge(at + 1), count: size }));
  if (budgetSeconds === undefined) return { bins };
  return { bins, budgetAt: Math.min(bins.length, Math.max(0, -first(width))) };
}
