/** The table of actions: one handler each. What is not in it answers InvalidAction. */
import { dryRunOperation, invalidAction } from '../errors.ts';
import { describeAccountAttributes, describeImages } from './account.ts';
import {
  allocateAddress,
  associateAddress,
  describeAddresses,
  disassociateAddress,
  releaseAddress,
} from './addresses.ts';
import type { ActionContext, ActionName, Handler } from './context.ts';
import { describeInstances } from './describe-instances.ts';
import { rebootInstances, startInstances, stopInstances, terminateInstances } from './instances.ts';
import { requireMembers } from './members.ts';
import { runInstances } from './run-instances.ts';
import {
  authorizeSecurityGroupIngress,
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
} from './security-groups.ts';
import { createTags, deleteTags, describeTags } from './tags.ts';
import { attachVolume, createVolume, describeVolumes } from './volumes.ts';
import { describeAvailabilityZones, describeRegions, describeReservedInstancesOfferings } from './zones.ts';

export const HANDLERS: { readonly [A in ActionName]: Handler<A> } = {
  AllocateAddress: allocateAddress,
  AssociateAddress: associateAddress,
  AttachVolume: attachVolume,
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CreateSecurityGroup: createSecurityGroup,
  CreateTags: createTags,
  CreateVolume: createVolume,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteTags: deleteTags,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeAddresses: describeAddresses,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeImages: describeImages,
  DescribeInstances: describeInstances,
  DescribeRegions: describeRegions,
  DescribeReservedInstancesOfferings: describeReservedInstancesOfferings,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeTags: describeTags,
  DescribeVolumes: describeVolumes,
  DisassociateAddress: disassociateAddress,
  RebootInstances: rebootInstances,
  ReleaseAddress: releaseAddress,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
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
