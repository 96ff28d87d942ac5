import { styledCharsFromTokens, styledCharsToString, tokenize } from '@alcalzone/ansi-tokenize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { okabeIto, type Piece, paint, tones } from '../../../src/tui/kit/index.ts';

const pieces = fc.array(
  fc.record<Piece>(
    {
      text: fc.constantFrom('a', 'word', ' ', '主机', '■□', ''),
      tone: fc.constantFrom(...tones),
      bold: fc.boolean(),
      inverse: fc.boolean(),
    },
    { requiredKeys: ['text'] },
  ),
  { maxLength: 8 },
);

test('a row is painted as Ink itself writes it: Ink keeps what it has read, and reads it once', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 0, max: 40 }), fc.constantFrom(1, 4, 8, 24), (row, columns, depth) => {
      const painted = paint(row, columns, { depth: depth as 1 | 4 | 8 | 24, unicode: true, colours: okabeIto });
      expect(styledCharsToString(styledCharsFromTokens(tokenize(painted)))).toBe(painted);
    }),
    { numRuns: 500 },
  );
});
