/** A customer with one of each: what the rows of the table of errors go wrong with. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { attachEc2, ec2ClientConfig } from '../../../../src/sim/cloud/client-door.ts';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, type smallWorld } from '../small-world.ts';

export type TownOptions = NonNullable<Parameters<typeof smallWorld>[0]>;
export type Town = Awaited<ReturnType<typeof openTown>>;

/** In minutes of virtual time; to be called within the world's story. */
export async function openTown(world: ReturnType<typeof smallWorld>) {
  const { ec2 } = world;
  const main = { account: 'main', region: EU };
  const acme = { account: 'acme', region: EU };
  const machine = { ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 } as const;
  const Placement = { AvailabilityZone: 'eu-west-1a' };
  const web = ec2.place(main, { ...machine, Placement, ClientToken: 'web' })[0]!;
  const stopped = ec2.place(main, { ...machine, Placement })[0]!;
  const ended = ec2.place(main, machine)[0]!;
  const theirs = ec2.place(acme, machine)[0]!;
  const volume = (AvailabilityZone: string) =>
    ec2.perform(main, 'CreateVolume', { AvailabilityZone, Size: 8 }).VolumeId!;
  const [free, data, elsewhere] = [volume('eu-west-1a'), volume('eu-west-1a'), volume('eu-west-1b')];
  const address = ec2.perform(main, 'AllocateAddress', {});
  const group = (GroupName: string) =>
    ec2.perform(main, 'CreateSecurityGroup', { GroupName, Description: 'ours' }).GroupId!;
  const [webGroup, databases] = [group('web'), group('databases')];
  const open80 = { GroupId: webGroup, IpPermissions: [tcp(80)] };
  const web80 = ec2.perform(main, 'AuthorizeSecurityGroupIngress', open80).SecurityGroupRules![0]!.SecurityGroupRuleId!;
  const fromWeb = { IpProtocol: 'tcp', FromPort: 5984, ToPort: 5984, UserIdGroupPairs: [{ GroupId: webGroup }] };
  ec2.perform(main, 'AuthorizeSecurityGroupIngress', { GroupId: databases, IpPermissions: [fromWeb] });
  ec2.perform(main, 'CreateKeyPair', { KeyName: 'mine', KeyType: 'ed25519' });
  ec2.perform(main, 'StopInstances', { InstanceIds: [stopped] });
  ec2.perform(main, 'TerminateInstances', { InstanceIds: [ended] });
  await world.seconds(120);
  ec2.perform(main, 'AttachVolume', { VolumeId: data, InstanceId: web, Device: '/dev/sdf' });
  const snapshot = ec2.perform(main, 'CreateSnapshot', { VolumeId: data }).SnapshotId!;
  await world.seconds(1200);
  const image = ec2.perform(main, 'RegisterImage', {
    Name: 'golden',
    Architecture: 'x86_64',
    RootDeviceName: '/dev/sda1',
    BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: snapshot } }],
  }).ImageId!;
  const client = (account: string) => {
    const made = new EC2Client(ec2ClientConfig(EU));
    attachEc2(made, { ec2, account, region: EU, path: world.path });
    return made;
  };
  return {
    ...{
      world,
      ec2,
      main,
      machine,
      client,
      web,
      stopped,
      ended,
      theirs,
      free,
      data,
      elsewhere,
      webGroup,
      databases,
      web80,
    },
    ...{ snapshot, image, publicIp: address.PublicIp!, allocationId: address.AllocationId! },
  };
}

/** Open to everybody. */
export function tcp(port: number, to = port) {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: to, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
}
