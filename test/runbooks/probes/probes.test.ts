import { expect, test } from 'vitest';
import type { ProbeName, ProbeTolerance, ProbeWith } from '../../../src/runbooks/files/index.ts';
import { Probes } from '../../../src/runbooks/probes/index.ts';
import { SmallTestbed, type SmallTestbedOptions } from '../testbed/small-testbed.ts';

async function play(
  story: (
    small: SmallTestbed,
    look: <N extends ProbeName>(
      uses: N,
      given: ProbeWith<N>,
      tolerance: ProbeTolerance<N>,
    ) => Promise<{ ok: boolean; value: unknown; why: string }>,
    probes: Probes,
  ) => Promise<void>,
  options: SmallTestbedOptions = {},
) {
  const small = new SmallTestbed(options);
  const probes = new Probes(small.testbed);
  await small.tell(() =>
    story(
      small,
      (uses, given, tolerance) => probes.look({ name: uses, uses, with: given, tolerance } as never),
      probes,
    ),
  );
}

const kill = (small: SmallTestbed, label: string, process: string) =>
  small.break([{ name: 'kill', action: 'process:kill', hosts: [label], process, atSeconds: 0 }]);

const page = { url: 'https://manage.test/api/clouds', timeoutSeconds: 30 };
const main = { installation: 'main' };

test('a page that answers in time is well; its status and its time are told', async () => {
  await play(async (_small, look) => {
    const reading = await look('http:get', page, { status: 200, withinSeconds: 5 });
    expect(reading).toMatchObject({ ok: true, value: { status: 200 } });
    expect(await look('http:get', page, { status: 401 })).toMatchObject({ ok: false, why: '200 instead of 401' });
    expect(await look('http:get', page, { status: 200, withinSeconds: 0.001 })).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^answered after 0\.\d+ s, later than 0.001 s$/),
    });
  });
});

test('a page of a name that nobody knows, of a dead frontend and of a dark zone is not well, and says why', async () => {
  await play(async (small, look) => {
    expect(await look('http:get', { ...page, url: 'https://nowhere.test/' }, { status: 200 })).toEqual({
      ok: false,
      value: null,
      why: 'no such host: nowhere.test',
    });
    kill(small, 'main/frontend1', 'frontend');
    await small.seconds(1);
    expect((await look('http:get', page, { status: 200 })).why).toMatch(/nothing listens .*ECONNREFUSED/);
    small.darken();
    await small.seconds(1);
    expect((await look('http:get', page, { status: 200 })).why).toMatch(/cannot be reached/);
  });
});

test('a page without its database answers 503', async () => {
  await play(async (small, look) => {
    small.host('main/couch-master').switchOff();
    await small.seconds(60);
    expect(await look('http:get', page, { status: 200 })).toMatchObject({ ok: false, value: { status: 503 } });
  });
});

test('after a switch of DNS a page is well when it answers at the old address too, until caches have run out', async () => {
  await play(async (small, look) => {
    const { dns } = small.testbed.world.network;
    await look('http:get', page, { status: 200 });
    dns.set('manage.test', [small.host('main/frontend2').addresses[1]!], 300);
    kill(small, 'main/frontend1', 'frontend');
    await small.seconds(61);
    expect((await look('http:get', page, { status: 200 })).ok).toBe(false);
    await small.seconds(300);
    expect((await look('http:get', page, { status: 200 })).ok).toBe(true);
  });
});

test('a page can be looked at from another office', async () => {
  const offices: [string, string] = [
    '    berlin: { near: eu-west-1, latency-ms: 15 }',
    '    berlin: { near: eu-west-1, latency-ms: 15 }\n    tokyo: { near: us-west-1, latency-ms: 60 }',
  ];
  await play(
    async (_small, look) => {
      const seconds = async (from?: string) =>
        ((await look('http:get', { ...page, from }, { status: 200 })).value as { seconds: number }).seconds;
      expect(await seconds('tokyo')).toBeGreaterThan((await seconds()) + 0.2);
    },
    { edit: [offices] },
  );
});

test('a canary flies: a machine is started through the API, is online, and is stopped again', async () => {
  await play(async (small, look) => {
    const tolerance = { onlineWithinSeconds: 900 };
    const reading = await look('scalarium:canary', { ...main, region: 'us-east-1', type: 'm1.small' }, tolerance);
    expect(reading).toMatchObject({ ok: true });
    expect(reading.value).toBeGreaterThan(60);
    const running = () =>
      [...small.testbed.world.ec2.instances()].filter(
        ({ region, account, state }) => region === 'us-east-1' && account === 'main' && state === 'running',
      );
    expect(running()).toHaveLength(2);
    await small.seconds(600);
    expect(running()).toHaveLength(1);
    expect((await look('scalarium:canary', { ...main, region: 'us-east-1', type: 'm1.small' }, tolerance)).ok).toBe(
      true,
    );
  });
});

test('a canary that is not online in time, or cannot be started, is no good sign', async () => {
  await play(async (small, look) => {
    const given = { ...main, region: 'us-east-1' as const, type: 'm1.small' as const };
    expect(
      await look('scalarium:canary', { ...given, region: 'us-west-1' }, { onlineWithinSeconds: 900 }),
    ).toMatchObject({
      ok: false,
      why: 'there is no canary in us-west-1',
    });
    expect((await look('scalarium:canary', given, { onlineWithinSeconds: 60 })).ok).toBe(false);
    await small.seconds(900);
    kill(small, 'main/worker', 'worker');
    const stuck = await look('scalarium:canary', given, { onlineWithinSeconds: 900 });
    expect(stuck).toMatchObject({ ok: false, value: 'requested' });
    small.darken();
    await small.seconds(1);
    expect(await look('scalarium:canary', given, { onlineWithinSeconds: 900 })).toMatchObject({
      ok: false,
      value: null,
    });
  });
});

test('indexes that are built lag by nothing; one that has to be built is not waited for', async () => {
  await play(
    async (small, look) => {
      expect(await look('couchdb:index-lag', main, { min: 0, max: 0 })).toMatchObject({ ok: true, value: 0 });
      const { server } = small.testbed.servicesOf(small.host('main/couch-master')).couch!;
      server.adopt({ ...server.files(), indexes: [] });
      expect(await look('couchdb:index-lag', main, { min: 0, max: 0 })).toMatchObject({ ok: false, value: null });
      await small.until('the indexes are built', () => server.inspect().builds.length === 0, 36_000);
      expect((await look('couchdb:index-lag', main, { min: 0, max: 0 })).ok).toBe(true);
      small.darken();
      await small.seconds(1);
      expect(await look('couchdb:index-lag', main, { min: 0, max: 0 })).toMatchObject({
        ok: false,
        why: 'no CouchDB takes writes',
      });
    },
    { edit: [['documents: 20000', 'documents: 200000']] },
  );
});

test('a CouchDB counts as writable when somebody outside can write to it', async () => {
  await play(async (small, look) => {
    const count = async () => (await look('couchdb:writable-masters', main, { max: 1 })).value;
    expect(await count()).toBe(1);
    small.testbed.servicesOf(small.host('main/replica-us-west-1a')).setCouchWritable(true);
    expect(await look('couchdb:writable-masters', main, { max: 1 })).toEqual({
      ok: false,
      value: 2,
      why: '2 CouchDB take writes',
    });
    small.darken();
    await small.seconds(1);
    expect(await count()).toBe(1);
    kill(small, 'main/replica-us-west-1a', 'couchdb');
    await small.seconds(1);
    expect(await count()).toBe(0);
  });
});

test('a Redis counts beside another one when both take writes to the same data', async () => {
  await play(async (small, look) => {
    const count = async () => (await look('redis:writable-masters', main, { max: 1 })).value;
    expect(await count()).toBe(1);
    // A new one has nothing in it yet: nobody would write there.
    small.testbed.servicesOf(small.host('main/worker')).install({ roles: ['redis-master'] });
    await small.seconds(1);
    expect(await count()).toBe(1);
    const replica = small.host('main/replica-us-west-1a');
    await small.testbed.operator.redis(replica.addresses[1]!).replicaof('NO', 'ONE');
    expect(await look('redis:writable-masters', main, { max: 1 })).toMatchObject({ ok: false, value: 2 });
    small.darken();
    await small.seconds(1);
    expect(await count()).toBe(1);
  });
});

test('what is done of the index builds grows from nothing to all', async () => {
  await play(
    async (small, look) => {
      const done = async (region?: 'us-west-1') =>
        (await look('couchdb:active-tasks', { ...main, region }, { min: 1 })).value;
      expect(await done()).toBe(1);
      const { server } = small.testbed.servicesOf(small.host('main/couch-master')).couch!;
      server.adopt({ ...server.files(), indexes: [] });
      void look('couchdb:index-lag', main, {});
      await small.seconds(60);
      const early = (await done()) as number;
      expect(early).toBeGreaterThan(0);
      expect(early).toBeLessThan(0.5);
      await small.seconds(60);
      expect(await done()).toBeGreaterThan(early);
      expect(await done('us-west-1')).toBe(1);
    },
    { edit: [['documents: 20000', 'documents: 200000']] },
  );
});

test("customers' machines that stopped outside a zone are counted, those inside are not", async () => {
  await play(async (small, look) => {
    const lost = async () => look('ec2:running-outside', { zone: 'euw1-az1' }, { lost: 0 });
    expect(await lost()).toEqual({ ok: true, value: 0, why: '0 of 1 machines stopped' });
    small.darken();
    await small.seconds(1);
    expect((await lost()).ok).toBe(true);
    small.host('acme/rails-app1').switchOff();
    expect(await lost()).toEqual({ ok: false, value: 1, why: '1 of 1 machines stopped' });
  });
});

test("EC2's API answers, answers too late, and does not answer", async () => {
  await play(async (small, look) => {
    const given = { region: 'eu-west-1', account: 'main', calls: 1 } as const;
    expect((await look('ec2:api', given, { withinSeconds: 5, errorShareMax: 0 })).ok).toBe(true);
    expect((await look('ec2:api', given, { withinSeconds: 0.001, errorShareMax: 0 })).ok).toBe(false);
    small.break([
      { name: 'cable', action: 'link:partition', between: [['berlin'], ['eu-west-1']], atSeconds: 0, forSeconds: 600 },
    ]);
    await small.seconds(1);
    expect(await look('ec2:api', given, { errorShareMax: 0 })).toMatchObject({ ok: false, value: null });
  });
});

test.each([
  [10, 0, false],
  [10, 0.5, true],
  [90, 0.5, false],
])(
  'when %i per cent of attempts err and a share of %d may fail, it is within its tolerance: %s',
  async (percentage, share, ok) => {
    await play(async (small, look) => {
      const api = { action: 'api:internal-error', regions: ['eu-west-1'], operations: ['DescribeInstances'] } as const;
      // Three attempts of the client hide most of few errors, and few of many.
      small.break([{ name: 'api', ...api, percentage: percentage + 40, atSeconds: 0, forSeconds: 3600 }]);
      await small.seconds(1);
      const given = { region: 'eu-west-1', account: 'main', calls: 40 } as const;
      const reading = await look('ec2:api', given, { errorShareMax: share });
      expect(reading.ok).toBe(ok);
      expect(reading.why).toMatch(ok ? /[1-9]\d* of 40 calls failed$/ : /of 40 calls failed$|internal error/);
    });
  },
);

test('addresses behind a name that answer are counted', async () => {
  await play(async (small, look) => {
    const given = { ...main, timeoutSeconds: 5 };
    expect(await look('dns:live-targets', given, { min: 1 })).toEqual({
      ok: true,
      value: 2,
      why: '2 of 2 addresses answer',
    });
    kill(small, 'main/frontend1', 'frontend');
    await small.seconds(1);
    expect((await look('dns:live-targets', given, { min: 1 })).value).toBe(1);
    small.darken();
    await small.seconds(1);
    expect(await look('dns:live-targets', given, { min: 1 })).toMatchObject({ ok: false, value: 0 });
  });
});

test('a probe that gives a number can be measured by its name alone', async () => {
  await play(async (small, _look, probes) => {
    expect(await probes.measure('couchdb:writable-masters')).toBe(1);
    expect(await probes.measure('dns:live-targets')).toBe(2);
    small.darken();
    await small.seconds(1);
    expect(await probes.measure('couchdb:writable-masters')).toBe(0);
    expect(await probes.measure('couchdb:index-lag')).toBeUndefined();
    expect(await probes.measure('http:get')).toBeUndefined();
  });
});
