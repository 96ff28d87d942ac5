/** What keys of the frame do, as data: speeds, and which key opens which screen. */
import type { Pace } from '../runbooks/drill/session.ts';
import type { ScreenName } from './kit/index.ts';
import { messages } from './messages.ts';

/** What `{` and `}` step through. */
export const paces: readonly Pace[] = [1, 5, 20, 60, 300, 600, 3600, 'max'];

/** The next faster (`1`) or slower (`-1`) of them; the same at the ends. A pace between two goes to its neighbour. */
export function nextPace(pace: Pace, direction: 1 | -1): Pace {
  const size = (each: Pace) => (each === 'max' ? Number.POSITIVE_INFINITY : each);
  const beyond = paces.filter((each) => (size(each) - size(pace)) * direction > 0);
  return (direction === 1 ? beyond[0] : beyond.at(-1)) ?? pace;
}

export function paceText(pace: Pace): string {
  return pace === 'max' ? messages.frame.max : `${pace}x`;
}

/** Keys that open a screen, on every screen that does not use them otherwise. */
export const screenKeys: Readonly<Record<string, ScreenName>> = {
  h: 'home',
  d: 'drill',
  i: 'decision',
  T: 'timeline',
  S: 'stores',
  '@': 'api',
  ':': 'console',
  c: 'compare',
  D: 'debrief',
  '?': 'help',
};
