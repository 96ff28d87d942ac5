/** What a handler is given, and the types of the actions: client-ec2's own input and output. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Kernel } from '../../kernel/index.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { AddressPool, Identifiers } from '../identifiers.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Ec2Models } from '../models.ts';
import type { AccountRegion } from '../state.ts';
import type { Topology } from '../topology.ts';
import type { ZoneWork } from '../zone-work.ts';

type Output<T> = Omit<T, '$metadata'>;

/** Input and output of each action that EC2 answers to here. */
export interface Actions {
  AllocateAddress: [sdk.AllocateAddressCommandInput, Output<sdk.AllocateAddressCommandOutput>];
  AssociateAddress: [sdk.AssociateAddressCommandInput, Output<sdk.AssociateAddressCommandOutput>];
  AttachVolume: [sdk.AttachVolumeCommandInput, Output<sdk.AttachVolumeCommandOutput>];
  AuthorizeSecurityGroupIngress: [
    sdk.AuthorizeSecurityGroupIngressCommandInput,
    Output<sdk.AuthorizeSecurityGroupIngressCommandOutput>,
  ];
  CreateSecurityGroup: [sdk.CreateSecurityGroupCommandInput, Output<sdk.CreateSecurityGroupCommandOutput>];
  CreateTags: [sdk.CreateTagsCommandInput, Output<sdk.CreateTagsCommandOutput>];
  CreateVolume: [sdk.CreateVolumeCommandInput, Output<sdk.CreateVolumeCommandOutput>];
  DeleteSecurityGroup: [sdk.DeleteSecurityGroupCommandInput, Output<sdk.DeleteSecurityGroupCommandOutput>];
  DeleteTags: [sdk.DeleteTagsCommandInput, Output<sdk.DeleteTagsCommandOutput>];
  DescribeAccountAttributes: [
    sdk.DescribeAccountAttributesCommandInput,
    Output<sdk.DescribeAccountAttributesCommandOutput>,
  ];
  DescribeAddresses: [sdk.DescribeAddressesCommandInput, Output<sdk.DescribeAddressesCommandOutput>];
  DescribeAvailabilityZones: [
    sdk.DescribeAvailabilityZonesCommandInput,
    Output<sdk.DescribeAvailabilityZonesCommandOutput>,
  ];
  DescribeImages: [sdk.DescribeImagesCommandInput, Output<sdk.DescribeImagesCommandOutput>];
  DescribeInstances: [sdk.DescribeInstancesCommandInput, Output<sdk.DescribeInstancesCommandOutput>];
  DescribeRegions: [sdk.DescribeRegionsCommandInput, Output<sdk.DescribeRegionsCommandOutput>];
  DescribeReservedInstancesOfferings: [
    sdk.DescribeReservedInstancesOfferingsCommandInput,
    Output<sdk.DescribeReservedInstancesOfferingsCommandOutput>,
  ];
  DescribeSecurityGroups: [sdk.DescribeSecurityGroupsCommandInput, Output<sdk.DescribeSecurityGroupsCommandOutput>];
  DescribeTags: [sdk.DescribeTagsCommandInput, Output<sdk.DescribeTagsCommandOutput>];
  DescribeVolumes: [sdk.DescribeVolumesCommandInput, Output<sdk.DescribeVolumesCommandOutput>];
  DisassociateAddress: [sdk.DisassociateAddressCommandInput, Output<sdk.DisassociateAddressCommandOutput>];
  RebootInstances: [sdk.RebootInstancesCommandInput, Output<sdk.RebootInstancesCommandOutput>];
  ReleaseAddress: [sdk.ReleaseAddressCommandInput, Output<sdk.ReleaseAddressCommandOutput>];
  RunInstances: [sdk.RunInstancesCommandInput, Output<sdk.RunInstancesCommandOutput>];
  StartInstances: [sdk.StartInstancesCommandInput, Output<sdk.StartInstancesCommandOutput>];
  StopInstances: [sdk.StopInstancesCommandInput, Output<sdk.StopInstancesCommandOutput>];
  TerminateInstances: [sdk.TerminateInstancesCommandInput, Output<sdk.TerminateInstancesCommandOutput>];
}

export type ActionName = keyof Actions;
export type ActionInput<A extends ActionName> = Actions[A][0];
export type ActionOutput<A extends ActionName> = Actions[A][1];

/** One account's call to one region. */
export interface ActionContext {
  readonly account: string;
  readonly region: string;
  /** The account's twelve digits. */
  readonly ownerId: string;
  readonly own: AccountRegion;
  readonly kernel: Kernel;
  readonly topology: Topology;
  readonly controlPlane: ControlPlane;
  readonly lifecycle: Lifecycle;
  readonly zoneWork: ZoneWork;
  readonly models: Ec2Models;
  readonly ids: Identifiers;
  readonly addresses: AddressPool;
  readonly quotas: { readonly instances: number; readonly addresses: number };
  /** Answers carry `ZoneId`, as since 2018; false in 2011. */
  readonly exposeZoneIds: boolean;
}

/** A handler reads the input, changes the account's state and answers at once; what takes time goes on after it. Throws an Ec2Error. */
export type Handler<A extends ActionName> = (context: ActionContext, input: ActionInput<A>) => ActionOutput<A>;
