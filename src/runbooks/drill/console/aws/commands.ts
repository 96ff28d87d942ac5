/** client-ec2's commands for the calls of `operations.ts`: named one by one, so that a bundle keeps these and no other. */
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachVolumeCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DescribeAccountAttributesCommand,
  DescribeAddressesAttributeCommand,
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeReservedInstancesOfferingsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DisassociateAddressCommand,
  type EC2Client,
  RebootInstancesCommand,
  ReleaseAddressCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Operation } from './operations.ts';

type EC2Command = Parameters<EC2Client['send']>[0];

const commands: Readonly<Record<Operation, new (input: never) => unknown>> = {
  AllocateAddress: AllocateAddressCommand,
  AssociateAddress: AssociateAddressCommand,
  AttachVolume: AttachVolumeCommand,
  AuthorizeSecurityGroupEgress: AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroup: CreateSecurityGroupCommand,
  CreateTags: CreateTagsCommand,
  CreateVolume: CreateVolumeCommand,
  DeleteSecurityGroup: DeleteSecurityGroupCommand,
  DeleteTags: DeleteTagsCommand,
  DescribeAccountAttributes: DescribeAccountAttributesCommand,
  DescribeAddresses: DescribeAddressesCommand,
  DescribeAddressesAttribute: DescribeAddressesAttributeCommand,
  DescribeAvailabilityZones: DescribeAvailabilityZonesCommand,
  DescribeImages: DescribeImagesCommand,
  DescribeInstances: DescribeInstancesCommand,
  DescribeNetworkInterfaces: DescribeNetworkInterfacesCommand,
  DescribeRegions: DescribeRegionsCommand,
  DescribeReservedInstancesOfferings: DescribeReservedInstancesOfferingsCommand,
  DescribeSecurityGroupRules: DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroups: DescribeSecurityGroupsCommand,
  DescribeTags: DescribeTagsCommand,
  DescribeVolumes: DescribeVolumesCommand,
  DisassociateAddress: DisassociateAddressCommand,
  RebootInstances: RebootInstancesCommand,
  ReleaseAddress: ReleaseAddressCommand,
  RevokeSecurityGroupEgress: RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngress: RevokeSecurityGroupIngressCommand,
  RunInstances: RunInstancesCommand,
  StartInstances: StartInstancesCommand,
  StopInstances: StopInstancesCommand,
  TerminateInstances: TerminateInstancesCommand,
};

/** What EC2 answers, without the metadata. Rejects as client-ec2 does, after its retries. */
export async function sendEc2(client: EC2Client, operation: Operation, input: object): Promise<object> {
  const command = new commands[operation](input as never) as EC2Command;
  const { $metadata: _, ...output } = (await client.send(command)) as { $metadata: object };
  return output;
}
