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
  /** Of a fixed plan: the run with which more had missed it than may; null while it can still be held. */
  readonly lostAt: number | null;
}

export class GateSample {
  readonly plan: GatePlan;
  readonly rows: SweepRow[] = [];
  #counts: readonly Count[];
  #findings = 0;

  constructor(plan: GatePlan, budgets: readonly Budget[]) {
    this.plan = plan;
    this.#counts = budgets.map((budget) => ({
      budget,
      samples: 0,
      misses: 0,
      inconclusive: 0,
      sequential: 'open',
      lostAt: null,
    }));
  }

  get counts(): readonly Count[] {
    return this.#counts;
  }

  /** Whether the sample is all that was planned: only then can a fixed plan hold. */
  get complete(): boolean {
    return this.rows.length >= this.plan.seeds;
  }

  /**
   * Takes the next row. The answer is why there is nothing more to find out, in words; null while there is. A gate that is lost goes on
   * only for other budgets that a quarter of the runs or more miss: a few runs later it can say all that is wrong.
   */
  add(row: SweepRow): string | null {
    this.rows.push(row);
    this.#counts = this.#counts.map((count) => counted(count, row, this.plan));
    if (findingsOf(row).length > 0) this.#findings += 1;
    const lost = this.plan.kind === 'sprt' ? this.#refused() : this.#notHeldAnyMore();
    if (lost !== null) return this.#counts.some((count) => this.#isFailing(count)) ? null : lost;
    const decided = this.plan.kind === 'sprt' && this.#counts.every(({ sequential }) => sequential === 'accept');
    return decided ? 'the sequential test has decided about every budget' : null;
  }

  /** What is known about a budget now. */
  decisionOn({ budget, samples, misses, inconclusive, sequential }: Count): BudgetDecision {
    const { percentile } = budget;
    const sure = misses - inconclusive;
    if (samples === 0) return 'open';
    if (percentile === 100 && sure > 0) return 'failed';
    if (this.plan.kind === 'sprt') {
      if (sequential === 'accept') return misses === 0 || percentile < 100 ? 'held' : 'open';
      return sequentialDecision(percentile, sure, samples, this.plan) === 'refuse' ? 'failed' : 'open';
    }
    const allowed = this.plan.allowed(percentile);
    if (allowed !== null && sure > allowed) return 'failed';
    if (!this.complete) return 'open';
    if (allowed === null)
      return refutes(sure, samples, { percentile, confidence: this.plan.confidence }) ? 'failed' : 'open';
    return misses <= allowed && this.plan.canShow(percentile) ? 'held' : 'open';
  }

  /** So many runs may miss before the gate is over: for a budget that none may miss, and for findings, as many as for the others. */
  #patience(percentile: number): number | null {
    return this.plan.allowed(percentile === 100 ? this.plan.percentile : percentile);
  }

  #notHeldAnyMore(): string | null {
    for (const { budget, misses } of this.#counts) {
      const patience = this.#patience(budget.percentile);
      if (patience === null || misses <= patience) continue;
      const may = budget.percentile === 100 ? 'none may' : `${patience} of ${this.plan.seeds} may`;
      return `${misses} of ${this.rows.length} runs missed the budget "${budget.id}", ${may}`;
    }
    const patience = this.#patience(100);
    if (patience === null || this.#findings <= patience) return null;
    return `${this.#findings} of ${this.rows.length} runs failed for another reason than a budget`;
  }

  #refused(): string | null {
    const refused = this.#counts.find(({ sequential }) => sequential === 'refuse');
    return refused === undefined ? null : `the sequential test refuses the budget "${refused.budget.id}"`;
  }

  /** Not lost yet, but a quarter of the runs or more miss it. */
  #isFailing({ budget, misses, samples, sequential }: Count): boolean {
    if (budget.percentile === 100 || 4 * misses < samples) return false;
    if (this.plan.kind === 'sprt') return sequential === 'open';
    const allowed = this.plan.allowed(budget.percentile);
    return allowed !== null && misses <= allowed;
  }
}

function counted(count: Count, row: SweepRow, plan: GatePlan): Count {
  if (count.sequential !== 'open' && count.budget.percentile < 100) return count;
  const outcome = outcomeOf(row, count.budget.id);
  const samples = count.samples + 1;
  const misses = count.misses + (outcome === 'ok' ? 0 : 1);
  const inconclusive = count.inconclusive + (outcome === 'unknown' ? 1 : 0);
  const sequential = plan.kind === 'sprt' ? sequentialDecision(count.budget.percentile, misses, samples, plan) : 'open';
  const allowed = plan.allowed(count.budget.percentile);
  const lostAt = count.lostAt ?? (allowed !== null && misses > allowed ? samples : null);
  return { budget: count.budget, samples, misses, inconclusive, sequential, lostAt };
}

/** A budget that no run may miss is looked at for as long as the plan's own percentile needs; how it ended does not matter then. */
function sequentialDecision(percentile: number, misses: number, samples: number, plan: GatePlan): SprtDecision {
  const tested = percentile < 100 ? percentile : plan.percentile;
  return sprtDecision(sprtFor({ percentile: tested, confidence: plan.confidence }), misses, samples);
}
