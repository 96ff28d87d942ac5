import type { Known } from '../../journal/index.ts';
import { sinceFault } from '../../reports/times.ts';

/** What those who decided could know, a line each: signals, then the probes and the preflight that did not hold. */
export function knownLines({ signals = [], probes = [], preflight = [] }: Known): string[] {
  return [
    ...signals.map(({ atSeconds, via, text }) => `${sinceFault(atSeconds)} ${via}: ${text}`),
    ...probes.filter(({ ok }) => !ok).map(({ name, why }) => `${name} fails: ${why}`),
    ...preflight.filter(({ ok }) => !ok).map(({ id, why }) => `preflight ${id} fails: ${why}`),
  ];
}
