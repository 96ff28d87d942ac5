import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreOf } from '../../../../src/runbooks/drill/debrief/score.ts';
import { resultWith } from './model.ts';

const of = (own: Parameters<typeof resultWith>[0], best: Parameters<typeof resultWith>[0]) =>
  scoreOf(resultWith(own), resultWith(best));

describe('the score', () => {
  it.each([
    ['everything met, nothing better was found', { rtoSeconds: 60 }, { rtoSeconds: 60 }, 100],
    ['half of the budgets met', { rtoSeconds: 60, missed: ['rto'] }, { rtoSeconds: 60 }, 70],
    ['none met, and twice as long as the best', { rtoSeconds: 120, missed: ['rto', 'decide'] }, { rtoSeconds: 60 }, 20],
    ['an invariant was broken: no budget counts', { rtoSeconds: 60, broken: ['one-master'] }, { rtoSeconds: 60 }, 40],
    ['never recovered, and it could have been', { rtoSeconds: null, missed: ['rto'] }, { rtoSeconds: 60 }, 30],
    [
      'never recovered, nor would anything else have',
      { rtoSeconds: null, missed: ['rto', 'decide'] },
      { rtoSeconds: null },
      40,
    ],
  ])('%s', (_, own, best, points) => expect(of(own, best).points).toBe(points));

  it('says how it came about', () => {
    expect(of({ rtoSeconds: 35_340, missed: ['rto'] }, { rtoSeconds: 33_540 }).words).toBe(
      '30 of 60 because 1 of 2 budgets was met; 38 of 40 because the best policy that was tried takes 9 h 19 min, 30 min less',
    );
  });

  it('lies between 0 and 100, and more waiting never gives more points', () => {
    const seconds = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(seconds, seconds, seconds, (best, one, more) => {
        const [points, fewer] = [one, one + more].map((rtoSeconds) => of({ rtoSeconds }, { rtoSeconds: best }).points);
        expect(points).toBeLessThanOrEqual(100);
        expect(fewer).toBeGreaterThanOrEqual(0);
        expect(fewer).toBeLessThanOrEqual(points!);
      }),
    );
  });
});
