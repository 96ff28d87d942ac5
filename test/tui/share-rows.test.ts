import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shareRows } from '../../src/tui/screens/share-rows.ts';

const wanted = fc
  .record({ least: fc.integer({ min: 1, max: 5 }), more: fc.integer({ min: 0, max: 40 }) })
  .map(({ least, more }) => ({ least, most: least + more }));

it('boxes take all rows, each at least what it needs, and the one with the focus is served first', () => {
  fc.assert(
    fc.property(
      fc.array(wanted, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 20, max: 80 }),
      fc.nat(),
      (boxes, rows, nat) => {
        const focused = nat % boxes.length;
        const shares = shareRows(rows, boxes, focused);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(rows);
        for (const [index, share] of shares.entries()) expect(share).toBeGreaterThanOrEqual(boxes[index]!.least);
        const othersGrew = shares.some((share, index) => index !== focused && share > boxes[index]!.least);
        if (othersGrew) expect(shares[focused]).toBeGreaterThanOrEqual(boxes[focused]!.most);
      },
    ),
  );
});
