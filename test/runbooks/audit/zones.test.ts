import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfSharing, chanceText, zonesBehind } from '../../../src/runbooks/audit/zones.ts';
import type { World, ZoneNames } from '../../../src/runbooks/files/index.ts';
import { Topology } from '../../../src/sim/cloud/topology.ts';
import { RandomStream } from '../../../src/sim/kernel/index.ts';

const region = 'eu-west-1';
const zonesOf = (count: number) => Array.from({ length: count }, (_, at) => `euw1-az${at + 1}`);

function world(zones: number, accounts: Readonly<Record<string, ZoneNames>>): World {
  const named = Object.fromEntries(Object.entries(accounts).map(([name, zoneNames]) => [name, { zoneNames }]));
  return { regions: { [region]: { zones: zonesOf(zones) } }, accounts: named } as unknown as World;
}

const shuffled: ZoneNames = { kind: 'shuffled' };
const at = (account: string, zone = 'a') => ({ account, region, zone });

describe('the chance that letters of several accounts are one zone', () => {
  it('is one in three for two shuffled accounts, whatever letters they pick', () => {
    const two = world(3, { one: shuffled, two: shuffled });
    for (const letter of ['a', 'b', 'c'])
      expect(chanceOfSharing(two, [at('one'), at('two', letter)])).toBeCloseTo(1 / 3, 12);
  });

  it('is 7 in 9 that some two of three meet', () => {
    const three = world(3, { one: shuffled, two: shuffled, three: shuffled });
    expect(chanceOfSharing(three, [at('one'), at('two'), at('three')])).toBeCloseTo(7 / 9, 12);
  });

  it('is none between two letters of one account, and certain for one letter', () => {
    const one = world(3, { one: shuffled });
    expect(chanceOfSharing(one, [at('one', 'a'), at('one', 'b')])).toBe(0);
    expect(chanceOfSharing(one, [at('one', 'a'), at('one', 'a')])).toBe(1);
  });

  it('knows pinned and uniform letters', () => {
    const pinned: ZoneNames = { kind: 'pinned', letters: { [region]: { a: 'euw1-az2' } } };
    const both = world(3, { pinned, uniform: { kind: 'uniform' }, shuffled });
    expect(zonesBehind(both, at('pinned'))).toEqual(['euw1-az2']);
    expect(zonesBehind(both, at('uniform', 'b'))).toEqual(['euw1-az2']);
    expect(chanceOfSharing(both, [at('pinned'), at('uniform', 'b')])).toBe(1);
    expect(chanceOfSharing(both, [at('pinned'), at('uniform', 'c')])).toBe(0);
    expect(chanceOfSharing(both, [at('pinned'), at('shuffled')])).toBeCloseTo(1 / 3, 12);
  });

  it('is what the simulated EC2 draws', () => {
    const placed = fc.record({ account: fc.constantFrom('one', 'two', 'three'), zone: fc.constantFrom('a', 'b', 'c') });
    const draws = 1500;
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5 }), fc.array(placed, { minLength: 2, maxLength: 4 }), (zones, places) => {
        const accounts = { one: shuffled, two: { kind: 'uniform' } as const, three: shuffled };
        const expected = chanceOfSharing(
          world(zones, accounts),
          places.map((place) => ({ ...place, region })),
        );
        let shared = 0;
        for (let seed = 0; seed < draws; seed++) {
          const topology = new Topology({
            regions: { [region]: { zones: zonesOf(zones) } },
            accounts: {
              one: { zoneNames: 'shuffled' },
              two: { zoneNames: 'uniform' },
              three: { zoneNames: 'shuffled' },
            },
            random: (name) => new RandomStream(`${seed}/${name}`),
          });
          const ids = places.map(({ account, zone }) => topology.zoneId(account, region + zone));
          if (new Set(ids).size < ids.length) shared++;
        }
        // Five standard deviations.
        expect(Math.abs(shared / draws - expected)).toBeLessThan(5 * Math.sqrt(0.25 / draws));
      }),
      { numRuns: 12, seed: 2011 },
    );
  });
});

it.each([
  [1 / 3, '1 in 3 (33 %)'],
  [1 / 4, '1 in 4 (25 %)'],
  [7 / 9, '78 %'],
])('%f reads %s', (chance, text) => {
  expect(chanceText(chance)).toBe(text);
});
