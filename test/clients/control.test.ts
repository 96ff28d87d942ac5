import {
  DescribeAvailabilityZonesCommand,
  DescribeReservedInstancesOfferingsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test } from 'vitest';
import { loadScenario } from '../../src/runbooks/files/index.ts';
import { settingOf, usualSetting } from '../../src/runbooks/serve/index.ts';
import { ubuntuImage } from '../../src/sim/cloud/index.ts';
import { REGION, type Serving, serving } from './serving.ts';

const QUICK = { speed: 1, instant: true };

function clientOf({ url }: Serving, accessKeyId = 'AKIAMAIN', maxAttempts = 1): EC2Client {
  const credentials = { accessKeyId, secretAccessKey: 'any' };
  const client = new EC2Client({ endpoint: url, region: REGION, credentials, maxAttempts });
  onTestFinished(() => client.destroy());
  return client;
}

async function control({ url }: Serving, path: string, method = 'GET', body?: unknown) {
  const answer = await fetch(`${url}/_zonefall${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

const launch = (zone: string) =>
  new RunInstancesCommand({
    ...{ ImageId: ubuntuImage(REGION, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 },
    Placement: { AvailabilityZone: zone },
  });

test('two access keys see different letters for one physical zone, and reserved instances betray it', async () => {
  const world = await serving(QUICK);
  const seen = await Promise.all(
    ['AKIAMAIN', 'AKIAKERNEL'].map(async (key) => {
      const client = clientOf(world, key);
      const { AvailabilityZones } = await client.send(new DescribeAvailabilityZonesCommand({}));
      const { ReservedInstancesOfferings } = await client.send(
        new DescribeReservedInstancesOfferingsCommand({
          InstanceType: 'm1.large',
          Filters: [{ Name: 'duration', Values: ['31536000'] }],
        }),
      );
      const letters = new Map(
        ReservedInstancesOfferings!.map((one) => [one.ReservedInstancesOfferingId!, one.AvailabilityZone!]),
      );
      return { names: AvailabilityZones!.map(({ ZoneName }) => ZoneName), letters };
    }),
  );
  const [main, kernel] = seen as [(typeof seen)[0], (typeof seen)[0]];
  expect(main.names).toEqual(kernel.names);
  const shared = [...main.letters].map(([offering, letter]) => [letter, kernel.letters.get(offering)]);
  expect(shared).toHaveLength(3);
  for (const [letter, other] of shared) {
    expect(other).not.toBe(letter);
    expect(world.zone(other!.at(-1)!, 'kernel')).toBe(world.zone(letter!.at(-1)!));
  }
});

test('a megabyte is refused with a document, and the connection goes on', async () => {
  const { url } = await serving(QUICK);
  const body = `Action=DescribeInstances&Version=2016-11-15&ClientToken=${'x'.repeat(1_000_000)}`;
  for (const _ of [1, 2]) {
    const answer = await fetch(url, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('text/xml;charset=UTF-8');
    expect(await answer.text()).toContain('<Code>RequestEntityTooLarge</Code>');
  }
});

test('nobody in the world but the one who is let in without a signature', async () => {
  const { url } = await serving(QUICK, usualSetting({}), 'acme');
  const answer = await fetch(`${url}/?Action=DescribeAccountAttributes&Version=2011-07-15`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<attributeName>max-instances')]);
});

test('a zone is broken and mended, and the state says so', async () => {
  const world = await serving(QUICK);
  const zone = world.zone('a');
  const powerOf = async () => {
    const { json } = await control(world, '');
    return (json as { regions: Record<string, { zones: Record<string, { power: boolean }> }> }).regions[REGION]!.zones[
      zone
    ]!.power;
  };
  expect(await powerOf()).toBe(true);
  const broken = await control(world, '/faults', 'POST', {
    name: 'dark',
    uses: 'zone:power-interruption',
    zone,
    for: 'PT10M',
  });
  expect(broken).toEqual({ status: 201, json: [{ name: 'dark', targets: [zone] }] });
  expect(await powerOf()).toBe(false);
  expect(await control(world, '/faults/dark', 'DELETE')).toEqual({ status: 200, json: { name: 'dark', ended: true } });
  expect(await powerOf()).toBe(true);
  expect((await control(world, '/faults/dark', 'DELETE')).status).toBe(404);
});

test('a fault comes later, and time can be let pass until it has come and gone', async () => {
  const world = await serving(QUICK);
  const fault = { uses: 'zone:power-interruption', zone: world.zone('a'), at: 'PT5M', for: 'PT10M' };
  expect((await control(world, '/faults', 'POST', [fault])).json).toEqual([{ name: 'fault-1', targets: [] }]);
  const lasting = async () => (await control(world, '/leap', 'POST', { seconds: 301 })).json.faults as unknown[];
  expect(await lasting()).toHaveLength(1);
  expect(await lasting()).toHaveLength(1);
  expect(await lasting()).toHaveLength(0);
});

test.each([
  [{ uses: 'control-plane:disable-launches', with: { zone: 'nowhere-az1' }, for: 'PT1M' }, 'no zone nowhere-az1'],
  [{ uses: 'control-plane:drop-dead-peers', with: { region: 'mars-1' } }, 'no region mars-1'],
  [{ uses: 'account:quota-cut', with: { account: 'nobody', instances: 1 }, for: 'PT1M' }, 'no account nobody'],
  [{ uses: 'link:partition', between: ['euw1-az1', 'nowhere'], for: 'PT1M' }, 'no place nowhere'],
])('a later fault that is aimed at nothing is refused at once: %j', async (fault, why) => {
  const { status, json } = await control(await serving(QUICK), '/faults', 'POST', { at: 'PT5M', ...fault });
  expect({ status, json }).toEqual({ status: 400, json: { error: expect.stringContaining(why) } });
});

test('a later fault that cannot begin breaks nothing, and the state says why', async () => {
  const world = await serving(QUICK);
  await control(world, '/faults', 'POST', {
    uses: 'zone:power-interruption',
    zone: world.zone('a'),
    at: 'PT1M',
    for: 'PT1M',
  });
  world.served.current.faults.start = () => {
    throw new Error('it cannot be');
  };
  const { json } = await control(world, '/leap', 'POST', { seconds: 61 });
  expect(json).toMatchObject({ faults: [], misfired: [{ name: 'fault-1', why: 'it cannot be' }] });
  expect((await control(world, '')).status).toBe(200);
});

test('a reset brings the beginning back: the same ids to the same calls', async () => {
  const world = await serving(QUICK);
  const client = clientOf(world);
  const first = async () => (await client.send(launch('eu-west-1a'))).Instances![0]!.InstanceId;
  const before = await first();
  expect(await first()).not.toBe(before);
  await control(world, '/faults', 'POST', { uses: 'zone:power-interruption', zone: world.zone('a'), for: 'PT10M' });
  const { json } = await control(world, '/reset', 'POST');
  expect(json).toMatchObject({ seconds: 0, faults: [], accounts: { main: { instances: {} } } });
  expect(await first()).toBe(before);
});

test('with all zones dark a client waits for an answer in vain, and tries again', async () => {
  const world = await serving(QUICK);
  const zone = ['a', 'b', 'c'].map((letter) => world.zone(letter));
  await control(world, '/faults', 'POST', { name: 'all', uses: 'zone:power-interruption', zone, for: 'PT10M' });
  const failed = await clientOf(world, 'AKIAMAIN', 3)
    .send(new DescribeAvailabilityZonesCommand({}))
    .catch((error: Error & { $metadata: { attempts: number } }) => error);
  expect(failed).toMatchObject({ code: 'ECONNRESET', $metadata: { attempts: 3 } });
  await control(world, '/faults/all', 'DELETE');
  await control(world, '/leap', 'POST', { seconds: 60 });
  expect((await clientOf(world).send(new DescribeAvailabilityZonesCommand({}))).AvailabilityZones).toHaveLength(3);
});

test("a scenario's own faults begin when they are asked for, and its status page is late", async () => {
  const { scenario } = loadScenario('scenarios/az-loss.yaml');
  const world = await serving(QUICK, settingOf(scenario, {}));
  const played = (await control(world, '/method', 'POST')).json as unknown as { name: string; atSeconds: number }[];
  expect(played.slice(0, 2)).toEqual([
    { name: 'power-lost', atSeconds: 0 },
    { name: 'ec2-operators', atSeconds: 900 },
  ]);
  const zones = (await control(world, '')).json.regions as Record<string, { zones: object }>;
  expect(zones['eu-west-1']!.zones).toMatchObject({ 'euw1-az1': { power: false, dark: true } });
  expect((await control(world, '/status-page')).json).toEqual([]);
  await control(world, '/leap', 'POST', { seconds: 720 });
  const text = 'Investigating connectivity issues in one zone of EU-WEST-1';
  expect((await control(world, '/status-page')).json).toEqual([
    { at: expect.stringMatching(/^2012-06-11T02:52:0/), text },
  ]);
});

test.each([
  [{ uses: 'zone:power-outage', zone: 'euw1-az1', for: 'PT1H' }, /uses: unknown fault "zone:power-outage"/],
  [{ uses: 'zone:power-interruption', zone: 'euw1-az1' }, /needs "for"/],
  [{ uses: 'zone:power-interruption', for: 'PT1H' }, /needs a target/],
  [{ uses: 'zone:power-interruption', zone: 'euw1-az9', for: 'PT1H' }, /no zone euw1-az9: there are use1-az1/],
  [{ uses: 'zone:power-interruption', zone: 'euw1-az1', region: 'eu-west-1', for: 'PT1H' }, /give one of/],
  [{ uses: 'zone:power-interruption', target: 'the-zone', for: 'PT1H' }, /no target the-zone/],
  [[], /expected a fault/],
  ['power', /expected an object/],
])('a fault that is none is refused with what is wrong: %j', async (fault, message) => {
  const world = await serving(QUICK);
  const { status, json } = await control(world, '/faults', 'POST', fault);
  expect(status).toBe(400);
  expect(json.error).toMatch(message);
});
