import { expect, test } from 'vitest';
import { brownOut, type Minute } from '../../../bench/brown-out/curve.ts';
import { plot } from '../../../bench/brown-out/plot.ts';

const window = { seed: 3, fromMinute: -5, untilMinute: 60, callsPerMinute: 30 };

/** Between two minutes. */
function mean(curve: readonly Minute[], from: number, until: number, value: (row: Minute) => number): number {
  const rows = curve.filter(({ minute }) => minute >= from && minute < until);
  return rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
}
const failed = ({ errorShare, unconnectedShare }: Minute) => errorShare + unconnectedShare;
const launch = ({ launchMinutes }: Minute) => launchMinutes ?? Number.NaN;

test('with one of three zones five of nine calls fail and launches queue, and both fall back when operators act, not before', async () => {
  const never = await brownOut(window);
  const acted = await brownOut({ ...window, actAfterMinutes: 30 });
  for (const curve of [never, acted]) {
    expect(mean(curve, -5, -1, failed)).toBe(0);
    expect(mean(curve, 1, 29, failed)).toBeGreaterThan(0.5);
    expect(mean(curve, 1, 29, failed)).toBeLessThan(0.61);
    expect(mean(curve, -5, 0, launch)).toBeLessThan(1);
    expect(mean(curve, 20, 22, launch)).toBeGreaterThan(5);
  }
  expect(mean(never, 31, 60, failed)).toBeGreaterThan(0.5);
  expect(mean(acted, 31, 60, failed)).toBe(0);
  expect(mean(never, 55, 60, launch)).toBeGreaterThan(15);
  expect(mean(acted, 55, 60, launch)).toBeLessThan(1);
  // Those in line benefit too: they were launched before anybody acted.
  expect(mean(acted, 26, 29, launch)).toBeLessThan(mean(never, 26, 29, launch));
  expect(await brownOut({ ...window, untilMinute: 2 })).toEqual(never.slice(0, 7));
});

test('a plot is as wide as it is told, marks where curves meet, and leaves out what is not known', () => {
  const text = plot(
    [
      { name: 'up', mark: 'u', values: [0, 5, 10, undefined] },
      { name: 'flat', mark: 'f', values: [0, 0, 0, 0] },
    ],
    { title: 'Two curves', from: 0, columns: 4, rows: 3, ticks: [0, 2], unit: 's' },
  );
  expect(text.split('\n')).toEqual([
    'Two curves',
    '   10 ┤  u',
    '    5 ┤ u',
    '    0 ┼*fff',
    '       0 2 s',
    '       u up   f flat   * both',
  ]);
});
