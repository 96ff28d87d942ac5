import { useEffect } from 'react';
import type { DrillSession } from '../../../runbooks/drill/session.ts';

/**
 * While somebody types, time runs as it does for everybody: at 60x ten minutes would be over before a sentence is. Afterwards it runs as
 * before.
 */
export function useTypingPace(session: DrillSession, typing: boolean): void {
  useEffect(() => {
    if (!typing) return;
    const { pace, slowed } = session.state;
    if (pace === 1) return;
    session.setPace(1);
    return () => {
      // Whoever set another pace meanwhile wanted that one; a question that is still open is not to be rushed past.
      const { pace: now, pending } = session.state;
      if (now === 1 || now === pace) session.setPace(slowed === true && pending.length > 0 ? questionPace : pace);
    };
  }, [session, typing]);
}

/** What the session itself slows down to when somebody is asked. */
const questionPace = 60;
