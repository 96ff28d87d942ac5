import { useRef } from 'react';
import type { ScreenProps } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

/** What is said, without when and by whom. */
export type Said =
  | { readonly path: string; readonly decision: string; readonly choice: string; readonly comment?: string }
  | { readonly path: string; readonly text: string };

/** Hands an answer over and goes back to the drill; one that is refused is told, and can be given again. */
export function useAnswer({ session, nav }: Pick<ScreenProps, 'session' | 'nav'>): (said: Said) => Promise<void> {
  const busy = useRef(false);
  return async (said) => {
    if (busy.current) return;
    busy.current = true;
    try {
      await session.answer(said);
      nav.toast(
        'choice' in said ? messages.decision.answered(session.facts.by, said.choice) : messages.decision.noted,
        'info',
      );
      nav.open('drill');
    } catch (error) {
      nav.toast(error instanceof Error ? error.message : String(error), 'bad');
    } finally {
      busy.current = false;
    }
  };
}
