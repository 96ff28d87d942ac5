import type { ProbeName, SafetyRule } from '../files/index.ts';

export interface RuleReading {
  readonly rule: SafetyRule;
  /** Null when the probe gave no number. */
  readonly value: number | null;
  readonly why: string;
}

/**
 * The safety rules of a runbook, read before every step that writes.
 *
 * An ATMOST rule bars whenever it is broken, or cannot be measured. An ATLEAST rule ("some region is live") bars only
 * once it has held since the runbook began: in an outage the thing that it protects is gone already, and the plan is
 * the cure; what it must prevent is that a step takes it away again.
 */
export class SafetyRules {
  readonly #rules: readonly SafetyRule[];
  readonly #held = new Set<SafetyRule>();

  constructor(rules: readonly SafetyRule[]) {
    this.#rules = rules;
  }

  /** The rules that bar a writing step now. */
  async barring(measure: (probe: ProbeName) => Promise<number | undefined>): Promise<RuleReading[]> {
    const readings: RuleReading[] = [];
    for (const rule of this.#rules) {
      const value = (await measure(rule.of)) ?? null;
      const holds = value !== null && (rule.type === 'ATMOST' ? value <= rule.threshold : value >= rule.threshold);
      if (holds) this.#held.add(rule);
      else if (rule.type === 'ATMOST' || this.#held.has(rule))
        readings.push({ rule, value, why: explain(rule, value) });
    }
    return readings;
  }
}

function explain(rule: SafetyRule, value: number | null): string {
  const wanted = `${rule.type === 'ATMOST' ? 'at most' : 'at least'} ${rule.threshold}`;
  return `safety rule "${rule.name}": ${rule.of} must be ${wanted}, ${value === null ? 'and gave no number' : `and is ${value}`}`;
}
