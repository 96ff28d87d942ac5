import { expect, test } from 'vitest';
import { Probes } from '../../../src/runbooks/probes/index.ts';
import { SteadyStateWatch } from '../../../src/runbooks/watch/steady-state.ts';
import { SmallTestbed } from './small-testbed.ts';

interface Shown {
  nickname: string;
  status: string;
  ec2_instance_id: string;
}

/** The machines of all clouds of an account, as an installation's API shows them. */
async function shown({ testbed }: SmallTestbed, installation: string, account: string): Promise<Shown[]> {
  const state = testbed.installation(installation);
  const api = testbed.operator.api(state.hostName, state.token(account));
  const clouds = (await api.get('/clouds')) as { id: string }[];
  const lists = await Promise.all(clouds.map(({ id }) => api.get(`/clouds/${id}/instances`)));
  return lists.flat() as Shown[];
}

test.each([1, 2, 3])('after the prologue the steady state holds (seed %i)', async (seed) => {
  const small = new SmallTestbed({ seed });
  await small.tell(async () => {
    const watch = new SteadyStateWatch(small.testbed, new Probes(small.testbed), small.journal);
    watch.start();
    await watch.heldForItsTime();
    expect(small.testbed.nowSeconds).toBeLessThan(0);
    expect(small.events('probe').filter(({ ok }) => !ok)).toEqual([]);
    expect(small.events('steady-state')).toMatchObject([{ held: true, failing: [] }]);
  });
});

test('every machine of the scenario runs, by its label, in the zone that its account means', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    expect(small.labels().sort()).toEqual(
      [
        'acme/lb1',
        'acme/rails-app1',
        'acme/rails-app2',
        'kernel/all-in-one',
        'main/bus',
        'main/couch-master',
        'main/frontend1',
        'main/frontend2',
        'main/redis-master',
        'main/replica-us-east-1a',
        'main/replica-us-west-1a',
        'main/worker',
      ].sort(),
    );
    const hosts = [...small.testbed.machines.keys()];
    expect(hosts.every(({ up }) => up)).toBe(true);
    expect(small.host('main/couch-master').site.id).toBe('euw1-az1');
    expect(small.host('kernel/all-in-one').site.id).toBe('euw1-az1');
    expect(small.host('acme/rails-app1').site.id).toBe('euw1-az2');
    expect(small.host('main/replica-us-west-1a').hardware.architecture).toBe('i386');
  });
});

test("the kernel shows the main installation's machines, and main its customer's, as online", async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const managed = await shown(small, 'kernel', 'main');
    expect(managed.map(({ nickname }) => nickname).sort()).toEqual(
      [
        'bus',
        'couch-master',
        'frontend1',
        'frontend2',
        'redis-master',
        'replica-us-east-1a',
        'replica-us-west-1a',
        'worker',
      ].sort(),
    );
    const customers = await shown(small, 'main', 'acme');
    expect(customers.map(({ nickname }) => nickname).sort()).toEqual(['lb1', 'rails-app1', 'rails-app2']);
    for (const { status, ec2_instance_id } of [...managed, ...customers]) {
      expect(status).toBe('online');
      expect(small.testbed.world.network.hosts.get(ec2_instance_id)?.up).toBe(true);
    }
  });
});

test('every agent has reached the bus of the installation that manages its machine', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    for (const [installation, store] of [
      ['main', 'main/redis-master'],
      ['kernel', 'kernel/all-in-one'],
    ] as const) {
      const redis = small.testbed.operator.redis(small.host(store).addresses[1]!);
      const keys = await redis.keys('*agents*');
      const connected = await redis.hkeys(keys[0]!);
      const { agents } = small.testbed.installation(installation).genesis;
      expect(connected.sort()).toEqual([...agents.values()].map(({ agentId }) => agentId).sort());
    }
  });
});

test('replicas hold what their masters hold, and their indexes are built', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const master = small.testbed.servicesOf(small.host('main/couch-master'));
    const revisions = (services: typeof master) =>
      [...services.couch!.server.revisionsOf('scalarium')].map(({ id, rev }) => `${id} ${rev}`).sort();
    expect(revisions(master).length).toBeGreaterThan(12);
    const redisMaster = small.testbed.servicesOf(small.host('main/redis-master')).redis!.server.inspect();
    for (const name of ['main/replica-us-west-1a', 'main/replica-us-east-1a']) {
      const replica = small.testbed.servicesOf(small.host(name));
      expect(revisions(replica)).toEqual(revisions(master));
      const { replicationId, offset, role } = replica.redis!.server.inspect();
      expect({ replicationId, offset, role }).toEqual({
        replicationId: redisMaster.replicationId,
        offset: redisMaster.offset,
        role: 'replica',
      });
      const { documents } = replica.couch!.server.files('scalarium').databases[0]!;
      expect(documents.length).toBeGreaterThan(12);
      expect(replica.couch!.server.files('scalarium').indexes).toHaveLength(2);
      expect(replica.couchWritable).toBe(false);
    }
  });
});

test('there is a backup of the installation that asks for one, no older than its interval', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    expect([...small.testbed.backups.keys()]).toEqual(['kernel']);
    const { takenAtUs, documents, bytes } = small.testbed.backups.get('kernel')!;
    const ageSeconds = (small.testbed.zeroUs - takenAtUs) / 1e6;
    expect(ageSeconds).toBeGreaterThanOrEqual(0);
    expect(ageSeconds).toBeLessThan(6 * 3600);
    expect(documents).toBeGreaterThan(10);
    expect(bytes).toBeGreaterThan(1000);
  });
});

test('an idle hour of everything costs next to nothing', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    await small.seconds(600);
    const { trace } = small.testbed.world.kernel;
    const before = trace.events;
    await small.seconds(3600);
    expect(trace.events - before).toBeLessThan(100);
  });
});
