import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sigmaFromP95 } from '../../../src/runbooks/files/distribution.ts';
import { type Distribution, formatDuration, parseDuration, sample } from '../../../src/runbooks/files/index.ts';

describe('durations', () => {
  it.each([
    ['PT38M', 2280],
    ['PT1H9M', 4140],
    ['PT9H49M', 35_340],
    ['P1DT1S', 86_401],
    ['P2W', 1_209_600],
    ['PT0S', 0],
    ['PT0.25S', 0.25],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '38M',
    'PT38',
    'pt38m',
    'PT-5M',
    'P1Y',
    'P2M',
    'PT1.5H',
    'PT5M ',
    'PT1S2M',
    'P367D',
    'PT99999999H',
  ])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('what is written can be read again, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000_000_000_000 }), (micros) => {
        expect(Math.round(parseDuration(formatDuration(micros / 1e6))! * 1e6)).toBe(micros);
      }),
    );
  });
});

/** A generator of numbers that is good enough for means: an additive recurrence for `uniform`, twelve of them for `normal`. */
function draws() {
  let state = 0.5;
  const uniform = () => {
    state = (state + 0.618_033_988_749_895) % 1;
    return state;
  };
  return { uniform, normal: () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6) };
}

describe('distributions', () => {
  it('a fixed duration takes no chance', () => {
    const none = () => {
      throw new Error('nothing is to be drawn');
    };
    expect(sample({ kind: 'fixed', seconds: 95 }, { uniform: none, normal: none })).toBe(95);
  });

  it('a lognormal has its median at the middle and its p95 where it was given', () => {
    const reacts: Distribution = { kind: 'lognormal', p50Seconds: 120, sigma: sigmaFromP95(120, 480) };
    expect(sample(reacts, { uniform: () => 0.5, normal: () => 0 })).toBe(120);
    expect(sample(reacts, { uniform: () => 0.5, normal: () => 1.644_853_626_951_472_2 })).toBe(480);
  });

  it('a normal is cut at its minimum', () => {
    const setup: Distribution = { kind: 'normal', meanSeconds: 240, sdSeconds: 60, minSeconds: 60 };
    expect(sample(setup, { uniform: () => 0, normal: () => 1 })).toBe(300);
    expect(sample(setup, { uniform: () => 0, normal: () => -4 })).toBe(60);
  });

  it('nothing takes less than no time', () => {
    const wide: Distribution = { kind: 'normal', meanSeconds: 1, sdSeconds: 60, minSeconds: -100 };
    expect(sample(wide, { uniform: () => 0, normal: () => -3 })).toBe(0);
  });

  it.each([
    [{ kind: 'uniform', minSeconds: 10, maxSeconds: 20 }, 15],
    [{ kind: 'triangular', minSeconds: 900, modeSeconds: 1320, maxSeconds: 2400 }, 1540],
    [{ kind: 'triangular', minSeconds: 0, modeSeconds: 0, maxSeconds: 30 }, 10],
    [{ kind: 'triangular', minSeconds: 0, modeSeconds: 30, maxSeconds: 30 }, 20],
  ] satisfies [Distribution, number][])('the mean of many draws of %j is %d', (distribution, mean) => {
    const draw = draws();
    const values = Array.from({ length: 20_000 }, () => sample(distribution, draw));
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(mean, 0);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(distribution.minSeconds);
    expect(Math.max(...values)).toBeLessThanOrEqual(distribution.maxSeconds);
  });

  it('draws are whole microseconds', () => {
    fc.assert(
      fc.property(fc.double({ min: -4, max: 4, noNaN: true }), (z) => {
        const value = sample({ kind: 'lognormal', p50Seconds: 95, sigma: 0.25 }, { uniform: () => 0, normal: () => z });
        expect(Math.round(value * 1e6) / 1e6).toBe(value);
      }),
    );
  });
});
