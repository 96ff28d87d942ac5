/** The sample of a gate: rows come in, in the order of their seeds, until there is nothing left to decide. Pure: it only counts. */
import type { Budget } from '../files/index.ts';
import type { SweepRow } from '../sweep/index.ts';
import { refutes } from './fixed-plan.ts';
import { findingsOf, outcomeOf } from './misses.ts';
import type { GatePlan } from './plan.ts';
import type { BudgetDecision } from './report.ts';
import { type SprtDecision, sprtDecision, sprtFor } from './sprt.ts';

/** What was counted for one budget. A sequential test that has decided about it counts no further. */
export interface Count {
  readonly budget: Budget;
  readonly samples: number;
  /** Everything that counts against it, inconclusive runs among it. */
  readonly misses: number;
  readonly inconclusive: number;
  /** Of a sequential test; `open` for fixed plans. */
  readonly sequential: SprtDecision;
}

export class GateSample {
  readonly plan: GatePlan;
  readonly rows: SweepRow[] = [];
  #counts: readonly Count[];

  constructor(plan: GatePlan, budgets: readonly Budget[]) {
    this.plan = plan;
    this.#counts = budgets.map((budget) => ({ budget, samples: 0, misses: 0, inconclusive: 0, sequential: 'open' }));
  }

  get counts(): readonly Count[] {
    return this.#counts;
  }

  /** Whether the sample is all that was planned: only then can a fixed plan hold. */
  get complete(): boolean {
    return this.rows.length >= this.plan.seeds;
  }

  /** Takes the next row. The answer is why it would decide nothing any more to go on, in words; null while there is something to decide. */
  add(row: SweepRow): string | null {
    this.rows.push(row);
    this.#counts = this.#counts.map((count) => counted(count, row, this.plan));
    const [finding] = findingsOf(row);
    if (finding !== undefined) return `seed ${row.seed} failed for another reason than a budget: ${finding}`;
    return this.plan.kind === 'sprt' ? this.#sequentialEnd() : this.#fixedEnd();
  }

  /** What is known about a budget now. */
  decisionOn({ budget, samples, misses, inconclusive, sequential }: Count): BudgetDecision {
    const { percentile } = budget;
    const sure = misses - inconclusive;
    if (samples === 0) return 'open';
    if (percentile === 100 && sure > 0) return 'failed';
    if (this.plan.kind === 'sprt') {
      if (sequential === 'open' || (sequential === 'refuse' && sure === 0)) return 'open';
      return sequential === 'accept' ? 'held' : 'failed';
    }
    const allowed = this.plan.allowed(percentile);
    if (allowed !== null && sure > allowed) return 'failed';
    if (!this.complete) return 'open';
    if (allowed === null)
      return refutes(sure, samples, { percentile, confidence: this.plan.confidence }) ? 'failed' : 'open';
    return misses <= allowed && this.plan.canShow(percentile) ? 'held' : 'open';
  }

  #fixedEnd(): string | null {
    for (const { budget, misses } of this.#counts) {
      const allowed = this.plan.allowed(budget.percentile);
      if (allowed === null || misses <= allowed || this.complete) continue;
      const may = allowed === 0 ? 'none may' : `${allowed} of ${this.plan.seeds} may`;
      return `${misses} of ${this.rows.length} runs missed the budget "${budget.id}", ${may}: the plan cannot be held any more`;
    }
    return null;
  }

  #sequentialEnd(): string | null {
    const refused = this.#counts.find(({ sequential }) => sequential === 'refuse');
    if (refused !== undefined) return `the sequential test refuses the budget "${refused.budget.id}"`;
    const open = this.#counts.some(({ sequential }) => sequential === 'open');
    return open ? null : 'the sequential test accepts every budget';
  }
}

function counted(count: Count, row: SweepRow, plan: GatePlan): Count {
  if (count.sequential !== 'open' && count.budget.percentile < 100) return count;
  const outcome = outcomeOf(row, count.budget.id);
  const samples = count.samples + 1;
  const misses = count.misses + (outcome === 'ok' ? 0 : 1);
  const inconclusive = count.inconclusive + (outcome === 'unknown' ? 1 : 0);
  const sequential = plan.kind === 'sprt' ? sequentialDecision(count.budget.percentile, misses, samples, plan) : 'open';
  return { budget: count.budget, samples, misses, inconclusive, sequential };
}

/** A budget that no run may miss is refused by the first miss, and looked at for as long as the plan's own percentile needs at least. */
function sequentialDecision(percentile: number, misses: number, samples: number, plan: GatePlan): SprtDecision {
  const { confidence } = plan;
  if (percentile < 100) return sprtDecision(sprtFor({ percentile, confidence }), misses, samples);
  return misses > 0 ? 'refuse' : sprtDecision(sprtFor({ percentile: plan.percentile, confidence }), misses, samples);
}
