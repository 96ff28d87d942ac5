import { type Comparison, evaluate } from '../compare/evaluate.ts';
import { planOf } from '../compare/plan.ts';
import { recoveriesOf, requestsOf } from '../compare/requests.ts';
import { runAll } from '../compare/run-all.ts';
import { type JournalEvent, ofKind } from '../journal/index.ts';
import type { RunRequest } from '../request.ts';

export interface CausesOptions {
  /** Of the run whose scenario and seed are meant: its first event carries both. */
  readonly events: readonly JournalEvent[];
  readonly plugins?: RunRequest['plugins'];
  readonly signal?: AbortSignal;
  onDone?(done: number, of: number): void;
}

/** A comparison, and the variant that the others are held against. */
export interface Causes extends Comparison {
  readonly baseline: string;
  readonly seed: number;
}

/**
 * What each cause of the scenario cost on the seed of a drill, people modelled: every variant and every combination of causes is run, so
 * that the shares are exact. Rejects with a RangeError before the run has begun, with CauseConflict for a scenario without variants.
 */
export async function causesOf({ events, plugins, signal, onDone }: CausesOptions): Promise<Causes> {
  const [started] = ofKind(events, 'run.started');
  if (started === undefined) throw new RangeError('the run has not begun');
  const { parseScenario } = await import('../files/load.ts');
  const loaded = parseScenario(started.sources.map(({ file, text }) => ({ path: file, text })));
  const plan = planOf(loaded.scenario);
  const { seed } = started;
  const requests = requestsOf(loaded, plan, [seed]).map((request) => ({ ...request, plugins }));
  const results = await runAll(requests, { signal, onDone });
  return { ...evaluate(plan, [seed], recoveriesOf(results, plan)), baseline: plan.baseline, seed };
}
