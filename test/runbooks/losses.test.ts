import { expect, test } from 'vitest';
import { LossCounter } from '../../src/runbooks/losses.ts';
import type { Hands } from './steps/hands.ts';
import { play } from './steps/hands.ts';

const EAST = { region: 'us-east-1' };

const nothing = { lostWrites: 0, lostRedisWrites: 0, lostSeconds: 0, lostRedisSeconds: 0 };

/** What CouchDB and Redis of the old place take: so many documents and commands, a minute apart. */
async function write(hands: Hands, documents: number, commands: number): Promise<void> {
  const process = hands.testbed.operator;
  const couch = process.couch(hands.host('main/couch-master').addresses[1]!).use('scalarium');
  const redis = process.redis(hands.host('main/redis-master').addresses[1]!);
  for (let number = 0; number < documents; number++) {
    const now = new Date(hands.testbed.world.kernel.nowMs()).toISOString();
    const updated_at = `${now.slice(0, 10).replaceAll('-', '/')} ${now.slice(11, 19)} +0000`;
    await couch.insert({ type: 'note', updated_at } as never, `note-${hands.nowSeconds}`);
    await hands.seconds(60);
  }
  for (let number = 0; number < commands; number++) await redis.incr('counter');
}

const cutOff = (hands: Hands, forSeconds: number) =>
  hands.break([
    { name: 'cable', action: 'link:partition', between: [['euw1-az1'], ['us-east-1']], atSeconds: 0, forSeconds },
  ]);

/** The zone dies, and the installation moves to the east. */
async function move(hands: Hands): Promise<void> {
  await hands.machinesIn('us-east-1');
  await hands.do('couchdb:seed-from-replica', { ...EAST, views: 'reuse-if-compatible' });
  await hands.do('redis:seed-from-replica', EAST);
  await hands.do('couchdb:promote', EAST);
  await hands.do('redis:promote', EAST);
}

/** The kernel is not in the zone that dies. */
const kernelElsewhere: [string, string] = ['{ a: euw1-az2, b: euw1-az1 }', '{ a: euw1-az1, b: euw1-az2 }'];
const elsewhere = { edit: [kernelElsewhere] };

test('where the master of the beginning is the master of the end, nothing is lost', async () => {
  await play(async (hands) => {
    const losses = new LossCounter(hands.testbed);
    await write(hands, 3, 3);
    hands.break([
      {
        name: 'kill',
        action: 'process:kill',
        hosts: ['main/couch-master'],
        process: 'couchdb',
        atSeconds: 0,
        forSeconds: 60,
      },
    ]);
    await hands.seconds(90);
    expect(losses.count()).toEqual(nothing);
  });
});

test('while no master takes writes nothing is lost or kept', async () => {
  await play(async (hands) => {
    const losses = new LossCounter(hands.testbed);
    hands.darken();
    await hands.seconds(1);
    expect(losses.count()).toBeUndefined();
  });
});

test('what the replica had heard is not lost', async () => {
  await play(async (hands) => {
    const losses = new LossCounter(hands.testbed);
    await write(hands, 5, 20);
    await hands.seconds(60);
    hands.darken();
    await hands.seconds(120);
    await move(hands);
    expect(losses.count()).toEqual(nothing);
  }, elsewhere);
});

test('what both masters took while the replica could not hear them is lost, and counted', async () => {
  await play(async (hands) => {
    const losses = new LossCounter(hands.testbed);
    await write(hands, 2, 10);
    await hands.seconds(60);
    cutOff(hands, 3600);
    await hands.seconds(1);
    await write(hands, 4, 7);
    hands.darken();
    await hands.seconds(120);
    await move(hands);
    const lost = losses.count()!;
    expect(lost.lostRedisWrites).toBe(7);
    expect(lost.lostWrites).toBe(4 + 7);
    expect(lost.lostSeconds).toBeGreaterThanOrEqual(240);
    expect(lost.lostSeconds).toBeLessThan(243);
    // All seven came just before the end.
    expect(lost.lostRedisSeconds).toBeGreaterThan(0);
    expect(lost.lostRedisSeconds).toBeLessThan(1);
  }, elsewhere);
});

test('writes of a later life of the masters count as those of the first', async () => {
  await play(async (hands) => {
    const losses = new LossCounter(hands.testbed);
    // Of the first life: the replica has them, once from the master and once from the one that was started again.
    await write(hands, 0, 5);
    await hands.seconds(1);
    for (const [label, process] of [
      ['couch-master', 'couchdb'],
      ['redis-master', 'redis'],
    ] as const) {
      hands.break([
        { name: 'kill', action: 'process:kill', hosts: [`main/${label}`], process, atSeconds: 0, forSeconds: 60 },
      ]);
    }
    await hands.seconds(300);
    cutOff(hands, 3600);
    await hands.seconds(1);
    await write(hands, 1, 3);
    await hands.seconds(30);
    hands.darken();
    await hands.seconds(120);
    await move(hands);
    const lost = losses.count()!;
    expect([lost.lostWrites, lost.lostRedisWrites]).toEqual([4, 3]);
    expect([lost.lostSeconds, lost.lostRedisSeconds].map(Math.round)).toEqual([90, 30]);
  }, elsewhere);
});

test('what a machine writes that has come back in the dark was never told to anybody', async () => {
  await play(async (hands) => {
    const losses = new LossCounter(hands.testbed);
    hands.darken({ forSeconds: 600, darkUntilSeconds: 30_000 });
    await hands.seconds(900);
    const redis = hands.services('main/redis-master').redis!;
    expect(redis.process.alive).toBe(true);
    const before = redis.server.inspect().offset;
    // The installation's own processes in the zone have begun to work again.
    expect(before).toBeGreaterThan(0);
    await move(hands);
    expect(losses.count()).toMatchObject({ lostWrites: 0 });
  }, elsewhere);
});
