import {
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  type RunInstancesRequest,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU } from '../small-world.ts';
import { row } from './row.ts';
import type { Town } from './town.ts';

const run =
  (changes: Partial<RunInstancesRequest>) =>
  ({ machine }: Town) =>
    new RunInstancesCommand({ ...machine, ...changes });
const inZone = (letter: string) => ({ Placement: { AvailabilityZone: `eu-west-1${letter}` } });

export const INSTANCE_ERRORS = [
  row(
    '400 InvalidInstanceID.NotFound',
    'an instance that never was is described',
    () => new DescribeInstancesCommand({ InstanceIds: ['i-0badcafe'] }),
  ),
  row(
    '400 InvalidInstanceID.NotFound',
    'an instance of another account is terminated',
    ({ theirs }) => new TerminateInstancesCommand({ InstanceIds: [theirs] }),
  ),
  row(
    '400 InvalidInstanceID.Malformed',
    'a name is given for an id',
    () => new DescribeInstancesCommand({ InstanceIds: ['web-1'] }),
  ),
  row(
    '400 IncorrectInstanceState',
    'a terminated instance is started',
    ({ ended }) => new StartInstancesCommand({ InstanceIds: [ended] }),
  ),
  row(
    '400 IncorrectInstanceState',
    'a stopped instance is rebooted',
    ({ stopped }) => new RebootInstancesCommand({ InstanceIds: [stopped] }),
  ),
  row(
    '400 IncorrectInstanceState',
    'a terminated instance is stopped',
    ({ ended }) => new StopInstancesCommand({ InstanceIds: [ended] }),
  ),
  row(
    '400 IncorrectInstanceState',
    'the type of a running instance is changed',
    ({ web }) => new ModifyInstanceAttributeCommand({ InstanceId: web, InstanceType: { Value: 'm1.xlarge' } }),
  ),
  row(
    '400 InvalidInstanceAttributeValue',
    'a stopped instance is given a type that there is not',
    ({ stopped }) => new ModifyInstanceAttributeCommand({ InstanceId: stopped, InstanceType: { Value: 'm9.huge' } }),
  ),
  row(
    '400 OperationNotPermitted',
    'a protected instance is terminated',
    ({ web }) => new TerminateInstancesCommand({ InstanceIds: [web] }),
    {
      before: ({ ec2, main, web }) =>
        ec2.perform(main, 'ModifyInstanceAttribute', { InstanceId: web, DisableApiTermination: { Value: true } }),
    },
  ),
  row('400 MissingParameter', 'no instance is named', () => new TerminateInstancesCommand({ InstanceIds: [] })),
  row('412 DryRunOperation', 'a launch is only tried', run({ DryRun: true })),
  row('400 InvalidAMIID.NotFound', 'an image that never was is launched', run({ ImageId: 'ami-0badcafe' })),
  row('400 InvalidAMIID.Malformed', "an image's name is given for its id", run({ ImageId: 'ubuntu' })),
  row(
    '400 InvalidParameterValue',
    'a 32-bit image is launched on a 64-bit type',
    run({ ImageId: ubuntuImage(EU, 'i386') }),
  ),
  row('400 InvalidParameterValue', 'a type of another time is launched', run({ InstanceType: 'm5.large' })),
  row(
    '400 Unsupported',
    'a type is launched that the region does not have',
    run({ InstanceType: 'cc1.4xlarge' as never }),
  ),
  row('400 InvalidParameterValue', 'none is launched', run({ MinCount: 0 })),
  row('400 InvalidParameterValue', 'at least three and at most two are launched', run({ MinCount: 3, MaxCount: 2 })),
  row('400 InstanceLimitExceeded', 'the twenty-first is launched', run({ MinCount: 21, MaxCount: 21 })),
  row('400 InstanceLimitExceeded', 'the quota has been cut', run({}), {
    before: ({ ec2 }) => ec2.cutQuota({ account: 'main', instances: 1 }),
  }),
  row(
    '400 InstanceLimitExceeded',
    'a stopped instance is started above the quota',
    ({ stopped }) => new StartInstancesCommand({ InstanceIds: [stopped] }),
    { before: ({ ec2 }) => ec2.cutQuota({ account: 'main', instances: 1 }) },
  ),
  row(
    '400 IdempotentParameterMismatch',
    'a token comes with another request',
    run({ ClientToken: 'web', MaxCount: 2 }),
  ),
  row('400 InvalidKeyPair.NotFound', 'a launch names a key that there is not', run({ KeyName: 'yours' })),
  row('400 InvalidGroup.NotFound', 'a launch names a group that there is not', run({ SecurityGroups: ['nobody'] })),
  row('400 InvalidParameterValue', 'a launch names a zone that the account does not see', run(inZone('x'))),
  row('400 InvalidParameterValue', 'user data are not in base 64', run({ UserData: 'not so!' })),
  row(
    '400 InvalidParameterValue',
    'user data are longer than 16 KiB',
    run({ UserData: Buffer.alloc(16_385).toString('base64') }),
  ),
  row(
    '400 MissingParameter',
    'a launch maps a device without saying to what',
    run({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: {} }] }),
  ),
  row('500 InsufficientInstanceCapacity', 'operators have closed the zone to launches', run(inZone('a')), {
    before: ({ ec2 }) => ec2.controlPlane.disableLaunches('euw1-az1'),
  }),
  row('500 InsufficientInstanceCapacity', 'the zone is full', run(inZone('b')), {
    world: { capacity: { 'euw1-az2': { 'm1.large': 0 } } },
  }),
  row(
    '500 InsufficientInstanceCapacity',
    'a stopped instance is to start in a closed zone',
    ({ stopped }) => new StartInstancesCommand({ InstanceIds: [stopped] }),
    { before: ({ ec2 }) => ec2.controlPlane.disableLaunches('euw1-az1') },
  ),
  row(
    '400 InvalidInstanceType',
    'a type that there is not is described',
    () => new DescribeInstanceTypesCommand({ InstanceTypes: ['m9.huge' as never] }),
  ),
  row(
    '400 UnsupportedOperation',
    'the credits of an instance that has none are described',
    ({ web }) => new DescribeInstanceCreditSpecificationsCommand({ InstanceIds: [web] }),
  ),
];
