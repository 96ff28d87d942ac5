/** Each family's gate can fail: the design as it is holds, and broken on purpose it does not. `zonefall mutate` shows all mutants. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/runbooks/verdict/index.ts';
import { type Family, play } from './families.ts';

/** What caught it: budgets that were missed, invariants that were broken, or the reason why the run was stopped. */
function caughtBy({ verdict, budgets, invariants, reasons }: RunResult): string[] {
  if (verdict === 'passed') return [];
  return [
    ...budgets.filter(({ passed }) => !passed).map(({ id }) => id),
    ...invariants.filter(({ brokenAtSeconds }) => brokenAtSeconds !== undefined).map(({ name }) => name),
    ...(verdict === 'stopped' ? reasons : []),
  ];
}

const families: readonly (readonly [Family, Readonly<Record<string, RegExp>>])[] = [
  ['az-loss', { 'kernel-in-main-zone': /rto/, 'replicas-32-bit': /rto/, 'fences-removed': /split-brain/ }],
  ['region-loss', { 'replicas-in-main-zone': /rto/, 'dns-ttl-12-times': /rto/, 'decision-later': /rto/ }],
  ['promote-kernel', { 'replicas-in-main-zone': /rto/, 'decision-later': /steers/, 'fences-removed': /one-kernel/ }],
];

describe.each(families)('%s', (family, mutants) => {
  test('is green as it is designed', async () => {
    const { result } = await play(family, { seed: 1 });
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('passed');
  });

  test.each(Object.entries(mutants))('is red with the mutant %s', async (mutant, by) => {
    const { result } = await play(family, { seed: 1, mutant });
    expect(caughtBy(result).join('; ')).toMatch(by);
  });
});
