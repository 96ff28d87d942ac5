import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bar, histogram, rowWidth, spark, textOf } from '../../../src/tui/kit/index.ts';

test('a bar is as full as its fraction, and exactly as wide as it was told', () => {
  expect(textOf(bar(0, 4))).toBe('░░░░');
  expect(textOf(bar(0.5, 4))).toBe('██░░');
  expect(textOf(bar(0.53125, 4))).toBe('██▏░');
  expect(textOf(bar(7, 4))).toBe('████');
  fc.assert(
    fc.property(
      fc.double(),
      fc.integer({ min: 1, max: 60 }),
      (fraction, size) => rowWidth(bar(fraction, size)) === size,
    ),
  );
});

test('a bar shows where its limit is', () => {
  expect(textOf(bar(0.25, 8, 'good', 0.5))).toBe('██░░┃░░░');
  expect(textOf(bar(0.75, 8, 'bad', 0.5))).toBe('████┃█░░');
});

test('a sparkline shows the last values, the highest as a whole column, and a cross where there was none', () => {
  expect(textOf(spark([5, 10, null, 20, 40], 4))).toBe('▂✗▄█');
  expect(textOf(spark([0, 0], 4))).toBe('▁▁');
  expect(spark([], 4)).toEqual([]);
});

test('a histogram counts every value once, and says which are over the budget', () => {
  const minutes = [30, 31, 32, 45, 58, 61, 90].map((value) => value * 60);
  expect(histogram(minutes, { columns: 40, rows: 4, limit: 3600 }).map((row) => textOf(row).trimEnd())).toEqual([
    '30 min █████████████████     3',
    '45 min ███████████▍          2',
    '60 min █████▋                1!◂ budget',
    '75 min █████▋                1!',
  ]);
});

test('a histogram is never wider than it was told, nor higher', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(values, fc.integer({ min: 30, max: 90 }), fc.integer({ min: 1, max: 12 }), (all, columns, rows) => {
      const lines = histogram(all, { columns, rows, limit: 3600 });
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(rowWidth(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

test('nothing has no histogram, and one value one row', () => {
  expect(histogram([], { columns: 40, rows: 4 })).toEqual([]);
  expect(histogram([60, 60], { columns: 40, rows: 4 })).toHaveLength(1);
});
