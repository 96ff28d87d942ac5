/** A machine that shuts itself down: what becomes of its instance is what its owner chose. */
import {
  DescribeInstancesCommand,
  type EC2Client,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  type ShutdownBehavior,
  StartInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { EU, SmallWorld, ZONE } from '../small-world.ts';

const shutdown = { name: 'halt', action: 'host:shutdown', atSeconds: 0 } as const;

async function launch(client: EC2Client, behavior?: ShutdownBehavior): Promise<string> {
  const { Instances } = await client.send(
    new RunInstancesCommand({
      ...{ ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 },
      ...{ Placement: { AvailabilityZone: `${EU}a` }, InstanceInitiatedShutdownBehavior: behavior },
      // Protects against the API only.
      DisableApiTermination: true,
    }),
  );
  return Instances![0]!.InstanceId!;
}

const instance = async (small: SmallWorld, id: string) =>
  (await small.patiently((client) => client.send(new DescribeInstancesCommand({ InstanceIds: [id] }))))
    .Reservations![0]!.Instances![0]!;

test.each([
  { atLaunch: undefined, later: undefined, state: 'stopped' },
  { atLaunch: 'stop', later: undefined, state: 'stopped' },
  { atLaunch: 'terminate', later: undefined, state: 'terminated' },
  { atLaunch: 'terminate', later: 'stop', state: 'stopped' },
  { atLaunch: undefined, later: 'terminate', state: 'terminated' },
] as const)('launched to $atLaunch and told to $later, it is $state', async ({ atLaunch, later, state }) => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const id = await launch(small.client(), atLaunch);
    const change = { InstanceId: id, InstanceInitiatedShutdownBehavior: { Value: later } };
    if (later) await small.client().send(new ModifyInstanceAttributeCommand(change));
    await small.seconds(200);
    small.break([{ ...shutdown, hosts: [id] }]);
    await small.seconds(300);
    expect(await instance(small, id)).toMatchObject({
      State: { Name: state },
      StateReason: { Code: 'Client.InstanceInitiatedShutdown' },
      StateTransitionReason: '',
    });
    const start = small.client().send(new StartInstancesCommand({ InstanceIds: [id] }));
    if (state === 'terminated') return expect(start).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
    await start;
    await small.seconds(200);
    expect(small.world.network.hosts.get(id)).toMatchObject({ up: true });
  });
});

test('its processes end as those of a system that goes down, and EC2 hears of it when it reaches the zone', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const host = small.place('one');
    await small.seconds(100);
    const couchdb = host.start('couchdb');
    small.world.network.changeSite(small.world.site(ZONE), { dark: true });
    small.break([{ ...shutdown, hosts: ['one'] }]);
    await small.seconds(600);
    expect([host.up, couchdb.alive, await small.stateOf(host)]).toEqual([false, false, 'running']);
    small.world.network.changeSite(small.world.site(ZONE), { dark: false });
    await small.seconds(120);
    expect(await small.stateOf(host)).toBe('stopped');
  });
});

test('an order that was given before EC2 heard of it stands', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const host = small.place('one');
    await small.seconds(100);
    small.world.network.changeSite(small.world.site(ZONE), { dark: true });
    small.break([{ ...shutdown, hosts: ['one'] }]);
    await small.seconds(60);
    await small.stop(host);
    expect(await small.stateOf(host)).toBe('stopping');
    small.world.network.changeSite(small.world.site(ZONE), { dark: false });
    await small.seconds(120);
    const { StateReason } = await instance(small, host.name);
    expect([await small.stateOf(host), StateReason!.Code]).toEqual(['stopped', 'Client.UserInitiatedShutdown']);
  });
});
