import { useEffect } from 'react';
import type { DrillSession, DrillState } from '../../../runbooks/drill/session.ts';
import { noFacts, type PlanFacts, readPlanFacts } from '../../../runbooks/drill/views/plan-facts.ts';
import { useKept } from '../kept.ts';

/** What the plan's files say: nothing at first, all of it a moment after the journal has begun. */
export function usePlan(session: DrillSession, state: DrillState): PlanFacts {
  const [plan, setPlan] = useKept<PlanFacts>(session, 'plan', noFacts);
  const begun = state.eventCount > 0;
  const { fork } = state;
  // A fork may have other variables, and with them other files.
  const [readFor, setReadFor] = useKept(session, 'plan of fork', -1);
  useEffect(() => {
    if (!begun || readFor === fork) return;
    setReadFor(fork);
    void readPlanFacts(session.state.events).then(setPlan);
  });
  return plan;
}
