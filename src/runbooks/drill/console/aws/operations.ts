/**
 * EC2's calls as the AWS command line spells them: `RunInstances` is `run-instances`, its `ImageId` is `--image-id`. Plain data, so that a
 * screen completes a line without loading client-ec2; a test holds it to client-ec2's own schemas.
 */

/** `structs` is a list of structures, `texts` a list of texts; a `flag` takes no value, or `--no-...`. */
export type ParameterKind = 'text' | 'number' | 'flag' | 'texts' | 'struct' | 'structs';

const filters = { Filters: 'structs' } as const;
const instances = { InstanceIds: 'texts' } as const;

/** What EC2 answers to in a world, and what of each call it looks at. */
export const operations = {
  AllocateAddress: {},
  AssociateAddress: { InstanceId: 'text', PublicIp: 'text', AllocationId: 'text' },
  AttachVolume: { VolumeId: 'text', InstanceId: 'text', Device: 'text' },
  AuthorizeSecurityGroupEgress: { GroupId: 'text', IpPermissions: 'structs' },
  AuthorizeSecurityGroupIngress: {
    ...{ GroupName: 'text', GroupId: 'text', IpProtocol: 'text', FromPort: 'number', ToPort: 'number', CidrIp: 'text' },
    ...{ SourceSecurityGroupName: 'text', IpPermissions: 'structs' },
  },
  CopyImage: { SourceRegion: 'text', SourceImageId: 'text', Name: 'text' },
  CopySnapshot: { SourceRegion: 'text', SourceSnapshotId: 'text', Description: 'text' },
  CreateImage: { InstanceId: 'text', Name: 'text', NoReboot: 'flag' },
  CreateKeyPair: { KeyName: 'text', KeyType: 'text' },
  CreateSecurityGroup: { GroupName: 'text', Description: 'text' },
  CreateSnapshot: { VolumeId: 'text', Description: 'text' },
  CreateTags: { Resources: 'texts', Tags: 'structs' },
  CreateVolume: { AvailabilityZone: 'text', Size: 'number', ClientToken: 'text', TagSpecifications: 'structs' },
  DeleteKeyPair: { KeyName: 'text', KeyPairId: 'text' },
  DeleteSecurityGroup: { GroupName: 'text', GroupId: 'text' },
  DeleteSnapshot: { SnapshotId: 'text' },
  DeleteTags: { Resources: 'texts', Tags: 'structs' },
  DeleteVolume: { VolumeId: 'text' },
  DeregisterImage: { ImageId: 'text' },
  DescribeAccountAttributes: { AttributeNames: 'texts' },
  DescribeAddresses: { PublicIps: 'texts', AllocationIds: 'texts', ...filters },
  DescribeAddressesAttribute: { AllocationIds: 'texts' },
  DescribeAvailabilityZones: { ZoneNames: 'texts', ...filters },
  DescribeImageAttribute: { ImageId: 'text', Attribute: 'text' },
  DescribeImages: { ImageIds: 'texts', Owners: 'texts', ...filters },
  DescribeInstanceAttribute: { InstanceId: 'text', Attribute: 'text' },
  DescribeInstanceCreditSpecifications: { InstanceIds: 'texts' },
  DescribeInstanceStatus: { InstanceIds: 'texts', IncludeAllInstances: 'flag', ...filters },
  DescribeInstanceTypeOfferings: { LocationType: 'text', ...filters },
  DescribeInstanceTypes: { InstanceTypes: 'texts', ...filters },
  DescribeInstances: { ...instances, ...filters },
  DescribeInternetGateways: { InternetGatewayIds: 'texts', ...filters },
  DescribeKeyPairs: { KeyNames: 'texts', KeyPairIds: 'texts', IncludePublicKey: 'flag', ...filters },
  DescribeNetworkAcls: { NetworkAclIds: 'texts', ...filters },
  DescribeNetworkInterfaces: { NetworkInterfaceIds: 'texts', ...filters },
  DescribeRegions: { RegionNames: 'texts', ...filters },
  DescribeReservedInstancesOfferings: {
    ...{ AvailabilityZone: 'text', InstanceType: 'text', ReservedInstancesOfferingIds: 'texts', ...filters },
  },
  DescribeRouteTables: { RouteTableIds: 'texts', ...filters },
  DescribeSecurityGroupRules: { SecurityGroupRuleIds: 'texts', ...filters },
  DescribeSecurityGroups: { GroupNames: 'texts', GroupIds: 'texts', ...filters },
  DescribeSnapshots: { SnapshotIds: 'texts', OwnerIds: 'texts', ...filters },
  DescribeSubnets: { SubnetIds: 'texts', ...filters },
  DescribeTags: filters,
  DescribeVolumeAttribute: { VolumeId: 'text', Attribute: 'text' },
  DescribeVolumeStatus: { VolumeIds: 'texts', ...filters },
  DescribeVolumes: { VolumeIds: 'texts', ...filters },
  DescribeVpcAttribute: { VpcId: 'text', Attribute: 'text' },
  DescribeVpcs: { VpcIds: 'texts', ...filters },
  DetachVolume: { VolumeId: 'text', InstanceId: 'text', Device: 'text', Force: 'flag' },
  DisassociateAddress: { PublicIp: 'text', AssociationId: 'text' },
  EnableVolumeIO: { VolumeId: 'text' },
  GetConsoleOutput: { InstanceId: 'text', Latest: 'flag' },
  ImportKeyPair: { KeyName: 'text' },
  ModifyInstanceAttribute: {
    InstanceId: 'text',
    Attribute: 'text',
    Value: 'text',
    Groups: 'texts',
    InstanceType: 'struct',
    DisableApiTermination: 'struct',
    InstanceInitiatedShutdownBehavior: 'struct',
  },
  ModifySecurityGroupRules: { GroupId: 'text', SecurityGroupRules: 'structs' },
  ModifyVolumeAttribute: { VolumeId: 'text', AutoEnableIO: 'struct' },
  MonitorInstances: { InstanceIds: 'texts' },
  RebootInstances: instances,
  RegisterImage: { Name: 'text', Architecture: 'text', RootDeviceName: 'text', BlockDeviceMappings: 'structs' },
  ReleaseAddress: { PublicIp: 'text', AllocationId: 'text' },
  RevokeSecurityGroupEgress: { GroupId: 'text', IpPermissions: 'structs', SecurityGroupRuleIds: 'texts' },
  RevokeSecurityGroupIngress: {
    GroupName: 'text',
    GroupId: 'text',
    IpProtocol: 'text',
    FromPort: 'number',
    ToPort: 'number',
    CidrIp: 'text',
    SourceSecurityGroupName: 'text',
    IpPermissions: 'structs',
    SecurityGroupRuleIds: 'texts',
  },
  RunInstances: {
    ...{ ImageId: 'text', InstanceType: 'text', MinCount: 'number', MaxCount: 'number', Placement: 'struct' },
    ...{ SecurityGroupIds: 'texts', SecurityGroups: 'texts', KeyName: 'text', UserData: 'text', ClientToken: 'text' },
    TagSpecifications: 'structs',
  },
  StartInstances: instances,
  StopInstances: instances,
  TerminateInstances: instances,
  UnmonitorInstances: { InstanceIds: 'texts' },
} as const satisfies Record<string, Readonly<Record<string, ParameterKind>>>;

export type Operation = keyof typeof operations;
export const operationNames = Object.keys(operations) as Operation[];

export function parametersOf(operation: Operation): Readonly<Record<string, ParameterKind>> {
  return operations[operation];
}

/** `RunInstances` as `run-instances`, `PublicIp` as `public-ip`. */
export function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** The operation that the command line calls so. */
export function operationOf(word: string): Operation | undefined {
  return operationNames.find((name) => kebab(name) === word);
}
