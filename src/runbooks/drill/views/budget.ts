/**
 * The budgets while the run goes on: what is spent of each, and what it will come to, as far as anybody can know.
 *
 * ```ts
 * budgetRows({ budgets: session.facts.budgets, events: state.events, nowUs: state.nowUs });
 * // [{ id: 'rto', state: 'running', spentSeconds: 6720, maxSeconds: 3600, projected: { seconds: 34300, sure: 'at-least' }, ... }]
 * ```
 */
import { type JournalEvent, ofKind } from '../../journal/index.ts';
import { type Moments, momentsOf } from '../../verdict/moments.ts';
import { projectEnd } from './projection.ts';
import { stepTree } from './step-tree.ts';

export interface BudgetInput {
  readonly budgets: readonly { readonly id: string; readonly measure: string; readonly maxSeconds: number }[];
  readonly events: readonly JournalEvent[];
  readonly nowUs: number;
  /** What steps took in earlier runs, see `earlierSeconds`. */
  readonly earlier?: ReadonlyMap<string, number>;
  /** For how long the steady state must hold. */
  readonly holdForSeconds?: number;
}

export interface BudgetRow {
  readonly id: string;
  readonly measure: string;
  readonly maxSeconds: number;
  /** `ahead`: its clock does not run yet; `done`: it is measured; `unmeasured`: only the end will tell. */
  readonly state: 'ahead' | 'running' | 'done' | 'unmeasured';
  readonly spentSeconds?: number;
  /** What it comes to. `measured` is what it was; `about` is what is known of all that is left; `at-least` leaves out what nobody knows. */
  readonly projected?: { readonly seconds: number; readonly sure: 'measured' | 'about' | 'at-least' };
  readonly over: boolean;
  /** Not over yet, but it will be. */
  readonly willBeOver: boolean;
  /** The step that the projection hangs on, or of which nothing is known: `views`. */
  readonly because?: string;
}

export function budgetRows(input: BudgetInput): readonly BudgetRow[] {
  const moments = momentsOf(input.events);
  const named = new Map(ofKind(input.events, 'measure').map(({ name, value }) => [name, value]));
  const milestones = new Map(ofKind(input.events, 'milestone').map(({ id, at }) => [id, at]));
  return input.budgets.map((budget) => {
    const { measure } = budget;
    const clock = clockOf(measure, moments, milestones);
    if (clock !== undefined) return timed(budget, clock, input);
    const value = named.get(measure);
    if (value === undefined) return { ...budget, state: 'unmeasured', over: false, willBeOver: false };
    return finished(budget, value);
  });
}

/** From when on, and until when, a measure of time counts. A start that has not come is undefined. */
interface Clock {
  readonly fromUs?: number;
  readonly toUs?: number;
  /** It ends when the plan is through. */
  readonly plan: boolean;
}

function clockOf(measure: string, moments: Moments, milestones: ReadonlyMap<string, number>): Clock | undefined {
  const { fault, signal, decided, mobilised, holds, recovered } = moments;
  if (measure === 'recovery') return { fromUs: fault, toUs: recovered, plan: true };
  if (measure.startsWith('milestone.')) {
    return { fromUs: fault, toUs: milestones.get(measure.slice('milestone.'.length)), plan: false };
  }
  const phases: Readonly<Record<string, Clock>> = {
    'phase.detect': { fromUs: fault, toUs: signal, plan: false },
    'phase.decide': { fromUs: signal, toUs: decided, plan: false },
    'phase.mobilise': { fromUs: decided, toUs: mobilised, plan: false },
    // Whether it really holds for good is known only once it has held for its time.
    'phase.recover': { fromUs: mobilised, toUs: recovered === undefined ? undefined : holds, plan: true },
    'phase.verify': { fromUs: recovered === undefined ? undefined : holds, toUs: recovered, plan: false },
  };
  return phases[measure];
}

type Budget = BudgetInput['budgets'][number];

function timed(budget: Budget, { fromUs, toUs, plan }: Clock, input: BudgetInput): BudgetRow {
  if (fromUs === undefined) return { ...budget, state: 'ahead', spentSeconds: 0, over: false, willBeOver: false };
  if (toUs !== undefined) return finished(budget, Math.max(0, toUs - fromUs) / 1e6);
  const spentSeconds = Math.max(0, input.nowUs - fromUs) / 1e6;
  const over = spentSeconds > budget.maxSeconds;
  const running = { ...budget, state: 'running', spentSeconds, over } as const;
  const end = plan ? projectEnd(stepTree(input.events), input.nowUs, input.earlier) : undefined;
  if (end === undefined) {
    return { ...running, projected: { seconds: spentSeconds, sure: 'at-least' }, willBeOver: false };
  }
  const seconds = Math.max(spentSeconds, (end.endUs - fromUs) / 1e6);
  const sure = end.unknown.length === 0 ? 'about' : 'at-least';
  return {
    ...running,
    projected: { seconds, sure },
    willBeOver: !over && seconds > budget.maxSeconds,
    because: end.because ?? end.unknown[0],
  };
}

function finished(budget: Budget, seconds: number): BudgetRow {
  const over = seconds > budget.maxSeconds;
  return {
    ...budget,
    state: 'done',
    spentSeconds: seconds,
    projected: { seconds, sure: 'measured' },
    over,
    willBeOver: false,
  };
}
