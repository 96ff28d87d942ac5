import { expect, test } from 'vitest';
import { type Hands, play } from './hands.ts';

/** The refuge is the testbed's home; what is called home here is another region, still empty. */
const HOME = { region: 'us-west-1', from: 'eu-west-1' };

async function write(hands: Hands, id: string): Promise<void> {
  const couch = hands.testbed.operator.couch(hands.host('main/couch-master').addresses[1]!);
  await couch.use('scalarium').insert({ _id: id } as never);
}

test('a new master follows the old one, is behind until the last write has come, and lacks nothing then', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-west-1');
    const { documents, indexesReused } = await hands.do('couchdb:follow-master', {
      ...HOME,
      views: 'reuse-if-compatible',
    });
    expect(documents).toBeGreaterThan(20_000);
    expect(indexesReused).toBe(true);
    await hands.seconds(60);
    await hands.do('couchdb:caught-up', HOME);
    const between = [['eu-west-1'], ['us-west-1']] as const;
    hands.break([{ name: 'no way', action: 'link:partition', between, atSeconds: 0, forSeconds: 60 }]);
    await hands.seconds(1);
    await write(hands, 'late');
    await expect(hands.do('couchdb:caught-up', HOME)).rejects.toThrow(
      'couch-master1 in us-west-1 lacks 1 changes of eu-west-1',
    );
    await hands.do('couchdb:fence', { region: 'eu-west-1' });
    await hands.seconds(120);
    await hands.do('couchdb:caught-up', HOME);
    const there = hands.testbed.operator.couch(hands.host('main/couch-master1@us-west-1').addresses[1]!);
    expect(await there.use('scalarium').get('late')).toMatchObject({ _id: 'late' });
    await expect(write(hands, 'too late')).rejects.toThrow(/fenced/);
  });
});

test('a master that follows nobody is not taken for one that has everything', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-west-1');
    await expect(hands.do('couchdb:caught-up', HOME)).rejects.toThrow('couch-master1 in us-west-1 follows nobody');
    await expect(hands.do('redis:caught-up', HOME)).rejects.toThrow(
      'does not follow redis-master: nobody has seeded it',
    );
    await expect(hands.do('redis:caught-up', { region: 'us-west-1' })).rejects.toThrow('nobody has seeded it');
  });
});

test("Redis follows another region's master to its last byte", async () => {
  await play(async (hands) => {
    const old = hands.testbed.operator.redis(hands.host('main/redis-master').addresses[1]!);
    await hands.machinesIn('us-west-1');
    await hands.do('redis:follow-master', HOME);
    await old.set('key', 'value');
    await hands.seconds(5);
    await hands.do('redis:caught-up', HOME);
    await hands.do('redis:fence', { region: 'eu-west-1' });
    await hands.do('redis:promote', { region: 'us-west-1' });
    const redis = hands.testbed.operator.redis(hands.host('main/redis-master1@us-west-1').addresses[1]!);
    expect(await redis.get('key')).toBe('value');
  });
});

test('only the masters of one zone are fenced where a zone is named', async () => {
  await play(async (hands) => {
    const { how } = await hands.do('couchdb:fence', { region: 'eu-west-1', zone: 'b' });
    expect(how).toBe('no master there');
    expect((await hands.do('couchdb:fence', { region: 'eu-west-1', zone: 'a' })).how).toBe('couch-master is read-only');
  });
});
