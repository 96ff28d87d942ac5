/** Words that several reports use, on whatever they are printed. */
import type { GateBudget } from '../gate/report.ts';
import { duration } from './times.ts';

/** `seed 7`, `3 seeds (1 to 3)`. */
export function seedsText(seeds: readonly number[]): string {
  return seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds (${seeds[0]} to ${seeds.at(-1)})`;
}

/** What a gate saw of a budget: a duration, `never` where its percentile did not come, `—` where nothing was run. */
export function seenText({ samples, actualSeconds }: Pick<GateBudget, 'samples' | 'actualSeconds'>): string {
  if (samples === 0) return '—';
  return actualSeconds === null ? 'never' : duration(actualSeconds);
}

/** A difference: `+5 min`, `-5 min`, `0 s`. */
export function signed(seconds: number): string {
  return `${seconds > 0 ? '+' : ''}${duration(seconds)}`;
}
