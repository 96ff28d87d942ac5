/** The table of actions: one handler each. What is not in it answers InvalidAction. */
import { dryRunOperation, invalidAction } from '../errors.ts';
import { describeAccountAttributes } from './account.ts';
import {
  allocateAddress,
  associateAddress,
  describeAddresses,
  describeAddressesAttribute,
  disassociateAddress,
  releaseAddress,
} from './addresses.ts';
import { getConsoleOutput } from './console-output.ts';
import type { ActionContext, ActionName, Handler } from './context.ts';
import { describeInstances } from './describe-instances.ts';
import { describeImageAttribute, describeImages } from './images.ts';
import { copyImage, createImage, deregisterImage, registerImage } from './images-registered.ts';
import {
  describeInstanceAttribute,
  modifyInstanceAttribute,
  monitorInstances,
  unmonitorInstances,
} from './instance-attributes.ts';
import { describeInstanceStatus } from './instance-status.ts';
import {
  describeInstanceCreditSpecifications,
  describeInstanceTypeOfferings,
  describeInstanceTypes,
} from './instance-types.ts';
import { rebootInstances, startInstances, stopInstances, terminateInstances } from './instances.ts';
import { createKeyPair, deleteKeyPair, describeKeyPairs, importKeyPair } from './key-pairs.ts';
import { requireMembers } from './members.ts';
import { describeNetworkInterfaces } from './network-interfaces.ts';
import { runInstances } from './run-instances.ts';
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroupRules,
  describeSecurityGroups,
  modifySecurityGroupRules,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from './security-groups.ts';
import { copySnapshot, createSnapshot, deleteSnapshot, describeSnapshots } from './snapshots.ts';
import { createTags, deleteTags, describeTags } from './tags.ts';
import { attachVolume, detachVolume } from './volume-attachments.ts';
import {
  describeVolumeAttribute,
  describeVolumeStatus,
  enableVolumeIO,
  modifyVolumeAttribute,
} from './volume-status.ts';
import { createVolume, deleteVolume, describeVolumes } from './volumes.ts';
import {
  describeInternetGateways,
  describeNetworkAcls,
  describeRouteTables,
  describeSubnets,
  describeVpcAttribute,
  describeVpcs,
} from './vpc.ts';
import { describeAvailabilityZones, describeRegions, describeReservedInstancesOfferings } from './zones.ts';

export const HANDLERS: { readonly [A in ActionName]: Handler<A> } = {
  AllocateAddress: allocateAddress,
  AssociateAddress: associateAddress,
  AttachVolume: attachVolume,
  AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CopyImage: copyImage,
  CopySnapshot: copySnapshot,
  CreateImage: createImage,
  CreateKeyPair: createKeyPair,
  CreateSecurityGroup: createSecurityGroup,
  CreateSnapshot: createSnapshot,
  CreateTags: createTags,
  CreateVolume: createVolume,
  DeleteKeyPair: deleteKeyPair,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteSnapshot: deleteSnapshot,
  DeleteTags: deleteTags,
  DeleteVolume: deleteVolume,
  DeregisterImage: deregisterImage,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeAddresses: describeAddresses,
  DescribeAddressesAttribute: describeAddressesAttribute,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImages: describeImages,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeInstanceCreditSpecifications: describeInstanceCreditSpecifications,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstances: describeInstances,
  DescribeInternetGateways: describeInternetGateways,
  DescribeKeyPairs: describeKeyPairs,
  DescribeNetworkAcls: describeNetworkAcls,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DescribeRegions: describeRegions,
  DescribeReservedInstancesOfferings: describeReservedInstancesOfferings,
  DescribeRouteTables: describeRouteTables,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSnapshots: describeSnapshots,
  DescribeSubnets: describeSubnets,
  DescribeTags: describeTags,
  DescribeVolumeAttribute: describeVolumeAttribute,
  DescribeVolumeStatus: describeVolumeStatus,
  DescribeVolumes: describeVolumes,
  DescribeVpcAttribute: describeVpcAttribute,
  DescribeVpcs: describeVpcs,
  DetachVolume: detachVolume,
  DisassociateAddress: disassociateAddress,
  EnableVolumeIO: enableVolumeIO,
  GetConsoleOutput: getConsoleOutput,
  ImportKeyPair: importKeyPair,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  ModifySecurityGroupRules: modifySecurityGroupRules,
  ModifyVolumeAttribute: modifyVolumeAttribute,
  MonitorInstances: monitorInstances,
  RebootInstances: rebootInstances,
  RegisterImage: registerImage,
  ReleaseAddress: releaseAddress,
  RevokeSecurityGroupEgress: revokeSecurityGroupEgress,
  RevokeSecurityGroupIngress: revokeSecurityGroupIngress,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
  UnmonitorInstances: unmonitorInstances,
};

/** A handler and what goes before every handler: the members that the request must have. Throws an Ec2Error. */
export function performAction(context: ActionContext, action: string, input: object): object {
  if (!isAction(action)) throw invalidAction(action);
  requireMembers(action, input);
  if ((input as { DryRun?: boolean }).DryRun) throw dryRunOperation();
  const handler = HANDLERS[action] as (context: ActionContext, input: object) => object;
  return handler(context, input);
}

export function isAction(name: string): name is ActionName {
  return Object.hasOwn(HANDLERS, name);
}
