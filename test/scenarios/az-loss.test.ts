/** A zone is lost and the installation stays in its region: what makes that work, and what it looks like without. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ofKind } from '../../src/runbooks/journal/index.ts';
import { caughtBy, inOrder, play } from './families.ts';

describe('the design', () => {
  it.each([1, 2])('recovers within its budget and loses nothing (seed %i)', async (seed) => {
    const run = await play('az-loss', { seed });
    expect(run.result.reasons).toEqual([]);
    expect(run.exitCode).toBe(0);
    expect(run.result.recovery.lostWrites).toBe(0);
    expect(inOrder(run, 'fence', 'promote', 'point-of-no-return', 'address-moved', 'recovered')).toBe(true);
  });

  it('finds customers and agents at their old addresses: names need not move', async () => {
    const run = await play('az-loss');
    const moved = ofKind(run.events, 'step.succeeded').flatMap(({ outputs }) => (outputs?.moved as string[]) ?? []);
    expect(new Set(moved).size).toBe(3);
    expect(ofKind(run.events, 'step.succeeded').some(({ path }) => path === 'dns')).toBe(false);
    expect(ofKind(run.events, 'measure').find(({ name }) => name === 'stale-resolvers')?.value).toBe(0);
  });

  it('works without elastic addresses, too, once names have moved', async () => {
    const run = await play('az-loss', { variant: 'without-elastic' });
    expect(run.exitCode).toBe(0);
    expect(inOrder(run, 'promote', 'dns-switched', 'recovered')).toBe(true);
  });
});

describe('however long the zone is dark', () => {
  /** Dark for so long: in a second it is back before anybody knows, in an hour when all is over. */
  const dark = (seconds: number) => play('az-loss', { edit: [['for: PT55M', `for: PT${seconds}S`]] });

  it('there is one master, and the installation recovers', async () => {
    const anyLength = fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 901, max: 3600 }));
    await fc.assert(
      fc.asyncProperty(anyLength, async (seconds) => {
        const { result, exitCode } = await dark(seconds);
        expect(result.reasons).toEqual([]);
        expect(result.invariants.every(({ held }) => held)).toBe(true);
        expect([exitCode, result.recovery.recovered]).toEqual([0, true]);
      }),
      { numRuns: 3, examples: [[60], [385]], endOnFailure: true },
    );
  });

  it('a zone that is back before it is left is cleared: its old master would be found first', async () => {
    const { events } = await dark(60);
    const stopped = ofKind(events, 'step.succeeded').find(({ path }) => path === 'leave-the-zone')?.outputs?.stopped;
    expect(stopped).toContain('couch-master');
    const never = await play('az-loss');
    expect(ofKind(never.events, 'step.skipped').map(({ path }) => path)).toContain('leave-the-zone');
  });
});

describe('without one part of it', () => {
  it.each([
    ['replica-beside-it', 'main has no couch-replica online in eu-west-1'],
    ['replica-32-bit', 'the budget "rto" was missed'],
    ['kernel-beside-it', 'the budget "rto" was missed'],
    ['quota-too-small', 'Your quota allows for'],
    ['long-ttl', 'the budget "rto" was missed'],
  ])('%s: the gate is red', async (variant, reason) => {
    const { exitCode, result } = await play('az-loss', { variant });
    expect(exitCode).toBe(1);
    expect(result.reasons.join('; ')).toContain(reason);
  });

  it.each([
    ['kernel-in-main-zone', 1, 'rto'],
    ['replicas-32-bit', 1, 'rto'],
    ['fences-removed', 5, 'split-brain'],
  ])('mutant %s: the gate is red', async (mutant, exitCode, by) => {
    const run = await play('az-loss', { mutant });
    expect(run.exitCode).toBe(exitCode);
    expect(caughtBy(run)).toContain(by);
  });

  it('a master that nobody fenced takes writes again when its zone is back: two masters', async () => {
    const { result } = await play('az-loss', { mutant: 'fences-removed' });
    expect(result.invariants.find(({ name }) => name === 'one-couch-master')?.brokenAtSeconds).toBeGreaterThan(55 * 60);
  });
});

describe('what moves when a cause moves', () => {
  it('half the documents, half the rebuild of a 32-bit replica', async () => {
    const whole = await play('az-loss', { variant: 'replica-32-bit' });
    const half = await play('az-loss', {
      variant: 'replica-32-bit',
      edit: [['documents: 600000', 'documents: 300000']],
    });
    expect(half.took('views') / whole.took('views')).toBeCloseTo(0.5, 1);
  });

  it('who decides later waits longer for machines: launches line up behind those for the dead zone', async () => {
    const edit = [['at: PT15M,', 'at: PT90M,']] as const;
    const early = await play('az-loss', { edit });
    const late = await play('az-loss', { edit, vars: { decideAfter: 'PT25M' } });
    expect(late.took('machines')).toBeGreaterThan(early.took('machines') + 3);
  });
});
