import { expect, test } from 'vitest';
import { CustomersResolvers } from '../../../src/runbooks/testbed/customers-resolvers.ts';
import type { InstallationState } from '../../../src/runbooks/testbed/installation-state.ts';
import type { World } from '../../../src/sim/world.ts';
import { SmallNetwork } from '../../sim/network/small-network.ts';

const NAME = 'manage.test';
const OLD = '192.0.2.1';
const NEW = '192.0.2.2';
const TTL_SECONDS = 300;

/** Customers of one installation, so many of whose resolvers ignore the time to live. */
function stage(resolversIgnoringTtl: number, seed = 1) {
  const small = new SmallNetwork({ seed });
  const { kernel, network } = small;
  const installation = { hostName: NAME, spec: { dns: { ttlSeconds: TTL_SECONDS, resolversIgnoringTtl } } };
  const customers = new CustomersResolvers({ kernel, network } as World, [installation as InstallationState]);
  network.dns.set(NAME, [OLD], TTL_SECONDS);
  return { small, dns: network.dns, customers };
}

/** The share of stale resolvers some minutes after a switch; somebody looks each minute. */
async function staleShare(share: number, { seed = 1, minutes = 7 } = {}): Promise<number> {
  const { small, dns, customers } = stage(share, seed);
  await small.tell(async () => {
    customers.addresses(NAME);
    dns.set(NAME, [NEW], TTL_SECONDS);
    for (let minute = 0; minute < minutes; minute++) {
      await small.seconds(60);
      customers.addresses(NAME);
    }
  });
  return customers.staleShare(NAME);
}

test('where every resolver honours the time to live nobody is left behind', async () => {
  expect(await staleShare(0)).toBe(0);
});

test('about the share that ignores it still gives the old address', async () => {
  const shares = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => staleShare(0.05, { seed })));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  expect(mean).toBeGreaterThan(0.03);
  expect(mean).toBeLessThan(0.07);
  expect(Math.max(...shares)).toBeLessThan(0.15);
});

test('a minute after the switch many still give the old address, and nobody after a day', async () => {
  expect(await staleShare(0.05, { minutes: 1 })).toBeGreaterThan(0.5);
  expect(await staleShare(0.05, { minutes: 24 * 60 + 2 })).toBe(0);
});

test('before a switch nobody is stale', () => {
  const { customers } = stage(0.5);
  expect(customers.staleShare(NAME)).toBe(0);
});

test('who looks on behalf of customers asks only resolvers that honour the time to live', async () => {
  const { small, dns, customers } = stage(1);
  await small.tell(async () => {
    expect([...customers.addresses(NAME)]).toEqual([OLD]);
    dns.set(NAME, [NEW], TTL_SECONDS);
    await small.seconds(120);
    expect([...customers.addresses(NAME)].sort()).toEqual([OLD, NEW]);
    await small.seconds(300);
    expect([...customers.addresses(NAME)]).toEqual([NEW]);
    expect(customers.staleShare(NAME)).toBeGreaterThan(0.9);
  });
});

test('a name that nobody knows is no address', () => {
  expect([...stage(0).customers.addresses('nowhere.test')]).toEqual([undefined]);
});
