import type { Scenario, Variant } from '../files/scenario-types.ts';
import { coalitions } from './shapley.ts';

/** The values of all variables in one run; two runs with the same values on the same seed are one run. */
export type Values = Readonly<Record<string, string | number | boolean>>;

/** What `compare` has to run on each seed, each combination of values once. */
export interface ComparePlan {
  readonly baseline: string;
  /** The different runs. */
  readonly runs: readonly Values[];
  /** Each variant, the baseline first, with the index of its run. */
  readonly variants: readonly { readonly id: string; readonly run: number }[];
  readonly causes: readonly { readonly id: string }[];
  /** For each coalition of causes (bit i is cause i) the index of the run in which these causes are mended. */
  readonly coalitionRuns: readonly number[];
}

/** Two causes set the same variable to different values: with both there is no telling which holds. */
export class CauseConflict extends Error {
  override readonly name = 'UsageError';
}

/**
 * What to run to compare the variants of a scenario and to share the difference among its causes. Coalitions are variants of the
 * baseline: the values of all causes in them, laid over it. `vars`, as typed, hold in every run, whatever a variant or a cause says, as in
 * `run`. Throws if the scenario has no variant, or its causes contradict each other.
 */
export function planOf(
  scenario: Pick<Scenario, 'id' | 'variables' | 'variants' | 'causes'>,
  vars: Readonly<Record<string, string>> = {},
): ComparePlan {
  const names = Object.keys(scenario.variants);
  const baseline = scenario.causes?.baseline ?? names[0];
  if (baseline === undefined)
    throw new CauseConflict(`${scenario.id} has no variants to compare; name some under "variants"`);
  const runs: Values[] = [];
  const indices = new Map<string, number>();
  const indexOf = (patch: Variant): number => {
    const values = { ...valuesOf(scenario, patch), ...vars };
    const key = JSON.stringify(
      Object.keys(values)
        .sort()
        .map((name) => [name, values[name]]),
    );
    const known = indices.get(key);
    if (known !== undefined) return known;
    indices.set(key, runs.push(values) - 1);
    return runs.length - 1;
  };
  const variants = [baseline, ...names.filter((name) => name !== baseline)].map((id) => ({
    id,
    run: indexOf(scenario.variants[id] ?? {}),
  }));
  const causes = scenario.causes?.each ?? [];
  refuseConflicts(causes);
  const coalitionRuns = coalitions(causes.length).map((coalition) =>
    indexOf(Object.assign({}, scenario.variants[baseline], ...[...coalition].map((cause) => causes[cause]!.values))),
  );
  return { baseline, runs, variants, causes: causes.map(({ id }) => ({ id })), coalitionRuns };
}

/** The defaults, with the patch over them. */
function valuesOf({ variables }: Pick<Scenario, 'variables'>, patch: Variant): Values {
  const defaults = Object.entries(variables).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(defaults), ...patch };
}

function refuseConflicts(causes: readonly { readonly id: string; readonly values: Variant }[]): void {
  const setters = new Map<string, { id: string; value: unknown }>();
  for (const { id, values } of causes) {
    for (const [name, value] of Object.entries(values)) {
      const other = setters.get(name);
      if (other !== undefined && other.value !== value) {
        throw new CauseConflict(
          `the causes ${other.id} and ${id} set "${name}" to different values; a cause must be mendable together with every other`,
        );
      }
      setters.set(name, { id, value });
    }
  }
}
