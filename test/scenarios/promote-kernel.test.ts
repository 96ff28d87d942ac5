/** Who moves the kernel: a standby that follows it, a fence, and a rule that does not take silence for death. */
import { describe, expect, it } from 'vitest';
import { ofKind } from '../../src/runbooks/journal/index.ts';
import { inOrder, play } from './families.ts';

describe('a standby kernel takes over', () => {
  it.each([1, 2])('is fenced off, promoted, and sees and starts the machines of main (seed %i)', async (seed) => {
    const run = await play('promote-kernel', { seed });
    expect(run.result.reasons).toEqual([]);
    expect(run.exitCode).toBe(0);
    const plan = ['old-kernel-fenced', 'kernel-promoted', 'kernel-dns-switched', 'kernel-sees', 'kernel-steers'];
    expect(inOrder(run, ...plan)).toBe(true);
    const sees = ofKind(run.events, 'step.succeeded').find(({ path }) => path === 'takeover/sees');
    expect(sees?.outputs?.online).toBe(5);
  });

  it('is slower by as much as the time to live is longer', async () => {
    const short = await play('promote-kernel');
    const long = await play('promote-kernel', { vars: { ttl: 'PT12M' } });
    expect(long.took('takeover/connect') - short.took('takeover/connect')).toBeGreaterThan(3);
  });

  it.each([
    ['replicas-in-main-zone', 'rto'],
    ['decision-later', 'steers'],
    ['dns-ttl-12-times', 'rto'],
    ['fences-removed', 'one-kernel'],
    ['step-removed:kernel-takeover/promote-stores', 'the plan failed'],
    ['step-removed:kernel-takeover/services', 'the plan failed'],
  ])('mutant %s: the gate is red', async (mutant, reason) => {
    const { exitCode, result } = await play('promote-kernel', { mutant });
    expect(exitCode).toBe(1);
    expect(result.reasons.join('; ')).toContain(reason);
  });
});

describe('an old kernel that can still write', () => {
  it('is not succeeded when only the office cannot reach it: the standby hears it, and the rule bars', async () => {
    const run = await play('promote-kernel-refused');
    expect(run.exitCode).toBe(1);
    const barred = ofKind(run.events, 'safety-rule.broken');
    expect(barred.map(({ path }) => path)).toContain('takeover/promote-stores/promote-kernel-couch');
    expect(barred.every(({ name, value }) => name === 'old-kernel-silent' && value === 1)).toBe(true);
    expect(run.result.milestones.map(({ id }) => id)).not.toContain('kernel-promoted');
    expect(run.result.invariants.every(({ held }) => held)).toBe(true);
  });

  it('would have a rival without that rule', async () => {
    const run = await play('promote-kernel-refused', { mutant: 'safety-rules-removed' });
    expect(run.result.invariants.find(({ name }) => name === 'one-kernel')?.held).toBe(false);
  });

  // Its frontend is dead, so it answers nobody; its stores, its workers and its bus live.
  const onlyDeaf = [
    [
      '{ name: power-lost,    uses: "zone:power-interruption",       target: kernel-zone, at: PT0S, for: PT50M, with: { ebs: { lost: 0 } } }',
      '{ name: deaf, uses: "process:kill", target: kernel-machine, at: PT0S, with: { process: frontend } }',
    ],
    ['kernel-zone: { type: zone, ids: [use1-az1] }', 'kernel-machine: { type: host, ids: [kernel/all-in-one] }'],
    ['machines: 5 }', 'machines: 6 }'],
    ['runbook: {', 'signals: [{ at: PT1M, via: chat, text: "the kernel does not answer" }]\nrunbook: {'],
  ] as const;

  it('is fenced by its own shell where it lives, and then succeeded', async () => {
    const run = await play('promote-kernel', { edit: onlyDeaf });
    const fence = ofKind(run.events, 'step.succeeded').find(({ path }) => path === 'fence');
    expect(fence?.outputs?.how).toBe('kernel/all-in-one is stopped');
    expect(run.result.invariants.find(({ name }) => name === 'one-kernel')?.held).toBe(true);
    expect(run.at('kernel-steers')).toBeLessThan(35);
  });

  it('is not succeeded while it lives and nobody has fenced it', async () => {
    const run = await play('promote-kernel', { edit: onlyDeaf, mutant: 'fences-removed' });
    expect(run.exitCode).toBe(1);
    expect(ofKind(run.events, 'safety-rule.broken').length).toBeGreaterThan(0);
    expect(run.result.invariants.find(({ name }) => name === 'one-kernel')?.held).toBe(true);
  });
});

describe('a kernel that is rebuilt by hand', () => {
  it.each([1, 16])('is there within the hour, and the only one (seed %i)', async (seed) => {
    const run = await play('rebuild-kernel', { seed });
    expect(run.result.reasons).toEqual([]);
    expect(run.exitCode).toBe(0);
    expect(inOrder(run, 'launch', 'install', 'restore', 'services', 'dns', 'kernel-rebuilt')).toBe(true);
  });

  it.each(['hands-slower', 'dns-ttl-12-times', 'step-removed:fence-old-kernel', 'step-removed:restore'])(
    'mutant %s: the gate is red',
    async (mutant) => {
      expect((await play('rebuild-kernel', { mutant })).exitCode).toBe(1);
    },
  );

  it('is there later by as much as the hands take longer', async () => {
    const [short, long] = [
      await play('rebuild-kernel', { vars: { byHand: 'PT22M' } }),
      await play('rebuild-kernel', { vars: { byHand: 'PT44M' } }),
    ];
    expect(long.took('install') / short.took('install')).toBeCloseTo(2, 5);
    expect(long.at('kernel-rebuilt') - short.at('kernel-rebuilt')).toBeCloseTo(short.took('install'), 0);
  });
});
