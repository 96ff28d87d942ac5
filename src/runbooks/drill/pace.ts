import type { Pace } from './session.ts';

/** Faster is `max`. */
const paceMax = 100_000;

/** `1x`, `60`, `2.5x` or `max`: virtual seconds for each of the wall clock. Undefined for anything else, and for less than 1. */
export function parsePace(text: string): Pace | undefined {
  if (text === 'max') return 'max';
  if (!/^\d+(\.\d+)?x?$/.test(text)) return undefined;
  const pace = Number.parseFloat(text);
  return pace >= 1 && pace <= paceMax ? pace : undefined;
}
