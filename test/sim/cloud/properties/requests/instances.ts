/** Launches, and orders for instances. */
import type { InstanceAttributeName, ModifyInstanceAttributeRequest, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { ubuntuImage } from '../../../../../src/sim/cloud/index.ts';
import type { Guess } from '../guess.ts';
import { requests } from './table.ts';

export const INSTANCE_REQUESTS = requests({
  RunInstances: (guess) => (guess.seldom(3) ? retriedLaunch(guess) : anyLaunch(guess)),
  StartInstances: (guess) => ({ InstanceIds: guess.ids('i') }),
  StopInstances: (guess) => ({ InstanceIds: guess.ids('i'), Force: guess.seldom(3) }),
  RebootInstances: (guess) => ({ InstanceIds: guess.ids('i') }),
  TerminateInstances: (guess) => ({ InstanceIds: guess.ids('i') }),
  DescribeInstances: (guess) =>
    guess.seldom(3) ? { InstanceIds: guess.ids('i') } : guess.listing('instance-state-name', () => 'running'),
  DescribeInstanceStatus: (guess) => ({
    InstanceIds: guess.perhaps(() => guess.ids('i')),
    IncludeAllInstances: guess.seldom(2),
  }),
  DescribeInstanceAttribute: (guess) => ({ InstanceId: guess.id('i'), Attribute: attribute(guess) }),
  ModifyInstanceAttribute: (guess) => ({ InstanceId: guess.id('i'), ...change(guess) }),
  MonitorInstances: (guess) => ({ InstanceIds: guess.ids('i') }),
  UnmonitorInstances: (guess) => ({ InstanceIds: guess.ids('i') }),
  GetConsoleOutput: (guess) => ({ InstanceId: guess.id('i') }),
});

/** The same for the same token, as from a client that was not sure whether it got through. */
function retriedLaunch(guess: Guess): RunInstancesRequest {
  const ClientToken = guess.oneOf('token-1', 'token-2', 'token-3');
  const Placement = { AvailabilityZone: guess.seldom(8) ? guess.zone() : `${guess.region}a` };
  const ImageId = ubuntuImage(guess.region, 'x86_64');
  return { ImageId, InstanceType: 'm1.large', MinCount: 1, MaxCount: 2, ClientToken, Placement };
}

function anyLaunch(guess: Guess): RunInstancesRequest {
  return {
    ImageId: guess.image(),
    InstanceType: guess.mostly('m1.large', 't1.micro', 'm1.small', 'c1.xlarge', 'm1.medium'),
    MinCount: guess.mostly(1, 2, 0, 9),
    MaxCount: guess.mostly(1, 2, 3, 20),
    ClientToken: guess.perhaps(() => guess.oneOf('token-1', 'token-2', 'token-3')),
    Placement: guess.seldom(3) ? undefined : { AvailabilityZone: guess.zone() },
    KeyName: guess.seldom(6) ? guess.name() : undefined,
    SecurityGroups: guess.seldom(6) ? [guess.name()] : undefined,
    SecurityGroupIds: guess.seldom(6) ? [guess.id('sg')] : undefined,
    UserData: guess.mostly<string | undefined>(undefined, 'aGVsbG8=', 'not base 64!'),
    TagSpecifications: guess.perhaps(() => [
      { ResourceType: guess.oneOf('instance', 'volume'), Tags: [{ Key: 'Name', Value: 'web' }] },
    ]),
    DisableApiTermination: guess.seldom(8),
    BlockDeviceMappings: guess.perhaps(() => [
      {
        DeviceName: guess.oneOf('/dev/sdf', '/dev/sda1', '/dev/sdg'),
        Ebs: {
          VolumeSize: guess.mostly(20, 8, 2048),
          DeleteOnTermination: guess.seldom(2),
          SnapshotId: guess.seldom(6) ? guess.id('snap') : undefined,
        },
      },
    ]),
  };
}

function attribute(guess: Guess): InstanceAttributeName {
  const all = [
    ...(['instanceType', 'userData', 'disableApiTermination', 'groupSet', 'kernel', 'ramdisk'] as const),
    ...(['instanceInitiatedShutdownBehavior', 'ebsOptimized', 'rootDeviceName', 'blockDeviceMapping'] as const),
    ...(['sourceDestCheck', 'productCodes', 'nonsense' as 'kernel'] as const),
  ];
  return guess.oneOf(...all);
}

function change(guess: Guess): Omit<ModifyInstanceAttributeRequest, 'InstanceId'> {
  const changes: (() => Omit<ModifyInstanceAttributeRequest, 'InstanceId'>)[] = [
    () => ({ InstanceType: { Value: guess.oneOf('m1.xlarge', 'm1.small', 'm9.huge') } }),
    () => ({ DisableApiTermination: { Value: guess.seldom(2) } }),
    () => ({ UserData: { Value: Buffer.from('hello') } }),
    () => ({ Groups: guess.ids('sg') }),
    () => ({ InstanceInitiatedShutdownBehavior: { Value: guess.oneOf('stop', 'terminate', 'explode') } }),
    () => ({ EbsOptimized: { Value: true } }),
    () => ({ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { DeleteOnTermination: guess.seldom(2) } }] }),
    () => ({}),
  ];
  return guess.oneOf(...changes)();
}
