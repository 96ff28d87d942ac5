/**
 * The actions that EC2 answers to here, each with the members that a request must have, by their names on the wire.
 *
 * They are the required members of client-ec2's own schemas (a test holds them equal), as plain data, because loading
 * client-ec2 costs half a second. `member as Wire.Name` where the two differ.
 */
import { missingParameter } from '../errors.ts';

export const REQUIRED_MEMBERS = {
  AllocateAddress: [],
  AssociateAddress: [],
  AttachVolume: ['Device', 'InstanceId', 'VolumeId'],
  AuthorizeSecurityGroupEgress: ['GroupId'],
  AuthorizeSecurityGroupIngress: [],
  CopyImage: ['Name', 'SourceImageId', 'SourceRegion'],
  CopySnapshot: ['SourceRegion', 'SourceSnapshotId'],
  CreateImage: ['InstanceId', 'Name'],
  CreateKeyPair: ['KeyName'],
  CreateSecurityGroup: ['Description as GroupDescription', 'GroupName'],
  CreateSnapshot: ['VolumeId'],
  CreateTags: ['Resources as ResourceId', 'Tags as Tag'],
  CreateVolume: [],
  DeleteKeyPair: [],
  DeleteSecurityGroup: [],
  DeleteSnapshot: ['SnapshotId'],
  DeleteTags: ['Resources as ResourceId'],
  DeleteVolume: ['VolumeId'],
  DeregisterImage: ['ImageId'],
  DescribeAccountAttributes: [],
  DescribeAddresses: [],
  DescribeAddressesAttribute: [],
  DescribeAvailabilityZones: [],
  DescribeImageAttribute: ['Attribute', 'ImageId'],
  DescribeImages: [],
  DescribeInstanceAttribute: ['InstanceId', 'Attribute'],
  DescribeInstanceCreditSpecifications: [],
  DescribeInstanceStatus: [],
  DescribeInstanceTypeOfferings: [],
  DescribeInstanceTypes: [],
  DescribeInstances: [],
  DescribeInternetGateways: [],
  DescribeKeyPairs: [],
  DescribeNetworkAcls: [],
  DescribeNetworkInterfaces: [],
  DescribeRegions: [],
  DescribeReservedInstancesOfferings: [],
  DescribeRouteTables: [],
  DescribeSecurityGroupRules: [],
  DescribeSecurityGroups: [],
  DescribeSnapshots: [],
  DescribeSubnets: [],
  DescribeTags: [],
  DescribeVolumeAttribute: ['Attribute', 'VolumeId'],
  DescribeVolumeStatus: [],
  DescribeVolumes: [],
  DescribeVpcAttribute: ['Attribute', 'VpcId'],
  DescribeVpcs: [],
  DetachVolume: ['VolumeId'],
  DisassociateAddress: [],
  EnableVolumeIO: ['VolumeId'],
  GetConsoleOutput: ['InstanceId'],
  ImportKeyPair: ['KeyName', 'PublicKeyMaterial'],
  ModifyInstanceAttribute: ['InstanceId'],
  ModifySecurityGroupRules: ['GroupId', 'SecurityGroupRules as SecurityGroupRule'],
  ModifyVolumeAttribute: ['VolumeId'],
  MonitorInstances: ['InstanceIds as InstanceId'],
  RebootInstances: ['InstanceIds as InstanceId'],
  RegisterImage: ['Name'],
  ReleaseAddress: [],
  RevokeSecurityGroupEgress: ['GroupId'],
  RevokeSecurityGroupIngress: [],
  RunInstances: ['MaxCount', 'MinCount'],
  StartInstances: ['InstanceIds as InstanceId'],
  StopInstances: ['InstanceIds as InstanceId'],
  TerminateInstances: ['InstanceIds as InstanceId'],
  UnmonitorInstances: ['InstanceIds as InstanceId'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ActionName = keyof typeof REQUIRED_MEMBERS;

/** Throws MissingParameter. An empty list is a missing one: on the wire there is no difference. */
export function requireMembers(action: ActionName, input: object): void {
  for (const required of REQUIRED_MEMBERS[action]) {
    const [member, wireName = member] = required.split(' as ') as [string, string?];
    const value = (input as Record<string, unknown>)[member];
    const missing =
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (missing) throw missingParameter(wireName);
  }
}
