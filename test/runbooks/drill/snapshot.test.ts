import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostState, Snapshot, StoreState } from '../../../src/runbooks/drill/snapshot.ts';
import { takeSnapshot } from '../../../src/runbooks/drill/take-snapshot.ts';
import { Cancellation } from '../../../src/runbooks/runner/index.ts';
import { stepHandlers } from '../../../src/runbooks/steps/index.ts';
import { monitor } from '../../../src/runbooks/watch/monitoring.ts';
import { Faults } from '../../../src/sim/faults/index.ts';
import { SmallTestbed } from '../testbed/small-testbed.ts';

const host = ({ hosts }: Snapshot, name: string): HostState => hosts.find((each) => each.name === name)!;
const zone = ({ zones }: Snapshot, name: string) => zones.find((each) => each.zone === name)!;
const couch = ({ stores }: Snapshot, name: string): StoreState =>
  stores.find((store) => store.host === name && store.kind === 'couchdb')!;

describe('a snapshot shows the world as it is', () => {
  it('before anything breaks: machines, masters, replicas, names', async () => {
    const small = new SmallTestbed();
    await small.tell(async () => {
      const snapshot = takeSnapshot(small.testbed);
      expect(zone(snapshot, 'euw1-az1')).toEqual({
        region: 'eu-west-1',
        zone: 'euw1-az1',
        letters: { main: 'eu-west-1a', kernel: 'eu-west-1b', acme: 'eu-west-1a' },
        power: true,
        reachable: true,
      });
      expect(host(snapshot, 'main/couch-master')).toMatchObject({
        owner: 'main',
        kind: 'installation',
        role: 'couch-master',
        zone: 'euw1-az1',
        type: 'm1.large',
        bits: 64,
        up: true,
        known: undefined,
      });
      expect(host(snapshot, 'main/replica-us-west-1a')).toMatchObject({ kind: 'replica', bits: 32, type: 'm1.small' });
      expect(host(snapshot, 'acme/lb1')).toMatchObject({ kind: 'customer', owner: 'acme', role: 'lb' });
      expect(host(snapshot, 'berlin-office')).toMatchObject({ kind: 'office', owner: 'berlin' });
      expect(host(snapshot, 'main/couch-master').processes).toContainEqual({ name: 'couchdb', alive: true });
      expect(couch(snapshot, 'main/couch-master')).toMatchObject({ role: 'master', writable: true, reachable: true });
      expect(couch(snapshot, 'main/couch-master').lagSeconds).toBeUndefined();
      expect(couch(snapshot, 'main/replica-us-east-1a')).toMatchObject({ role: 'replica', writable: false });
      expect(couch(snapshot, 'main/replica-us-east-1a').lagSeconds).toBeLessThan(5);
      expect(couch(snapshot, 'main/replica-us-east-1a').documents).toBeGreaterThan(20_000);
      expect(snapshot.stores.find(({ host, kind }) => kind === 'redis' && host === 'main/replica-us-east-1a')).toEqual(
        expect.objectContaining({ role: 'replica', lagSeconds: 0 }),
      );
      expect(snapshot.names.find(({ name }) => name === 'manage.test')).toMatchObject({
        hosts: ['main/frontend1', 'main/frontend2'],
        staleShare: 0,
        ttlSeconds: 300,
      });
    });
  });

  it('what is true and what is known part when a zone goes dark', async () => {
    const small = new SmallTestbed();
    await small.tell(async () => {
      const lastLook = monitor(small.testbed, 'main', () => {});
      const world = { ...small.testbed.world, restartProcess: () => {} };
      const faults = new Faults(world, small.testbed.zeroUs, { started: () => {}, ended: () => {} });
      await small.seconds(90);
      const fault = {
        name: 'dark',
        action: 'zone:power-interruption',
        zones: ['euw1-az1'],
        disksLostShare: 0,
      } as const;
      faults.start({ ...fault, atSeconds: 0, forSeconds: 600 });
      const atOnce = takeSnapshot(small.testbed, { lastLook, faults });
      expect(host(atOnce, 'main/worker')).toMatchObject({ up: false, known: 'answers' });
      expect(host(atOnce, 'main/worker').processes).toContainEqual({ name: 'worker', alive: false });
      expect(zone(atOnce, 'euw1-az1')).toMatchObject({ power: false, reachable: false });
      expect(atOnce.faults).toEqual([{ name: 'dark', action: fault.action, sinceUs: atOnce.atUs }]);
      expect(couch(atOnce, 'main/couch-master')).toMatchObject({ reachable: false, writable: false });
      await small.seconds(60);
      const later = takeSnapshot(small.testbed, { lastLook, faults });
      expect(host(later, 'main/worker')).toMatchObject({ up: false, known: 'silent' });
      expect(host(later, 'acme/lb1').known).toBeUndefined();
      await small.seconds(600);
      expect(takeSnapshot(small.testbed, { lastLook, faults }).faults).toEqual([]);
    });
  });

  it('an index that is built anew says how far it is, and why the file that came along was of no use', async () => {
    const small = new SmallTestbed();
    await small.tell(async () => {
      const { operator } = small.testbed;
      const to = small.host('main/couch-master').addresses[1]!;
      const from = small.host('main/replica-us-west-1a').address;
      await operator.ssh(to, 'couchdb-copy-from', { address: from, indexes: true });
      const copied = couch(takeSnapshot(small.testbed), 'main/couch-master').indexes[0]!;
      expect(copied).toMatchObject({ state: 'none', fraction: 0 });
      expect(copied.why).toBe(
        'The file that came along was not used: built on a 32-bit machine, this machine is a 64-bit one.',
      );
      void operator.patientCouch(to).use('scalarium').view('scalarium_1', 'clouds_by_account', { limit: 0 });
      await small.seconds(20);
      const building = couch(takeSnapshot(small.testbed), 'main/couch-master').indexes[0]!;
      expect(building.state).toBe('building');
      expect(building.fraction).toBeGreaterThan(0.01);
      const left = building.leftSeconds!;
      await small.seconds(Math.ceil(left) - 1);
      expect(couch(takeSnapshot(small.testbed), 'main/couch-master').indexes[0]!.state).toBe('building');
      await small.seconds(2);
      expect(couch(takeSnapshot(small.testbed), 'main/couch-master').indexes[0]).toEqual({
        name: 'scalarium_1',
        state: 'fresh',
        fraction: expect.closeTo(1, 3),
      });
    });
  });

  it('a replica that is cut off falls behind from the first write that it misses', async () => {
    const small = new SmallTestbed();
    await small.tell(async () => {
      const replica = small.host('main/replica-us-east-1a');
      small.testbed.world.network.impair(replica, true);
      await small.seconds(5);
      const master = small.testbed.operator.couch(small.host('main/couch-master').addresses[1]!).use('scalarium');
      await master.insert({ type: 'note' } as never, 'a-note');
      await small.seconds(100);
      const { lagSeconds } = couch(takeSnapshot(small.testbed), 'main/replica-us-east-1a');
      expect(lagSeconds).toBeGreaterThanOrEqual(100);
      expect(lagSeconds).toBeLessThan(106);
    });
  });
});

describe('looking changes nothing', () => {
  /** A zone goes dark, a replica is made, and its indexes, which a job keeps warm, are copied: what a look must not move on. */
  async function told(snapshotsAtSeconds: readonly number[]) {
    const small = new SmallTestbed({ edit: [['documents: 20000', 'documents: 400000']] });
    const { kernel } = small.testbed.world;
    let copied: unknown;
    let names: object = {};
    kernel.spawn('story', async () => {
      await small.testbed.raise();
      small.testbed.servicesOf(small.host('main/replica-us-east-1a')).keepCouchWarm(300_000);
      small.break([
        {
          name: 'cut',
          action: 'process:kill',
          atSeconds: 0,
          forSeconds: 30,
          hosts: ['main/worker'],
          process: 'worker',
        },
      ]);
      const handler = stepHandlers(small.testbed, async () => {})['couchdb:create-replica']!;
      await handler({
        ...{ id: 'r', path: 'r', uses: 'couchdb:create-replica', purpose: 'step', attempt: 1 },
        with: { installation: 'main', region: 'us-west-1', zone: 'b', type: 'm1.large' },
        scope: { inputs: {}, steps: {} },
        nowUs: () => kernel.nowUs,
        sleep: (seconds) => small.seconds(seconds),
        cancelled: new Cancellation(),
        progress: () => {},
      });
      const made = small.labels().find((label) => label.includes('@us-west-1'))!;
      const services = small.testbed.servicesOf(small.host(made));
      services.keepCouchWarm(60_000);
      const { customers, operator } = small.testbed;
      const { dns } = small.testbed.world.network;
      customers.addresses('manage.test');
      operator.process.host.network.resolverOf(operator.process.host).lookup('manage.test');
      dns.set('manage.test', [small.host(made).addresses[1]!], 300);
      await small.seconds(400);
      const seen = operator.process.host.network.resolverOf(operator.process.host).lookup('manage.test');
      names = { stale: customers.staleShare('manage.test'), seen };
      dns.set('manage.test', [small.host('main/frontend1').addresses[1]!], 300);
      await small.seconds(100);
      names = { ...names, staleAgain: customers.staleShare('manage.test') };
      copied = services.couch!.server.files().indexes.map(({ updateSeq, views }) => [updateSeq, views.length]);
      kernel.stop();
    });
    for (const atSeconds of [...snapshotsAtSeconds, 3600]) {
      if ((await kernel.run(atSeconds * 1e6)) === 'stopped') break;
      takeSnapshot(small.testbed);
    }
    return { copied, names, events: kernel.trace.events, sha256: kernel.trace.sha256() };
  }

  it('the trace and the files are the same, whenever snapshots were taken', async () => {
    const undisturbed = await told([]);
    expect(JSON.stringify(undisturbed.copied)).toMatch(/\[[1-9]/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 20, maxLength: 60 }),
        async (moments) => {
          expect(await told(moments.sort((a, b) => a - b))).toEqual(undisturbed);
        },
      ),
      { numRuns: 3 },
    );
  });

  it('is cheap', async () => {
    const small = new SmallTestbed();
    await small.tell(async () => {
      small.darken();
      await small.seconds(300);
      for (let i = 0; i < 50; i++) takeSnapshot(small.testbed);
      const times = Array.from({ length: 100 }, () => {
        const start = performance.now();
        takeSnapshot(small.testbed);
        return performance.now() - start;
      });
      // What it costs where nothing else wants the core at that moment.
      expect(times.sort((a, b) => a - b)[10]).toBeLessThan(2);
    });
  });
});
