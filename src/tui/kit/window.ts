/** Long lists: only what can be seen of them is drawn. */
import { useKeys } from './keys.ts';
import type { Nav } from './nav.ts';

/** The index of the first visible line: the selected one stands in the window, with a line or two of what lies beyond it. */
export function windowStart(count: number, rows: number, selected: number): number {
  if (count <= rows) return 0;
  const margin = Math.min(2, Math.floor((rows - 1) / 2));
  // Without a memory of where the window was it moves by itself only near its edges: halves of a page stay where they are.
  const page = Math.max(1, rows - 2 * margin);
  const start = Math.floor(Math.max(0, selected - margin) / page) * page;
  return Math.max(0, Math.min(count - rows, start));
}

export interface ListOptions {
  readonly nav: Nav;
  /** The list's name; its selection is remembered under it. */
  readonly list: string;
  readonly count: number;
  /** How many a page has. */
  readonly rows: number;
  readonly active?: boolean;
  /** Starts at the last line, and stays there while new ones come until somebody moves away. */
  readonly follow?: boolean;
}

/** Moves a selection with the arrows, `j` `k`, page and end keys. */
export function useList({ nav, list, count, rows, active = true, follow = false }: ListOptions): number {
  const last = Math.max(0, count - 1);
  const stored = nav.selected(list);
  // Whoever follows has selected nothing: -1 means the last line, whichever that is.
  const following = follow && !nav.memory(`${list}: left the end`, false);
  const selected = following ? last : Math.min(stored, last);
  const moves: Readonly<Record<string, number>> = {
    up: selected - 1,
    k: selected - 1,
    down: selected + 1,
    j: selected + 1,
    pageup: selected - Math.max(1, rows - 1),
    pagedown: selected + Math.max(1, rows - 1),
    home: 0,
    end: last,
  };
  useKeys(
    (name) => {
      const to = moves[name];
      if (to === undefined || count === 0) return false;
      const next = Math.max(0, Math.min(last, to));
      nav.select(list, next);
      if (follow) nav.remember(`${list}: left the end`, next < last);
      return true;
    },
    { active },
  );
  return selected;
}
