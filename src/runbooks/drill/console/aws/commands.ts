/** client-ec2's commands for the calls of `operations.ts`: named one by one, so that a bundle keeps these and no other. */
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachVolumeCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeReservedInstancesOfferingsCommand,
  DescribeSecurityGroupsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DisassociateAddressCommand,
  type EC2Client,
  RebootInstancesCommand,
  ReleaseAddressCommand,
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
  AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroup: CreateSecurityGroupCommand,
  CreateTags: CreateTagsCommand,
  CreateVolume: CreateVolumeCommand,
  DeleteSecurityGroup: DeleteSecurityGroupCommand,
  DeleteTags: DeleteTagsCommand,
  DescribeAccountAttributes: DescribeAccountAttributesCommand,
  DescribeAddresses: DescribeAddressesCommand,
  DescribeAvailabilityZones: DescribeAvailabilityZonesCommand,
  DescribeImages: DescribeImagesCommand,
  DescribeInstances: DescribeInstancesCommand,
  DescribeRegions: DescribeRegionsCommand,
  DescribeReservedInstancesOfferings: DescribeReservedInstancesOfferingsCommand,
  DescribeSecurityGroups: DescribeSecurityGroupsCommand,
  DescribeTags: DescribeTagsCommand,
  DescribeVolumes: DescribeVolumesCommand,
  DisassociateAddress: DisassociateAddressCommand,
  RebootInstances: RebootInstancesCommand,
  ReleaseAddress: ReleaseAddressCommand,
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
