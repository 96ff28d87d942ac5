/**
 * Redis's own glob: `*`, `?`, `[abc]`, `[^a]`, `[a-z]`, `\` to escape. Case matters.
 * Backtracks to the last star only, so a hostile pattern costs at most pattern times text.
 */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      starAt = p++;
      resumeAt = t;
      continue;
    }
    const next = p < pattern.length ? matchOne(pattern, p, text[t] as string) : -1;
    if (next !== -1) {
      p = next;
      t++;
    } else if (starAt !== -1) {
      p = starAt + 1;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Where the pattern goes on after matching `char` at `p`, or -1. */
function matchOne(pattern: string, p: number, char: string): number {
  const sign = pattern[p];
  if (sign === '?') return p + 1;
  if (sign === '[') return matchClass(pattern, p, char);
  if (sign === '\\' && p + 1 < pattern.length) return pattern[p + 1] === char ? p + 2 : -1;
  return sign === char ? p + 1 : -1;
}

function matchClass(pattern: string, from: number, char: string): number {
  let p = from + 1;
  const negated = pattern[p] === '^';
  if (negated) p++;
  let found = false;
  for (; p < pattern.length && pattern[p] !== ']'; p++) {
    if (pattern[p] === '\\' && p + 1 < pattern.length) {
      p++;
      if (pattern[p] === char) found = true;
    } else if (pattern[p + 1] === '-' && p + 2 < pattern.length) {
      const [low, high] = [pattern[p] as string, pattern[p + 2] as string].sort() as [string, string];
      if (char >= low && char <= high) found = true;
      p += 2;
    } else if (pattern[p] === char) {
      found = true;
    }
  }
  return found !== negated ? Math.min(p + 1, pattern.length) : -1;
}
