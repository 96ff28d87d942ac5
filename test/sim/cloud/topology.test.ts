import { describe, expect, test } from 'vitest';
import { Topology, TopologyError, type TopologyOptions } from '../../../src/sim/cloud/topology.ts';
import { Kernel } from '../../../src/sim/kernel/index.ts';
import { REGIONS } from './small-world.ts';

const build = (accounts: TopologyOptions['accounts'], seed = 1, regions = REGIONS) => {
  const kernel = new Kernel({ seed });
  return new Topology({ regions, accounts, random: (name) => kernel.random(name) });
};

describe('zone letters', () => {
  test('uniform names follow the order of the zones', () => {
    const topology = build({ main: { zoneNames: 'uniform' } });
    expect(topology.zoneNames('main', 'eu-west-1')).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    expect(topology.zoneId('main', 'eu-west-1c')).toBe('euw1-az3');
    expect(topology.zoneName('main', 'euw1-az2')).toBe('eu-west-1b');
  });

  test('pinned letters are as pinned, and the other regions of the account are shuffled', () => {
    const topology = build({ kernel: { zoneNames: { 'eu-west-1': { a: 'euw1-az3', b: 'euw1-az1', c: 'euw1-az2' } } } });
    expect(topology.zoneId('kernel', 'eu-west-1b')).toBe('euw1-az1');
    expect(topology.zoneNames('kernel', 'us-west-1')).toEqual(['us-west-1a', 'us-west-1b']);
  });

  test('the kernel installation sits behind another letter in the zone of the main installation', () => {
    const topology = build({
      main: { zoneNames: { 'eu-west-1': { a: 'euw1-az1', b: 'euw1-az2', c: 'euw1-az3' } } },
      kernel: { zoneNames: { 'eu-west-1': { a: 'euw1-az3', b: 'euw1-az1', c: 'euw1-az2' } } },
    });
    const main = { account: 'main', zoneName: 'eu-west-1a' };
    const kernel = { account: 'kernel', zoneName: 'eu-west-1b' };
    expect(topology.collisions([main, kernel])).toEqual([{ zoneId: 'euw1-az1', names: [main, kernel] }]);
    expect(topology.collisions([main, { account: 'kernel', zoneName: 'eu-west-1a' }])).toEqual([]);
    expect(topology.collisions([main, main])).toEqual([]);
  });

  test('a new account does not shuffle the others anew', () => {
    const alone = build({ main: { zoneNames: 'shuffled' } }, 7);
    const joined = build({ acme: { zoneNames: 'shuffled' }, main: { zoneNames: 'shuffled' } }, 7);
    for (const zoneId of REGIONS['eu-west-1']!.zones) {
      expect(joined.zoneName('main', zoneId)).toBe(alone.zoneName('main', zoneId));
    }
  });

  test('two shuffled accounts share a zone in a third of 300 worlds, whatever letters they name', () => {
    // 79 to 121 of 300 is the 99 % interval of the binomial with p = 1/3: mean 100, standard deviation 8.165, times 2.576.
    const shared = { aa: 0, ab: 0, cb: 0 };
    for (let seed = 1; seed <= 300; seed++) {
      const topology = build({ main: { zoneNames: 'shuffled' }, kernel: { zoneNames: 'shuffled' } }, seed);
      for (const letters of Object.keys(shared) as (keyof typeof shared)[]) {
        const names = [
          { account: 'main', zoneName: `eu-west-1${letters[0]}` },
          { account: 'kernel', zoneName: `eu-west-1${letters[1]}` },
        ];
        shared[letters] += topology.collisions(names).length;
      }
    }
    for (const count of Object.values(shared)) {
      expect(count).toBeGreaterThanOrEqual(79);
      expect(count).toBeLessThanOrEqual(121);
    }
  });

  test.each([
    [
      'a zone of another region',
      { m: { zoneNames: { 'eu-west-1': { a: 'usw1-az1' } } } },
      /usw1-az1 is no zone of eu-west-1/,
    ],
    [
      'one zone behind two letters',
      { m: { zoneNames: { 'eu-west-1': { a: 'euw1-az1', b: 'euw1-az1' } } } },
      /both eu-west-1a and eu-west-1b/,
    ],
    ['an unknown region', { m: { zoneNames: { 'eu-west-9': 'uniform' as const } } }, /no region eu-west-9/],
    ['a letter that is none', { m: { zoneNames: { 'eu-west-1': { '1': 'euw1-az1' } } } }, /1 is no zone letter/],
  ])('%s is refused', (_what, accounts, message) => {
    expect(() => build(accounts as TopologyOptions['accounts'])).toThrow(TopologyError);
    expect(() => build(accounts as TopologyOptions['accounts'])).toThrow(message);
  });

  test('a physical zone in two regions is refused', () => {
    expect(() => build({}, 1, { x: { zones: ['z1'] }, y: { zones: ['z1'] } })).toThrow(
      /z1 is named twice, in x and in y/,
    );
  });
});
