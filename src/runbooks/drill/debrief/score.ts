import { duration } from '../../reports/times.ts';
import type { RunResult } from '../../verdict/index.ts';

/** Of the hundred points these are for the budgets; the others for coming near to the best policy. */
export const budgetPoints = 60;
export const policyPoints = 100 - budgetPoints;

export interface Score {
  /** 0 to 100. */
  readonly points: number;
  readonly words: string;
}

/**
 * The score of a run: `60 * met / budgets + 40 * best / own`, rounded.
 *
 * `met` of `budgets` were met; none counts when an invariant was broken, however fast it went. `best` and `own` are the times to recovery
 * of the best policy that was tried on this seed and of the run; a run that did not recover gets nothing for the second part, unless no
 * policy that was tried did. A scenario without budgets has only the second part, of a hundred.
 */
export function scoreOf(own: RunResult, best: RunResult): Score {
  const { budgets, invariants } = own;
  const broken = invariants.filter(({ brokenAtSeconds }) => brokenAtSeconds !== undefined);
  const met = broken.length > 0 ? 0 : budgets.filter(({ passed }) => passed).length;
  const parts = budgets.length === 0 ? { budget: 0, policy: 100 } : { budget: budgetPoints, policy: policyPoints };
  const first = budgets.length === 0 ? 0 : (parts.budget * met) / budgets.length;
  const second = parts.policy * nearness(own, best);
  const points = Math.round(first + second);
  return { points, words: [budgetWords(), policyWords()].filter((words) => words !== '').join('; ') };

  function budgetWords(): string {
    if (budgets.length === 0) return '';
    const of = `${Math.round(first)} of ${parts.budget}`;
    if (broken.length > 0) return `${of} for the budgets, because the invariant ${broken[0]!.name} was broken`;
    return `${of} because ${met} of ${budgets.length} budgets ${met === 1 ? 'was' : 'were'} met`;
  }

  function policyWords(): string {
    return `${Math.round(second)} of ${parts.policy} because ${distance(own, best)}`;
  }
}

/** 1 where nothing that was tried recovers sooner, towards 0 the more it would have. */
function nearness({ recovery: own }: RunResult, { recovery: best }: RunResult): number {
  if (!best.recovered || best.rtoSeconds === null) return 1;
  if (!own.recovered || own.rtoSeconds === null) return 0;
  return own.rtoSeconds <= best.rtoSeconds ? 1 : best.rtoSeconds / own.rtoSeconds;
}

function distance({ recovery: own }: RunResult, { recovery: best }: RunResult): string {
  if (!best.recovered || best.rtoSeconds === null) return 'nothing that was tried recovers either';
  const took = duration(best.rtoSeconds);
  if (!own.recovered || own.rtoSeconds === null)
    return `it did not recover, and the best policy that was tried does in ${took}`;
  const late = own.rtoSeconds - best.rtoSeconds;
  if (late <= 0) return 'nothing that was tried recovers sooner';
  return `the best policy that was tried takes ${took}, ${duration(late)} less`;
}
