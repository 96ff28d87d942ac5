/** What a comparison runs, and what it takes from the results. */
import { requestOf } from '../commands/engine.ts';
import type { RunRequest } from '../execute.ts';
import type { Loaded } from '../files/index.ts';
import type { RunResult } from '../verdict/index.ts';
import type { RecoveryUs } from './evaluate.ts';
import type { ComparePlan } from './plan.ts';

/** Every run of every seed, the runs of a seed together. */
export function requestsOf(loaded: Loaded, plan: ComparePlan, seeds: readonly number[]): RunRequest[] {
  const { scenario } = loaded;
  const variantOf = new Map([...plan.variants].reverse().map(({ id, run }) => [run, id]));
  return seeds.flatMap((seed) =>
    plan.runs.map((values, run) => {
      const variant = variantOf.get(run) ?? plan.baseline;
      const vars = overrides(values, scenario.variants[variant] ?? {}, scenario);
      return requestOf(loaded, { variant, vars, seed });
    }),
  );
}

/** The values that neither the variant nor the defaults have already, as text. */
function overrides(
  values: ComparePlan['runs'][number],
  variant: Readonly<Record<string, unknown>>,
  { variables }: Loaded['scenario'],
): Record<string, string> {
  const different = Object.entries(values).filter(
    ([name, value]) => value !== (variant[name] ?? variables[name]?.default),
  );
  return Object.fromEntries(different.map(([name, value]) => [name, String(value)]));
}

/** The recovery of each run, `[seed][run]`: the results of the requests in their order. */
export function recoveriesOf(results: readonly RunResult[], { runs }: Pick<ComparePlan, 'runs'>): RecoveryUs[][] {
  const seeds = Math.round(results.length / runs.length);
  return Array.from({ length: seeds }, (_, index) =>
    results.slice(index * runs.length, (index + 1) * runs.length).map(recoveryUs),
  );
}

function recoveryUs({ recovery: { recovered, rtoSeconds } }: RunResult): number | null {
  return recovered && rtoSeconds !== null ? Math.round(rtoSeconds * 1e6) : null;
}
