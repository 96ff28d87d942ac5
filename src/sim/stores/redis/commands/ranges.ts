/** An inclusive range of indexes, negative ones counted from the end, cut to a length; undefined when nothing is in it. */
export function clampRange(first: number, last: number, length: number): { start: number; stop: number } | undefined {
  const start = Math.max(0, first < 0 ? first + length : first);
  const stop = Math.min(length - 1, last < 0 ? last + length : last);
  return start > stop || start >= length ? undefined : { start, stop };
}
