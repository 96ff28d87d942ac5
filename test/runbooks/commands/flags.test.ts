import { describe, expect, it, test } from 'vitest';
import { screenOf } from '../../../src/runbooks/commands/context.ts';
import { gatherVars, parseSeed, parseSeeds, parseVar } from '../../../src/runbooks/commands/flags.ts';
import { quoted, runCommandLine } from '../../../src/runbooks/commands/invocation.ts';
import { progressText } from '../../../src/runbooks/commands/progress.ts';
import { wholeNumber } from '../../../src/runbooks/commands/table/choices.ts';

describe('seeds', () => {
  it('are numbers, ranges, or lists of both, each once', () => {
    expect(parseSeeds('17')).toEqual([17]);
    expect(parseSeeds('1..4')).toEqual([1, 2, 3, 4]);
    expect(parseSeeds('3..5,4,9')).toEqual([3, 4, 5, 9]);
  });

  it('can be the hash of a commit', () => {
    expect(parseSeed('9dc4cac9b4981df1475db3c4904c99f7fdb942a8')).toBe(0x9dc4cac9b498);
    expect(Number.isSafeInteger(parseSeed('ffffffffffffffffffff'))).toBe(true);
  });

  it.each(['', '-1', '1.5', '1..', '5..1', '1..20000', '99999999999999999999', 'x'])('refuse %j', (text) => {
    expect(() => parseSeeds(text)).toThrow();
  });
});

describe('variables', () => {
  it('may hold equals signs and blanks, but not stand twice', () => {
    expect(parseVar('note=a = b')).toEqual(['note', 'a = b']);
    expect(gatherVars({ var: [['a', '1']] })).toEqual({ a: '1' });
    expect(() => parseVar('=x')).toThrow(/name=value/);
    expect(() =>
      gatherVars({
        var: [
          ['a', '1'],
          ['a', '2'],
        ],
      }),
    ).toThrow(/--var a is given twice/);
  });
});

describe('the command that makes a run again', () => {
  it('is what a shell reads back', () => {
    expect(
      runCommandLine({
        scenario: 'a b.yaml',
        variant: 'v',
        vars: { x: "it's", y: 'PT5M' },
        runbook: 'r.yaml',
        seed: 3,
      }),
    ).toBe(`zonefall run 'a b.yaml' --variant v --var 'x=it'\\''s' --var y=PT5M --runbook r.yaml --seed 3`);
    expect(quoted('')).toBe("''");
  });
});

describe('a screen', () => {
  const terminal = { write: () => {}, isTTY: true, columns: 200 };

  it('is as wide as the terminal, up to 160 columns, and 80 without one', () => {
    expect(screenOf(terminal, {}).width).toBe(160);
    expect(screenOf({ ...terminal, columns: 100 }, {}).width).toBe(100);
    expect(screenOf({ write: () => {} }, {}).width).toBe(80);
  });

  it('has colour on a terminal only, and not with NO_COLOR', () => {
    expect(screenOf(terminal, {}).colour).toBe(true);
    expect(screenOf(terminal, { NO_COLOR: '1' }).colour).toBe(false);
    expect(screenOf({ ...terminal, isTTY: false }, {}).colour).toBe(false);
  });

  it('has no Unicode in the C locale', () => {
    expect(screenOf(terminal, { LANG: 'de_DE.UTF-8' }).unicode).toBe(true);
    expect(screenOf(terminal, { LANG: 'de_DE.UTF-8', LC_ALL: 'C' }).unicode).toBe(false);
  });
});

describe('progress', () => {
  it('estimates what is left from what is done', () => {
    expect(progressText({ text: '4 of 16 runs', fraction: 0.25 }, 5000, false)).toBe(
      '4 of 16 runs ######.................. 25 %, about 15 s left',
    );
    expect(progressText({ text: 'simulating T+1:00' }, 2400, true)).toBe('simulating T+1:00  2 s');
  });
});

test('a whole number lies between two others, both of them possible, and what is none is told which would do', () => {
  const { parse } = wholeNumber(1, 256, 'How many');
  expect([parse('1'), parse('256')]).toEqual([1, 256]);
  for (const wrong of ['0', '257', '1.5', '-1', '', '1e2', 'two']) {
    expect(() => parse(wrong)).toThrow(`"${wrong}" is not possible here; expected a whole number from 1 to 256`);
  }
});
