import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type InstanceAttributeName,
  ModifyInstanceAttributeCommand,
  type ModifyInstanceAttributeCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

const main = { account: 'main', region: EU };
const LAUNCH = { ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 } as const;
const refusal = (name: string) => expect.objectContaining({ name });

/** One running instance, and what a person does with it. */
async function withInstance(
  story: (hands: {
    id: string;
    client: EC2Client;
    world: ReturnType<typeof smallWorld>;
    modify: (change: Omit<ModifyInstanceAttributeCommandInput, 'InstanceId'>) => Promise<unknown>;
    read: (Attribute: InstanceAttributeName) => Promise<object>;
    stop: () => Promise<void>;
  }) => Promise<void>,
  options: Parameters<typeof smallWorld>[0] = {},
): Promise<void> {
  const world = smallWorld(options);
  await world.tell(async () => {
    const client = world.client();
    const [id] = world.ec2.place(main, { ...LAUNCH, UserData: Buffer.from('#!/bin/sh').toString('base64') });
    await story({
      id: id!,
      client,
      world,
      modify: (change) => client.send(new ModifyInstanceAttributeCommand({ InstanceId: id, ...change })),
      read: (Attribute) => client.send(new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute })),
      stop: async () => {
        await client.send(new StopInstancesCommand({ InstanceIds: [id!] }));
        await world.seconds(60);
      },
    });
  });
}

describe('the attributes of an instance', () => {
  it('protect it from being terminated and stopped, until somebody takes them back', () =>
    withInstance(async ({ id, client, modify, read, world }) => {
      const InstanceIds = [id];
      await modify({ DisableApiTermination: { Value: true } });
      await modify({ Attribute: 'disableApiStop', Value: 'true' });
      expect(await read('disableApiTermination')).toMatchObject({ DisableApiTermination: { Value: true } });
      await expect(client.send(new TerminateInstancesCommand({ InstanceIds }))).rejects.toEqual(
        refusal('OperationNotPermitted'),
      );
      await expect(client.send(new StopInstancesCommand({ InstanceIds }))).rejects.toEqual(
        refusal('OperationNotPermitted'),
      );
      expect(world.stateOf(id)).toBe('running');
      await modify({ DisableApiTermination: { Value: false } });
      const { TerminatingInstances } = await client.send(new TerminateInstancesCommand({ InstanceIds }));
      expect(TerminatingInstances).toEqual([
        {
          InstanceId: id,
          PreviousState: { Code: 16, Name: 'running' },
          CurrentState: { Code: 32, Name: 'shutting-down' },
        },
      ]);
    }));

  it('make another machine of it while it is stopped, and only then', () => {
    const resized: string[] = [];
    const machine = { boot() {}, halt() {}, destroy() {}, resize: ({ name }: { name: string }) => resized.push(name) };
    return withInstance(
      async ({ id, client, modify, read, stop, world }) => {
        const larger = { InstanceType: { Value: 'm1.xlarge' } };
        await expect(modify(larger)).rejects.toEqual(refusal('IncorrectInstanceState'));
        await stop();
        await expect(modify({ InstanceType: { Value: 'm1.small' } })).rejects.toThrow(
          'does not match the architecture',
        );
        await modify(larger);
        await modify({ UserData: { Value: Buffer.from('new') } });
        expect(await read('userData')).toMatchObject({ UserData: { Value: Buffer.from('new').toString('base64') } });
        await client.send(new StartInstancesCommand({ InstanceIds: [id] }));
        await world.seconds(120);
        const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
        expect(Reservations![0]!.Instances![0]).toMatchObject({
          ...{ InstanceType: 'm1.xlarge', State: { Name: 'running' }, StateTransitionReason: '' },
          LaunchTime: new Date('2011-08-07T17:42:01.000Z'),
        });
        expect(resized).toEqual(['m1.xlarge']);
      },
      { machines: { create: () => machine } },
    );
  });

  it('say whether its root volume goes with it', () =>
    withInstance(async ({ id, client, modify, read, world }) => {
      expect(await read('rootDeviceName')).toMatchObject({ RootDeviceName: { Value: '/dev/sda1' } });
      await modify({ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { DeleteOnTermination: false } }] });
      await expect(modify({ BlockDeviceMappings: [{ DeviceName: '/dev/sdz' }] })).rejects.toEqual(
        refusal('InvalidInstanceAttributeValue'),
      );
      await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      await world.seconds(60);
      const volumes = world.ec2.perform(main, 'DescribeVolumes', {}).Volumes!;
      expect(volumes.map(({ State }) => State)).toEqual(['available']);
    }));

  it('are changed one at a time, and to what makes sense', () =>
    withInstance(async ({ modify, read }) => {
      await expect(modify({})).rejects.toEqual(refusal('InvalidParameterCombination'));
      await expect(modify({ DisableApiStop: { Value: true }, DisableApiTermination: { Value: true } })).rejects.toEqual(
        refusal('InvalidParameterCombination'),
      );
      await expect(modify({ InstanceInitiatedShutdownBehavior: { Value: 'sleep' } })).rejects.toEqual(
        refusal('InvalidParameterValue'),
      );
      await expect(modify({ Attribute: 'kernel', Value: 'aki-1' })).rejects.toEqual(refusal('InvalidParameterValue'));
      await expect(read('colour' as never)).rejects.toEqual(refusal('InvalidParameterValue'));
      await expect(modify({ Groups: ['sg-00000000'] })).rejects.toEqual(refusal('UnsupportedOperation'));
    }));

  it('let the groups of an instance of a VPC be changed while it runs', () =>
    withInstance(
      async ({ id, client, modify, read, world }) => {
        const { GroupId } = world.ec2.perform(main, 'CreateSecurityGroup', { GroupName: 'web', Description: 'web' });
        await modify({ Groups: [GroupId!] });
        expect(await read('groupSet')).toMatchObject({ Groups: [{ GroupId, GroupName: 'web' }] });
        await expect(modify({ Groups: ['sg-00000000'] })).rejects.toEqual(refusal('InvalidGroup.NotFound'));
        await modify({ SourceDestCheck: { Value: false } });
        const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
        expect(Reservations![0]!.Instances![0]).toMatchObject({ SourceDestCheck: false });
      },
      { defaultVpc: true },
    ));
});
