/**
 * The gate: does a failover still fit its budgets, with a stated confidence, and which seed shows it if not?
 *
 * The way of a run: its row (`sweep/row.ts`) is either within a budget or misses it (`misses.ts`); the sample counts rows in the order of
 * their seeds until the plan is held, cannot be held any more, or a sequential test has decided (`sample.ts`); what was counted becomes
 * claims in words and a line that shows each failure again (`result.ts`). Screen, JSON, JUnit, Markdown and HTML are written from the
 * `GateReport` and from nothing else.
 *
 * The statistics are exact: fixed plans are binomial tails in whole numbers (`fixed-plan.ts`), and what they allow is the same as the
 * upper bound of a percentile by order statistics: 203rd of 208 at most the budget is 5 of 208 missing it. Each budget is tested by
 * itself at the full confidence; the gate passes only if all of them hold, so their number makes no error larger.
 *
 * ```ts
 * const plan = planFor({ kind: 'fixed', misses: 5, seeds: 208 }, scenario.budgets, 95);
 * const sample = new GateSample(plan, scenario.budgets);
 * for await (const row of runSeeds(request, seeds)) if (sample.add(row) !== null) break;
 * ```
 */
export { clopperPearson, shareBelow } from './bounds.ts';
export { gateDocument, gateLines } from './document.ts';
export { type Aim, missesAllowed, planConfidence, refutes, shows, smallestSeeds, upperRank } from './fixed-plan.ts';
export { findingsOf, outcomeOf } from './misses.ts';
export { addPins, type Pin, parsePins, pinLine } from './pins.ts';
export { type GatePlan, type PlanChoice, planFor } from './plan.ts';
export type * from './report.ts';
export { type GateSubject, reproduceLine, resultOf } from './result.ts';
export { type GateOptions, type GateTask, type RunSeeds, runGate } from './run.ts';
export { GateSample } from './sample.ts';
export { headCommit, type SeedsChoice, seedsFor, seedsOfCommit } from './seeds.ts';
export { characteristics, cleanRuns, type Sprt, sprtDecision, sprtFor } from './sprt.ts';
