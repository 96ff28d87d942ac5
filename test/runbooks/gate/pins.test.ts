import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GateSample, type GateSubject, type PinnedSeed, planFor, resultOf } from '../../../src/runbooks/gate/index.ts';
import { addPins, type Pin, parsePins, pinLine } from '../../../src/runbooks/gate/pins.ts';
import { without } from './rows.ts';

const pin: Pin = { scenario: 'az-loss', variant: 'as-it-was', seed: 17, why: 'the budget "rto" was missed: 611 min' };

describe('a file of pinned seeds', () => {
  it('is a line for each, with its reason, and whatever people write beside them', () => {
    const text = ['# why we keep these', '', 'az-loss as-it-was 17  # late # very', '  az-loss both-fixes 4', ''].join(
      '\n',
    );
    expect(parsePins(text, 'x.pins')).toEqual([
      { scenario: 'az-loss', variant: 'as-it-was', seed: 17, why: 'late # very' },
      { scenario: 'az-loss', variant: 'both-fixes', seed: 4, why: '' },
    ]);
  });

  it('with a line that is no pin says which', () => {
    expect(() => parsePins('a b 1\na b c\n', 'x.pins')).toThrow('x.pins:2: "a b c" is no pin; expected');
    expect(() => parsePins('a 1\n', 'x.pins')).toThrow(/x\.pins:1/);
    expect(() => parsePins('a b 99999999999999999999\n', 'x.pins')).toThrow(/too large/);
  });

  it('begins with what it is for, and takes a seed only once', () => {
    const [text, added] = addPins('', 'x.pins', [pin, pin, { ...pin, seed: 18, why: 'two\nlines' }]);
    expect(added).toBe(2);
    expect(text).toMatch(/^# Seeds that failed once/);
    expect(text).toMatch(/\naz-loss as-it-was 18 {2}# two lines\n$/);
    expect(addPins(text, 'x.pins', [pin])).toEqual([text, 0]);
  });

  it('keeps what stands in it as it is', () => {
    const before = '# mine\naz-loss as-it-was 17 # my words';
    const [after] = addPins(before, 'x.pins', [{ ...pin, seed: 3 }]);
    expect(after).toBe(`${before}\n${pinLine({ ...pin, seed: 3 })}\n`);
  });

  it('reads back what it wrote', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/);
    const pins = fc.record({
      scenario: name,
      variant: name,
      seed: fc.nat(Number.MAX_SAFE_INTEGER),
      why: fc.string().map((text) => text.replaceAll(/\s+/g, ' ').trim()),
    });
    fc.assert(
      fc.property(pins, (each) => {
        expect(parsePins(`${pinLine(each)}\n`, 'x.pins')).toEqual([each]);
      }),
    );
  });
});

it('a pinned seed that fails again is what the claim says, also where there is no budget', () => {
  const sample = new GateSample(planFor({ kind: 'fixed' }, [], 95), []);
  const subject: GateSubject = {
    file: 'small.yaml',
    scenario: { id: 'small', sha256: 'abc', title: 'Small' },
    variant: 'none',
    choices: {},
    budgets: [],
  };
  const seeds = { from: 'scenario', planned: 208, first: null, last: null } as const;
  const claimWith = (pins: readonly PinnedSeed[]) =>
    resultOf({ subject, sample, pins, seeds, stoppedEarly: null, wallSeconds: 0 }).claim;
  const row = without(17, 'failed', 'the steady state was never reached');
  const pin = { seed: 17, why: '', passed: false, row, reproduce: 'zonefall run small.yaml --seed 17' };
  expect(claimWith([pin])).toBe('the pinned seed 17 fails again: the steady state was never reached');
  expect(claimWith([])).toBe('the scenario has no budgets: there is nothing to hold');
});
