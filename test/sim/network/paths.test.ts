import { expect, test } from 'vitest';
import { connect } from '../../../src/sim/network/index.ts';
import {
  BERLIN,
  BERLIN_TO_IRELAND_US,
  lineBetween,
  NEXT_ZONE,
  outcome,
  SmallNetwork,
  VIRGINIA,
  ZONE,
} from './small-network.ts';

test.each([
  ['within a zone', ZONE, ZONE, 190],
  ['between zones of a region', ZONE, NEXT_ZONE, 520],
  ['between regions', ZONE, VIRGINIA, 40_250],
  ['from an office to the region that it is near', BERLIN, ZONE, BERLIN_TO_IRELAND_US],
  ['from an office across the ocean', BERLIN, VIRGINIA, 40_250 + 15_000],
])('%s a message takes half a round trip', async (_where, from, to, oneWayUs) => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const line = await lineBetween(small, small.process('a', from), small.process('b', to));
    const sentUs = small.kernel.nowUs;
    let arrivedUs = 0;
    line.server.onData = () => {
      arrivedUs = small.kernel.nowUs;
    };
    line.client.send('hello');
    await small.seconds(1);
    expect(arrivedUs - sentUs).toBe(oneWayUs);
  });
});

test('two processes of one machine are next to each other', async () => {
  const small = new SmallNetwork();
  const host = small.host('a', ZONE);
  await small.tell(async () => {
    await lineBetween(small, host.start('client'), host.start('server'));
    expect(small.kernel.nowUs).toBe(40);
  });
});

test('a machine whose uplink fails is reached by its own zone alone', () => {
  const small = new SmallNetwork();
  const [ailing, neighbour, other] = [small.host('a', ZONE), small.host('b', ZONE), small.host('c', NEXT_ZONE)];
  small.network.impair(ailing, true);
  expect(small.network.isOpen(neighbour, ailing)).toBe(true);
  expect(small.network.isOpen(other, ailing)).toBe(false);
  expect(small.network.isOpen(other, neighbour)).toBe(true);
  small.network.impair(ailing, false);
  expect(small.network.isOpen(other, ailing)).toBe(true);
});

test('a dark zone goes on inside and cannot be reached from outside', () => {
  const small = new SmallNetwork();
  const [one, neighbour, other] = [small.host('a', ZONE), small.host('b', ZONE), small.host('c', NEXT_ZONE)];
  small.network.changeSite(one.site, { dark: true });
  expect(one.up).toBe(true);
  expect(small.network.isOpen(one, neighbour)).toBe(true);
  expect(small.network.isOpen(other, one)).toBe(false);
});

test('a machine boots after its time when it is switched on, and not in a zone without power', async () => {
  const small = new SmallNetwork();
  const boots: number[] = [];
  const host = small.host('a', ZONE, () => boots.push(small.nowSeconds));
  await small.tell(async () => {
    small.network.changeSite(host.site, { power: false });
    host.switchOn();
    await small.seconds(1000);
    expect(host.up).toBe(false);
    small.network.changeSite(host.site, { power: true });
    await small.seconds(59);
    expect(host.up).toBe(false);
    await small.seconds(2);
    expect(host.up).toBe(true);
  });
  expect(boots).toEqual([0, 1060]);
});

test('power that fails again during the boot begins it anew', async () => {
  const small = new SmallNetwork();
  const host = small.host('a', ZONE);
  const power = (on: boolean) => small.network.changeSite(host.site, { power: on });
  await small.tell(async () => {
    power(false);
    power(true);
    await small.seconds(50);
    power(false);
    await small.seconds(5);
    power(true);
    await small.seconds(59);
    expect(host.up).toBe(false);
    await small.seconds(2);
    expect(host.up).toBe(true);
  });
});

test('an unplugged machine stays off, whoever switches it on', async () => {
  const small = new SmallNetwork();
  const host = small.host('a', ZONE);
  await small.tell(async () => {
    host.plug(false);
    host.switchOn();
    await small.seconds(600);
    expect(host.up).toBe(false);
    host.plug(true);
    await small.seconds(61);
    expect(host.up).toBe(true);
    host.plug(false);
    host.switchOff();
    host.plug(true);
    await small.seconds(600);
    expect(host.up).toBe(false);
  });
});

test('an address that has moved on is not taken from its new owner', () => {
  const small = new SmallNetwork();
  const [old, fresh] = [small.host('old', ZONE), small.host('fresh', ZONE)];
  small.network.readdress(fresh, [fresh.address, '192.0.2.7']);
  small.network.readdress(old, [old.address, '192.0.2.7']);
  small.network.readdress(fresh, [fresh.address]);
  expect(small.network.hostAt('192.0.2.7')).toBe(old);
  small.network.readdress(fresh, [fresh.address, '192.0.2.7']);
  small.network.removeHost(old);
  expect(small.network.hostAt('192.0.2.7')).toBe(fresh);
});

test('what a dead process waits for never comes', async () => {
  const small = new SmallNetwork();
  const process = small.process('a', ZONE);
  const happened: string[] = [];
  process.after(5e6, () => happened.push('timer'));
  void process.sleep(5e6).then(() => happened.push('sleep'));
  await small.tell(async () => {
    await small.seconds(1);
    process.end();
    void process.sleep(1e6).then(() => happened.push('late sleep'));
    process.after(1e6, () => happened.push('late timer'));
    await small.seconds(60);
  });
  expect(happened).toEqual([]);
});

test('a name that nobody knows is told apart from a machine that does not answer', async () => {
  const small = new SmallNetwork();
  const caller = small.process('a', BERLIN);
  await small.tell(async () => {
    expect(await outcome(connect(caller, 'nowhere.test', 80, 1e6))).toBe('ENOTFOUND');
    const startUs = small.kernel.nowUs;
    expect(await outcome(connect(caller, '10.9.9.9', 80, 1e6))).toBe('ETIMEDOUT');
    expect(small.kernel.nowUs - startUs).toBe(10_000_000);
  });
});
