/** Servers that have heard of the same revisions must agree, in whatever order they heard of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ancestors,
  type Branch,
  extend,
  graft,
  knows,
  leafRevision,
  REVISIONS_KEPT,
  winner,
} from '../../../../src/sim/stores/couchdb/revision-tree.ts';

const path = (hashes: string[], deleted = false): Branch => ({
  firstPosition: 1,
  hashes,
  deleted,
  body: { of: hashes.at(-1) },
  bytes: 10,
});

/** Paths of one tree: each node's name says where it is, so that equal names mean equal histories. */
const paths = fc.array(
  fc.tuple(fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }), fc.boolean()).map(([turns]) => {
    const hashes = turns.map((_, i) => `root${turns.slice(1, i + 1).join('')}`);
    return path(hashes, hashes.at(-1)!.endsWith('b'));
  }),
  { minLength: 1, maxLength: 8 },
);

function grown(from: readonly Branch[]): Branch[] {
  const branches: Branch[] = [];
  for (const branch of from) graft(branches, { ...branch, hashes: [...branch.hashes] });
  return branches;
}

describe('a revision tree', () => {
  it('is the same in whatever order its paths arrive, and however often', () => {
    fc.assert(
      fc.property(paths, fc.infiniteStream(fc.nat()), (all, order) => {
        const shuffled = [...all, ...all]
          .map((branch) => ({ branch, by: order.next().value }))
          .sort((a, b) => a.by - b.by);
        const [one, other] = [grown(all), grown(shuffled.map(({ branch }) => branch))];
        expect(other.map(leafRevision).sort()).toEqual(one.map(leafRevision).sort());
        expect(leafRevision(winner(other))).toBe(leafRevision(winner(one)));
        for (const branch of all) expect(knows(other, leafRevision(branch))).toBe(true);
      }),
    );
  });

  it('has a leaf that is alive as its winner, however long the deleted ones are', () => {
    const branches = grown([path(['r', 'a']), path(['r', 'b', 'c', 'd'], true)]);
    expect(leafRevision(winner(branches))).toBe('2-a');
  });

  it('takes the greater hash of two leaves of one length', () => {
    expect(leafRevision(winner(grown([path(['r', 'c']), path(['r', 'b'])])))).toBe('2-c');
  });

  it('remembers a thousand revisions of a path', () => {
    const branch = path(['h1']);
    for (let i = 2; i <= REVISIONS_KEPT + 10; i++) extend(branch, `h${i}`, false, {}, 2);
    expect(leafRevision(branch)).toBe('1010-h1010');
    expect(ancestors(branch)).toHaveLength(REVISIONS_KEPT - 1);
    expect(knows([branch], '10-h10')).toBe(false);
    expect(knows([branch], '11-h11')).toBe(true);
  });

  it('keeps what the sender of a path has forgotten', () => {
    const branches = grown([path(['a', 'b', 'c'])]);
    graft(branches, { firstPosition: 3, hashes: ['c', 'd'], deleted: false, body: {}, bytes: 2 });
    expect(branches.map(leafRevision)).toEqual(['4-d']);
    expect(ancestors(branches[0]!)).toEqual(['3-c', '2-b', '1-a']);
  });
});
