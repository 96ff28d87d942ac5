import { type Nav, useKeys } from '../../kit/index.ts';

export interface ScrollOptions {
  readonly nav: Nav;
  /** Its place is remembered under it. */
  readonly list: string;
  readonly count: number;
  readonly rows: number;
  readonly active: boolean;
  /** The end is where it begins, and what comes new is seen there. */
  readonly tail?: boolean;
  /** Only these keys move it: the others belong to something else on the screen. */
  readonly only?: readonly string[];
}

/** The first line of a window that somebody moves over a text. What is remembered counts from the end at which it begins. */
export function useScroll({ nav, list, count, rows, active, tail = false, only }: ScrollOptions): number {
  const most = Math.max(0, count - rows);
  const offset = Math.min(most, nav.selected(list));
  const from = tail ? most - offset : offset;
  useKeys(
    (name) => {
      const moves: Readonly<Record<string, number>> = {
        up: from - 1,
        k: from - 1,
        down: from + 1,
        j: from + 1,
        pageup: from - Math.max(1, rows - 1),
        pagedown: from + Math.max(1, rows - 1),
        home: 0,
        end: most,
      };
      const to = moves[name];
      if (to === undefined || only?.includes(name) === false) return false;
      const next = Math.max(0, Math.min(most, to));
      nav.select(list, tail ? most - next : next);
      return true;
    },
    { active },
  );
  return from;
}
