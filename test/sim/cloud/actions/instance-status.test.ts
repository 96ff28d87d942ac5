import {
  DescribeInstanceStatusCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  paginateDescribeInstanceStatus,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

const main = { account: 'main', region: EU };
const LAUNCH = { ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 } as const;
const inZone = (letter: string) => ({ ...LAUNCH, Placement: { AvailabilityZone: `${EU}${letter}` } });

async function statusOf(client: EC2Client, id: string) {
  const { InstanceStatuses } = await client.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
  const { SystemStatus, InstanceStatus, InstanceState } = InstanceStatuses![0] ?? {};
  return {
    state: InstanceState?.Name,
    system: SystemStatus?.Status,
    instance: InstanceStatus?.Status,
    reachability: InstanceStatus?.Details?.[0]?.Status,
    since: SystemStatus?.Details?.[0]?.ImpairedSince?.toISOString(),
  };
}

test('checks begin with initializing, notice within a minute what the zone does, and notice when it is back', async () => {
  const world = smallWorld();
  await world.tell(async () => {
    const client = world.client();
    const [inA] = world.ec2.place(main, inZone('a'));
    const [inB] = world.ec2.place(main, inZone('b'));
    expect(await statusOf(client, inA!)).toMatchObject({ system: 'initializing', instance: 'initializing' });
    await world.seconds(60);
    const well = { state: 'running', system: 'ok', instance: 'ok', reachability: 'passed' };
    expect(await statusOf(client, inA!)).toMatchObject(well);
    world.ec2.controlPlane.dropDeadPeers(EU);
    world.goDark('euw1-az1');
    world.ec2.controlPlane.dropDeadPeers(EU);
    // The state does not change by itself, and the last look was before.
    expect(await statusOf(client, inA!)).toMatchObject(well);
    await world.seconds(60);
    expect(await statusOf(client, inA!)).toEqual({
      ...{ state: 'running', system: 'impaired', instance: 'impaired', reachability: 'failed' },
      since: '2011-08-07T17:43:00.000Z',
    });
    expect(await statusOf(client, inB!)).toMatchObject(well);
    const impaired = await client.send(
      new DescribeInstanceStatusCommand({ Filters: [{ Name: 'system-status.status', Values: ['impaired'] }] }),
    );
    expect(impaired.InstanceStatuses!.map(({ InstanceId }) => InstanceId)).toEqual([inA]);
    world.comeBack('euw1-az1');
    await world.seconds(60);
    expect(await statusOf(client, inA!)).toMatchObject(well);
  });
});

test('a zone that is dark but has power says nothing of the operating systems in it', async () => {
  const dark = new Set<string>();
  const world = smallWorld({
    zones: { reachable: (zoneId) => !dark.has(zoneId), hasPower: () => true, onChange: (tell) => listeners.push(tell) },
  });
  await world.tell(async () => {
    const client = world.client();
    const [id] = world.ec2.place(main, inZone('a'));
    await world.seconds(70);
    dark.add('euw1-az1');
    for (const tell of listeners) tell('euw1-az1');
    world.ec2.controlPlane.dropDeadPeers(EU);
    await world.seconds(60);
    expect(await statusOf(client, id!)).toMatchObject({
      ...{ system: 'impaired', instance: 'insufficient-data', reachability: 'insufficient-data' },
    });
  });
});
const listeners: ((zoneId: string) => void)[] = [];

test('a machine that hangs is impaired though its hardware is well, a broken one is impaired altogether', async () => {
  const health = { hardware: true, system: false };
  const machine = { boot() {}, halt() {}, destroy() {}, health: () => health };
  const world = smallWorld({ machines: { create: () => machine } });
  await world.tell(async () => {
    const client = world.client();
    const [id] = world.ec2.place(main, LAUNCH);
    await world.seconds(60);
    expect(await statusOf(client, id!)).toMatchObject({ system: 'ok', instance: 'initializing' });
    await world.seconds(15 * 60);
    expect(await statusOf(client, id!)).toMatchObject({ system: 'ok', instance: 'impaired' });
    health.hardware = false;
    expect(await statusOf(client, id!)).toMatchObject({ system: 'impaired', instance: 'impaired' });
  });
});

test('only running instances have a status, unless all are asked for', async () => {
  const world = smallWorld({ quotas: { instances: 20 } });
  await world.tell(async () => {
    const client = world.client();
    const ids = world.ec2.place(main, { ...LAUNCH, MinCount: 12, MaxCount: 12 });
    world.ec2.perform(main, 'StopInstances', { InstanceIds: ids.slice(0, 3) });
    await world.seconds(120);
    const seen: string[] = [];
    for await (const page of paginateDescribeInstanceStatus({ client, pageSize: 5 }, {})) {
      seen.push(...page.InstanceStatuses!.map(({ InstanceId }) => InstanceId!));
    }
    expect(seen).toEqual(ids.slice(3));
    const all = await client.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true }));
    expect(all.InstanceStatuses!.map(({ SystemStatus }) => SystemStatus!.Status)).toEqual([
      ...Array(3).fill('not-applicable'),
      ...Array(9).fill('ok'),
    ]);
    const stopped = await client.send(new DescribeInstanceStatusCommand({ InstanceIds: ids.slice(0, 1) }));
    expect(stopped.InstanceStatuses).toEqual([]);
  });
});

test('the console tells of the boot, a little late unless the latest is asked for', async () => {
  const world = smallWorld();
  await world.tell(async () => {
    const client = world.client();
    const [id] = world.ec2.place(main, LAUNCH);
    const read = async (Latest = false) => {
      const { Output } = await client.send(new GetConsoleOutputCommand({ InstanceId: id, Latest }));
      return Output === undefined ? undefined : Buffer.from(Output, 'base64').toString();
    };
    expect(await read()).toBeUndefined();
    expect(await read(true)).toMatch('Linux: x86_64, 2 CPU, 7680 MiB memory');
    await world.seconds(40);
    expect(await read()).toMatch(/^Booting ubuntu.* on m1.large, 2011-08-07T17:41:00.000Z\r\n/);
    world.ec2.perform(main, 'RebootInstances', { InstanceIds: [id!] });
    await world.seconds(60);
    expect(await read()).not.toMatch('17:41:00.000Z');
  });
});
