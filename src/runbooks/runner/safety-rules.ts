import type { ProbeName, SafetyRule } from '../files/index.ts';
import type { JournalEntry } from '../journal/index.ts';

export interface RuleReading {
  readonly rule: SafetyRule;
  /** Null when the probe gave no number. */
  readonly value: number | null;
  readonly why: string;
}

/** What the journal says of it. */
export function brokenRule(
  { rule: { name, type, threshold, of }, value, why }: RuleReading,
  path: string,
): JournalEntry {
  return { kind: 'safety-rule.broken', name, path, type, threshold, of, value, why };
}

interface Measures {
  measure(probe: ProbeName): Promise<number | undefined>;
}

/**
 * The safety rules of a runbook, asked around every step that writes.
 *
 * An ATMOST rule ("one writable master") is asked before: it bars whenever it is broken, or cannot be measured. An
 * ATLEAST rule ("some region is live") is asked before and after a step that moves what it measures, and fails a step
 * that has taken something away and leaves too little. Asked only before, it would bar the cure: in an outage the thing
 * that it protects may be gone already, or go in the middle of the plan.
 */
export class SafetyRules {
  readonly #rules: readonly SafetyRule[];
  readonly #measures: Measures;

  constructor(rules: readonly SafetyRule[], measures: Measures) {
    this.#rules = rules;
    this.#measures = measures;
  }

  /** The rules that bar a writing step now. */
  barring(): Promise<RuleReading[]> {
    return broken(
      this.#rules.filter(({ type }) => type === 'ATMOST'),
      this.#measures,
    );
  }

  /** Looks at what a step is about to move; the answer, asked when it is done, names the rules that it has broken. */
  async around(changes: readonly string[]): Promise<() => Promise<RuleReading[]>> {
    const rules = this.#rules.filter(({ type, of }) => type === 'ATLEAST' && changes.includes(of));
    const before = new Map<SafetyRule, number | undefined>();
    for (const rule of rules) before.set(rule, await this.#measures.measure(rule.of));
    return async () => {
      const readings = await broken(rules, this.#measures);
      return readings.filter(({ rule, value }) => value === null || value < (before.get(rule) ?? Infinity));
    };
  }
}

async function broken(rules: readonly SafetyRule[], measures: Measures): Promise<RuleReading[]> {
  const readings: RuleReading[] = [];
  for (const rule of rules) {
    const value = (await measures.measure(rule.of)) ?? null;
    const holds = value !== null && (rule.type === 'ATMOST' ? value <= rule.threshold : value >= rule.threshold);
    if (!holds) readings.push({ rule, value, why: explain(rule, value) });
  }
  return readings;
}

function explain(rule: SafetyRule, value: number | null): string {
  const wanted = `${rule.type === 'ATMOST' ? 'at most' : 'at least'} ${rule.threshold}`;
  return `safety rule "${rule.name}": ${rule.of} must be ${wanted}, ${value === null ? 'and gave no number' : `and is ${value}`}`;
}
