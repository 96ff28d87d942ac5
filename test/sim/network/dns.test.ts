import { expect, test } from 'vitest';
import { SmallNetwork } from './small-network.ts';

const NAME = 'manage.test';
const OLD = ['10.0.0.1'];
const NEW = ['10.0.0.2', '10.0.0.3'];
const TTL_SECONDS = 300;

function zone() {
  const small = new SmallNetwork();
  const { dns } = small.network;
  dns.set(NAME, OLD, TTL_SECONDS);
  return { small, dns };
}

test('the first record of a name holds at once, and an address is its own answer', () => {
  const { dns } = zone();
  expect(dns.resolver().lookup(NAME)).toEqual(OLD);
  expect(dns.resolver().lookup('192.0.2.1')).toEqual(['192.0.2.1']);
});

test('an unknown name has no address, and is asked for again', async () => {
  const { dns } = zone();
  const resolver = dns.resolver();
  expect(resolver.lookup('later.test')).toEqual([]);
  dns.set('later.test', NEW, TTL_SECONDS);
  expect(resolver.lookup('later.test')).toEqual(NEW);
});

test('a change spreads within a minute, and not at once', async () => {
  const { small, dns } = zone();
  await small.tell(async () => {
    dns.set(NAME, NEW, TTL_SECONDS);
    expect(dns.answer(NAME)?.addresses).toEqual(OLD);
    expect(dns.intended(NAME)).toEqual(NEW);
    await small.seconds(60);
    expect(dns.answer(NAME)?.addresses).toEqual(NEW);
  });
});

test('each change takes its own time to spread', async () => {
  const { small, dns } = zone();
  const spreads: number[] = [];
  await small.tell(async () => {
    for (let change = 0; change < 20; change++) {
      const wanted = [`10.0.1.${change}`];
      dns.set(NAME, wanted, TTL_SECONDS);
      let waited = 0;
      for (; dns.answer(NAME)?.addresses !== wanted; waited++) await small.seconds(1);
      spreads.push(waited);
    }
  });
  expect(Math.max(...spreads)).toBeLessThanOrEqual(60);
  expect(new Set(spreads).size).toBeGreaterThan(10);
});

test('a change that follows another before it has spread leads from the old answer to the newest', async () => {
  const { small, dns } = zone();
  await small.tell(async () => {
    dns.set(NAME, ['10.0.0.9'], TTL_SECONDS);
    dns.set(NAME, NEW, TTL_SECONDS);
    expect(dns.answer(NAME)?.addresses).toEqual(OLD);
    await small.seconds(60);
    expect(dns.answer(NAME)?.addresses).toEqual(NEW);
  });
});

test('a resolver keeps what it has heard for the time to live', async () => {
  const { small, dns } = zone();
  const resolver = dns.resolver();
  await small.tell(async () => {
    resolver.lookup(NAME);
    dns.set(NAME, NEW, TTL_SECONDS);
    await small.seconds(TTL_SECONDS - 1);
    expect(resolver.lookup(NAME)).toEqual(OLD);
    await small.seconds(1);
    expect(resolver.lookup(NAME)).toEqual(NEW);
  });
});

test('a resolver that ignores the time to live keeps it for a day', async () => {
  const { small, dns } = zone();
  const stubborn = dns.resolver({ ignoresTtl: true });
  await small.tell(async () => {
    stubborn.lookup(NAME);
    dns.set(NAME, NEW, TTL_SECONDS);
    await small.seconds(86_399);
    expect(stubborn.lookup(NAME)).toEqual(OLD);
    await small.seconds(1);
    expect(stubborn.lookup(NAME)).toEqual(NEW);
  });
});

test('what was heard some time ago runs out the sooner', async () => {
  const { small, dns } = zone();
  const resolver = dns.resolver();
  resolver.heard(NAME, 100e6);
  await small.tell(async () => {
    dns.set(NAME, NEW, TTL_SECONDS);
    await small.seconds(99);
    expect(resolver.lookup(NAME)).toEqual(OLD);
    await small.seconds(1);
    expect(resolver.lookup(NAME)).toEqual(NEW);
  });
});
