import { describe, expect, it } from 'vitest';
import { leftToShorten } from '../../../src/runbooks/gate/left-to-shorten.ts';
import { decide, recovered, rpo, rto, without } from './rows.ts';

const budgets = [rto, decide, rpo];

describe('what is left to shorten', () => {
  it('is the decision, when deciding within its own budget would have saved the late runs', () => {
    // 39 minutes of deciding, 22 of everything else: the recovery alone could not be made shorter by anybody.
    const late = [1, 2, 3].map((seed) => recovered(seed, { decide: 2340 + seed }));
    expect(leftToShorten(rto, late, budgets)).toEqual({
      phase: 'decide',
      saved: 3,
      of: 3,
      text: 'decide is what is left to shorten: within its own 20 min all 3 runs that were late would have been in time',
    });
  });

  it('is a phase without a budget when it is the only one that would do', () => {
    const late = [1, 2, 3].map((seed) => recovered(seed, { decide: 1300, recover: 3000 }));
    expect(leftToShorten(rto, late, budgets)).toMatchObject({
      phase: 'recover',
      text: 'recover is what is left to shorten: without its 50 min all 3 runs that were late would have been in time',
    });
  });

  it('is no phase alone when each of them leaves the run too late', () => {
    const late = [recovered(1, { decide: 5000, recover: 30_000 }), recovered(2, { decide: 5000, recover: 31_000 })];
    expect(leftToShorten(rto, late, budgets)).toMatchObject({
      phase: null,
      text: expect.stringMatching(/^no phase alone is enough: recover is the longest, 8 h 20 min of 9 h 56 min$/),
    });
  });

  it('looks at the runs that recovered only, and at most of them', () => {
    const late = [
      recovered(1, { decide: 2400 }),
      recovered(2, { decide: 2400 }),
      recovered(3, { decide: 1200, recover: 9000 }),
      without(4, 'failed', 'the plan failed: no machine'),
    ];
    expect(leftToShorten(rto, late, budgets)).toMatchObject({
      phase: 'decide',
      saved: 2,
      of: 3,
      text: expect.stringContaining('2 of 3 runs that were late would have been in time'),
    });
    expect(leftToShorten(rto, [without(4, 'crashed', 'the world broke')], budgets)).toBeUndefined();
  });

  it('of a phase that has a budget is the phase itself', () => {
    const late = [recovered(1, { decide: 2400 }), recovered(2, { decide: 2460 }), recovered(3, { decide: 2520 })];
    expect(leftToShorten(decide, late, budgets)?.text).toBe(
      'decide is what is left to shorten: 41 min in the middle run of those that missed, 20 min are allowed',
    );
  });

  it('of a data loss is no phase at all', () => {
    expect(leftToShorten(rpo, [recovered(1, {}, 60)], budgets)).toBeUndefined();
  });
});
