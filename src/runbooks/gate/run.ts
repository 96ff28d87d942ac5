/** Runs a gate on one scenario in one variant: the pinned seeds first, then the plan, in the order of its seeds. */
import type { RunRequest } from '../execute.ts';
import type { SeedsOptions, SweepRow } from '../sweep/index.ts';
import type { Pin } from './pins.ts';
import type { GatePlan } from './plan.ts';
import type { GateResult, PinnedSeed, SeedsReport } from './report.ts';
import { type GateSubject, reproduceLine, resultOf } from './result.ts';
import { GateSample } from './sample.ts';

/** What runs the worlds, in this process or on a queue: rows come in the order of the seeds. */
export type RunSeeds = (
  request: Omit<RunRequest, 'seed'>,
  seeds: Iterable<number>,
  options?: SeedsOptions,
) => AsyncIterable<SweepRow>;

export interface GateTask {
  readonly subject: GateSubject;
  readonly request: Omit<RunRequest, 'seed'>;
  readonly plan: GatePlan;
  readonly seeds: readonly number[];
  readonly seedsFrom: Pick<SeedsReport, 'from' | 'commit'>;
  /** Those of this scenario and variant. */
  readonly pins: readonly Pin[];
}

export interface GateOptions extends SeedsOptions {
  /** Runs the whole plan even when it cannot be held any more; a sequential test always ends by itself. */
  readonly whole?: boolean;
  /** Seconds of wall time, for the report. */
  clock(): number;
}

/** Throws what `runSeeds` throws: FileProblems, or the reason of the signal. */
export async function runGate(task: GateTask, runSeeds: RunSeeds, options: GateOptions): Promise<GateResult> {
  const { subject, request, plan, seeds, seedsFrom } = task;
  const { whole = false, clock, ...seedsOptions } = options;
  const startSeconds = clock();
  const sample = new GateSample(plan, subject.budgets);
  const pins = await runPins(task, runSeeds, seedsOptions);
  const pinned = pins.find(({ passed }) => !passed);
  let stoppedEarly = pinned === undefined ? null : `the pinned seed ${pinned.seed} does not pass: the plan was not run`;
  if (whole) stoppedEarly = null;
  if (stoppedEarly === null && subject.budgets.length > 0) {
    for await (const row of runSeeds(request, seeds, seedsOptions)) {
      const end = sample.add(row);
      if (end === null || (whole && plan.kind === 'fixed')) continue;
      if (!sample.complete) stoppedEarly = end;
      break;
    }
  }
  const { rows } = sample;
  return resultOf({
    subject,
    sample,
    pins,
    seeds: { ...seedsFrom, planned: seeds.length, first: rows[0]?.seed ?? null, last: rows.at(-1)?.seed ?? null },
    stoppedEarly,
    wallSeconds: Math.round(1000 * (clock() - startSeconds)) / 1000,
  });
}

async function runPins(
  { subject, request, pins }: GateTask,
  runSeeds: RunSeeds,
  options: SeedsOptions,
): Promise<PinnedSeed[]> {
  const ran: PinnedSeed[] = [];
  if (pins.length === 0) return ran;
  for await (const row of runSeeds(
    request,
    pins.map(({ seed }) => seed),
    options,
  )) {
    const { seed, why } = pins[ran.length]!;
    ran.push({ seed, why, passed: row.verdict === 'passed', row, reproduce: reproduceLine(subject, seed) });
  }
  return ran;
}
