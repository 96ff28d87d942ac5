/** What the frame around the screens offers them, and what a screen is. */
import type { ReactNode } from 'react';
import type { DrillSession, DrillState } from '../../runbooks/drill/session.ts';
import type { Tone } from './theme.ts';

export const screenNames = [
  'home',
  'drill',
  'decision',
  'timeline',
  'stores',
  'api',
  'console',
  'compare',
  'debrief',
  'help',
] as const;
export type ScreenName = (typeof screenNames)[number];

/** What a screen is opened with: `{ path: 'kernel/decide' }`, `{ atUs: 4_200_000_000 }`. */
export type ScreenArgs = Readonly<Record<string, string | number>>;

export interface Nav {
  readonly screen: ScreenName;
  readonly args: ScreenArgs;
  /** Opens a screen on top of this one; the screen that is open already only gets other args. */
  open(screen: ScreenName, args?: ScreenArgs): void;
  /** To the screen before; from the first one to the drill. */
  back(): void;
  /** One line above the keys for a few seconds. */
  toast(text: string, tone?: Tone): void;
  /** Asks `question` in the last row, and does it if the answer is `y`: for what is never done with one stroke. */
  confirm(question: string, action: () => void): void;

  /** What was typed after `/` on this screen; empty for none. */
  readonly filter: string;
  setFilter(text: string): void;
  /** Which of the boxes has the focus, 1 to 4. */
  readonly box: number;
  focus(box: number): void;
  /** Which line of a list is selected; it is remembered while other screens are open. */
  selected(list: string): number;
  select(list: string, index: number): void;
  /** What is to be remembered of a screen while others are open (a toggle, a mode), by name. */
  memory<T extends string | number | boolean>(name: string, first: T): T;
  remember(name: string, value: string | number | boolean): void;
}

export interface ScreenProps {
  readonly session: DrillSession;
  readonly state: DrillState;
  /** Of the body: what a screen may fill. */
  readonly columns: number;
  readonly rows: number;
  readonly nav: Nav;
}

export type ScreenComponent = (props: ScreenProps) => ReactNode;
