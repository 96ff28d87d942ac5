/** Places on a timeline, and the way from one to the next: by event, or from breakpoint to breakpoint. */
import type { Mark } from './timeline.ts';

/** A place on the line: a mark by its time and place in it, or (`nth` -1) a moment at which nothing needs to have happened. */
export interface Cursor {
  readonly atUs: number;
  readonly nth: number;
}

const before = (a: Cursor, b: Cursor) => a.atUs < b.atUs || (a.atUs === b.atUs && a.nth < b.nth);

export interface Jump {
  /** Only to breakpoints: the run's own, and these moments of a person. */
  readonly stops?: boolean;
  readonly own?: readonly number[];
}

/** The mark after the cursor, or the own breakpoint that comes before it; undefined at the end. */
export function nextMark(
  marks: readonly Mark[],
  cursor: Cursor,
  { stops = false, own = [] }: Jump = {},
): Cursor | undefined {
  const mark = marks.find((each) => (!stops || each.stop) && before(cursor, each));
  const mine = stops ? own.filter((atUs) => atUs > cursor.atUs).sort((a, b) => a - b)[0] : undefined;
  if (mine !== undefined && (mark === undefined || mine < mark.atUs)) return { atUs: mine, nth: -1 };
  return mark && { atUs: mark.atUs, nth: mark.nth };
}

/** The mark before the cursor, or the own breakpoint that comes after it; undefined at the beginning. */
export function previousMark(
  marks: readonly Mark[],
  cursor: Cursor,
  { stops = false, own = [] }: Jump = {},
): Cursor | undefined {
  const mark = marks.findLast((each) => (!stops || each.stop) && before(each, cursor));
  const mine = stops ? own.filter((atUs) => atUs < cursor.atUs).sort((a, b) => b - a)[0] : undefined;
  if (mine !== undefined && (mark === undefined || mine > mark.atUs)) return { atUs: mine, nth: -1 };
  return mark && { atUs: mark.atUs, nth: mark.nth };
}

/** The place of the last mark that is not after the cursor; -1 before the first. */
export function markIndex(marks: readonly Mark[], cursor: Cursor): number {
  const at = { atUs: cursor.atUs, nth: cursor.nth < 0 ? Number.POSITIVE_INFINITY : cursor.nth };
  return marks.findLastIndex((mark) => !before(at, mark));
}
