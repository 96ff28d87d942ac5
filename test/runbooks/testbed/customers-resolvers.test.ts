import { expect, test } from 'vitest';
import { SmallTestbed } from './small-testbed.ts';

const NAME = 'manage.test';

/** The share of stale resolvers some minutes after a switch, for a share that ignores the time to live. */
async function staleShare(share: number, seed = 1, minutes = 7): Promise<number> {
  const small = new SmallTestbed({
    seed,
    edit: [
      ['resolvers-ignoring-ttl: 0.05', `resolvers-ignoring-ttl: ${share}`],
      ['horizon: PT12H', 'horizon: PT48H'],
    ],
  });
  let stale = Number.NaN;
  await small.tell(async () => {
    const { customers, world } = small.testbed;
    customers.addresses(NAME);
    world.network.dns.set(NAME, ['192.0.2.1'], 300);
    for (let minute = 0; minute < minutes; minute++) {
      await small.seconds(60);
      customers.addresses(NAME);
    }
    stale = customers.staleShare(NAME);
  });
  return stale;
}

test('where every resolver honours the time to live nobody is left behind', async () => {
  expect(await staleShare(0)).toBe(0);
});

test('about the share that ignores it still gives the old address', async () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const shares = [];
  for (const seed of seeds) shares.push(await staleShare(0.05, seed));
  const mean = shares.reduce((sum, share) => sum + share, 0) / seeds.length;
  expect(mean).toBeGreaterThan(0.03);
  expect(mean).toBeLessThan(0.07);
  expect(Math.max(...shares)).toBeLessThan(0.15);
});

test('a minute after the switch many still give the old address, and nobody after a day', async () => {
  const early = await staleShare(0.05, 1, 1);
  expect(early).toBeGreaterThan(0.5);
  expect(await staleShare(0.05, 1, 24 * 60 + 2)).toBe(0);
});

test('who looks on behalf of customers asks only resolvers that honour the time to live', async () => {
  const small = new SmallTestbed({ edit: [['resolvers-ignoring-ttl: 0.05', 'resolvers-ignoring-ttl: 1']] });
  await small.tell(async () => {
    const { customers, world } = small.testbed;
    const before = customers.addresses(NAME);
    expect(before.size).toBe(1);
    world.network.dns.set(NAME, ['192.0.2.1'], 300);
    await small.seconds(400);
    expect([...customers.addresses(NAME)]).toEqual(['192.0.2.1']);
    expect(customers.staleShare(NAME)).toBeGreaterThan(0.9);
  });
});

test('a name that nobody knows is no address', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    expect([...small.testbed.customers.addresses('nowhere.test')]).toEqual([undefined]);
  });
});
