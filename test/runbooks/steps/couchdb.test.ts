import { expect, test } from 'vitest';
import { play } from './hands.ts';

const WEST = { region: 'us-west-1' };
const EAST = { region: 'us-east-1' };
const HOME = { region: 'eu-west-1' };
const SEED = { views: 'reuse-if-compatible' };
const NEW_MASTER = 'main/couch-master1@';

test('a master that answers is asked to be read-only, and may write again when the step is undone', async () => {
  await play(async (hands) => {
    const master = hands.services('main/couch-master');
    expect(await hands.do('couchdb:fence', HOME)).toEqual({ how: 'couch-master is read-only' });
    expect(master.couchWritable).toBe(false);
    const couch = hands.testbed.operator.couch(hands.host('main/couch-master').addresses[1]!).use('scalarium');
    await expect(couch.insert({} as never, 'fenced-off')).rejects.toMatchObject({ statusCode: 403 });
    await hands.do('couchdb:unfence', HOME);
    expect(master.couchWritable).toBe(true);
    await couch.insert({} as never, 'fenced-off');
  });
});

test('a fenced master is still read-only after its process has been killed and started again', async () => {
  await play(async (hands) => {
    await hands.do('couchdb:fence', HOME);
    hands.services('main/couch-master').couch!.process.end();
    hands.services('main/couch-master').start();
    expect(await hands.testbed.operator.ssh(hands.host('main/couch-master').addresses[1]!, 'couchdb-writable?')).toBe(
      false,
    );
  });
});

test('a master in the dark is stopped through EC2, and never writes again for anybody', async () => {
  const kernelElsewhere: [string, string] = [
    'kernel: { zone-names: { eu-west-1: { a: euw1-az2, b: euw1-az1 } } }',
    'kernel: { zone-names: { eu-west-1: { a: euw1-az1, b: euw1-az2 } } }',
  ];
  await play(
    async (hands) => {
      const host = hands.host('main/couch-master');
      hands.darken({ forSeconds: 600, darkUntilSeconds: 3600 });
      await hands.seconds(900);
      expect(host.up).toBe(true);
      const fence = async () => hands.do('couchdb:fence', HOME);
      const { how } = await fence().catch(fence).catch(fence);
      expect(how).toBe('couch-master does not answer: EC2 was told to stop it');
      const { network } = hands.testbed.world;
      await hands.until('the zone is light again', () => {
        expect(network.isOpen(hands.testbed.monitor.host, host)).toBe(false);
        return network.isOpen(hands.testbed.monitor.host, hands.host('main/frontend1'));
      });
      await hands.seconds(3600);
      expect(host.up).toBe(false);
    },
    { edit: [kernelElsewhere] },
  );
});

test('where there is no master nothing has to be fenced', async () => {
  await play(async (hands) => {
    expect(await hands.do('couchdb:fence', WEST)).toEqual({ how: 'no master there' });
  });
});

test('a 32-bit replica gives its documents to a 64-bit master, which has to build its indexes anew', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-west-1');
    const seeded = await hands.do('couchdb:seed-from-replica', { ...WEST, ...SEED });
    expect(seeded).toMatchObject({ indexesReused: false, why: expect.stringContaining('i386') });
    const home = hands.testbed.operator.couch(hands.host('main/couch-master').addresses[1]!);
    expect(seeded.documents).toBe((await home.db.get('scalarium')).doc_count);
    expect(await hands.do('couchdb:document-count', WEST, { within: 0.001 })).toEqual({ documents: seeded.documents });
    const startSeconds = hands.nowSeconds;
    await hands.do('couchdb:build-views', WEST);
    // Two designs of 20,000 documents, one after the other, on cores of 2 ECU at 129 documents a second for each.
    expect(hands.nowSeconds - startSeconds).toBeCloseTo((2 * 20_000) / 258, -1);
  });
});

test('a 64-bit replica gives its indexes too, and then a build has nothing to do', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-east-1');
    const seeded = await hands.do('couchdb:seed-from-replica', { ...EAST, ...SEED });
    expect(seeded).toMatchObject({ indexesReused: true, why: '' });
    const startSeconds = hands.nowSeconds;
    await hands.do('couchdb:build-views', EAST);
    expect(hands.nowSeconds - startSeconds).toBeLessThan(5);
  });
});

test('files without their indexes are there sooner, and are built anew', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-east-1');
    const whole = await hands.do('couchdb:seed-from-replica', { ...EAST, ...SEED });
    const bare = await hands.do('couchdb:seed-from-replica', { ...EAST, views: 'rebuild' });
    expect(bare.indexesReused).toBe(false);
    expect(bare.bytes).toBeLessThan(whole.bytes);
  });
});

test('a long build tells how far it is', async () => {
  await play(
    async (hands) => {
      await hands.machinesIn('us-west-1', ['frontend']);
      await hands.do('couchdb:seed-from-replica', { ...WEST, ...SEED });
      hands.told.length = 0;
      await hands.do('couchdb:build-views', WEST);
      expect(hands.told.length).toBeGreaterThan(3);
      expect(hands.told[0]).toMatch(/^0 of 2 indexes built, building _design\/\S+ \d+ %/);
      expect(hands.told.at(-1)).toMatch(/^1 of 2 indexes built/);
    },
    { edit: [['documents: 20000', 'documents: 400000']] },
  );
});

test('a build on a machine that dies is a failed step, not one that waits for ever', async () => {
  await play(
    async (hands) => {
      await hands.machinesIn('us-west-1');
      await hands.do('couchdb:seed-from-replica', { ...WEST, ...SEED });
      const built = hands.do('couchdb:build-views', WEST);
      const failed = expect(built).rejects.toThrow(/a view query failed/);
      await hands.seconds(300);
      hands.host(`${NEW_MASTER}us-west-1`).switchOff();
      await failed;
    },
    { edit: [['documents: 20000', 'documents: 400000']] },
  );
});

test('a promoted master takes writes; without a region it is the one that the runbook has started', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-west-1');
    await hands.do('couchdb:seed-from-replica', { ...WEST, ...SEED });
    await hands.do('couchdb:fence', HOME);
    expect(hands.services(`${NEW_MASTER}us-west-1`).couchWritable).toBe(false);
    await hands.do('couchdb:promote', {});
    expect(hands.services(`${NEW_MASTER}us-west-1`).couchWritable).toBe(true);
    expect(hands.services('main/couch-master').couchWritable).toBe(false);
  });
});

test('a copy that lacks documents is noticed', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-east-1');
    await hands.do('couchdb:seed-from-replica', { ...EAST, ...SEED });
    const { server } = hands.services(`${NEW_MASTER}us-east-1`).couch!;
    const files = server.files();
    server.adopt({
      ...files,
      databases: files.databases.map((file) => ({
        ...file,
        documents: file.documents.slice(5),
        modelled: { ...file.modelled, segments: [] },
      })),
    });
    await expect(hands.do('couchdb:document-count', EAST, { within: 0.001 })).rejects.toThrow(
      /\d+ documents on the new master, \d+ on the replica/,
    );
  });
});

test('a region without a replica, and a replica whose indexes do not fit, cannot seed', async () => {
  await play(async (hands) => {
    await expect(hands.do('couchdb:can-seed', HOME)).rejects.toThrow('main has no replica of CouchDB in eu-west-1');
    await expect(hands.do('couchdb:can-seed', WEST)).rejects.toThrow(
      /m1.small \(i386\): .* no use to m1.large \(x86_64\)/,
    );
    await hands.do('couchdb:can-seed', EAST);
  });
});

test('a replica that is in the list and does not answer cannot seed; one that was made later can', async () => {
  await play(async (hands) => {
    hands.host('main/replica-us-east-1a').switchOff();
    await expect(hands.do('couchdb:can-seed', EAST)).rejects.toThrow(/ETIMEDOUT/);
    await hands.do('couchdb:create-replica', { ...EAST, type: 'm1.large', zone: 'b' });
    await hands.do('couchdb:can-seed', EAST);
  });
});

test('replicas that keep up have no lag; one that is cut off does not replicate', async () => {
  await play(async (hands) => {
    expect(await hands.do('couchdb:lag', { maxSeconds: 5 })).toEqual({ lagSeconds: 0 });
    hands.break([
      {
        name: 'cable',
        action: 'link:partition',
        between: [['eu-west-1'], ['us-west-1']],
        atSeconds: 0,
        forSeconds: 600,
      },
    ]);
    await hands.seconds(300);
    await expect(hands.do('couchdb:lag', { maxSeconds: 5 })).rejects.toThrow(/in us-west-1 does not replicate/);
    await hands.do('couchdb:lag', { maxSeconds: 5, ...EAST });
    await hands.seconds(1200);
    await hands.do('couchdb:lag', { maxSeconds: 5 });
  });
});

test('a region without a replica has no lag that would be well', async () => {
  await play(async (hands) => {
    await expect(hands.do('couchdb:lag', { maxSeconds: 5, ...HOME })).rejects.toThrow(
      'main has no replica of CouchDB in eu-west-1',
    );
  });
});

test('a new replica follows the master that takes writes now', async () => {
  await play(async (hands) => {
    await hands.machinesIn('us-east-1');
    await hands.do('couchdb:seed-from-replica', { ...EAST, ...SEED });
    await hands.do('couchdb:fence', HOME);
    await hands.do('couchdb:promote', EAST);
    await hands.do('couchdb:create-replica', { region: 'us-west-1', type: 'm1.large' });
    const couch = hands.testbed.operator.couch(hands.host(`${NEW_MASTER}us-east-1`).addresses[1]!).use('scalarium');
    await couch.insert({} as never, 'after-the-move');
    await hands.seconds(120);
    const { server } = hands.services('main/couch-replica1@us-west-1').couch!;
    expect([...server.revisionsOf('scalarium')].map(({ id }) => id)).toContain('after-the-move');
  });
});

test('with two masters in a region a step has to say which zone it means, and touches the other one no more', async () => {
  await play(async (hands) => {
    const there = { ...HOME, zone: 'b' };
    for (const role of ['couch-master', 'redis-master'])
      await hands.do('scalarium:start-instances', { role, type: 'm1.large', count: 1, ...there });
    const [old, young] = ['main/couch-master', `${NEW_MASTER}eu-west-1`].map((label) => hands.services(label));
    await hands.do('couchdb:fence', HOME);
    for (const step of ['couchdb:promote', 'redis:promote'] as const)
      await expect(hands.do(step, HOME)).rejects.toThrow(/more than one \S+ online, in eu-west-1a and eu-west-1b/);
    await hands.do('couchdb:promote', there);
    expect([old!.couchWritable, young!.couchWritable]).toEqual([false, true]);
    // A step is undone where it was done.
    await hands.do('couchdb:fence', there);
    await hands.do('couchdb:unfence', { ...HOME, zone: 'a' });
    expect([old!.couchWritable, young!.couchWritable]).toEqual([true, false]);
  });
});
