/** Somebody is asked: the screen of decisions opens by itself over the drill; over another screen only a hint is shown. */
import { useEffect, useRef } from 'react';
import type { DrillState, Pending } from '../../runbooks/drill/session.ts';
import { messages } from '../messages.ts';
import type { Navigation } from '../navigation.ts';

const nameOf = ({ path, askedAtUs }: Pending): string => `${askedAtUs} ${path}`;

/** The hint, if there is reason for one. Each question opens the screen once: who leaves it is not brought back. */
export function useQuestions(state: DrillState, nav: Navigation, busy: boolean): string | undefined {
  const seen = useRef(new Set<string>());
  const { pending } = state;
  const fresh = pending.find((each) => !seen.current.has(nameOf(each)));
  useEffect(() => {
    if (fresh === undefined || busy) return;
    for (const each of pending) seen.current.add(nameOf(each));
    if (nav.screen === 'drill') nav.open('decision', { path: fresh.path });
  }, [fresh, busy, pending, nav]);
  const first = pending[0];
  return first === undefined || nav.screen === 'decision' ? undefined : messages.frame.askedElsewhere(first.role);
}
