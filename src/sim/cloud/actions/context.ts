/** What a handler is given, and the types of the actions: client-ec2's own input and output. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Kernel } from '../../kernel/index.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { Ebs } from '../ebs/index.ts';
import type { AddressPool, Identifiers } from '../identifiers.ts';
import type { ImageInfo } from '../images.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Ec2Models } from '../models.ts';
import type { AccountRegion, SnapshotRecord, VolumeRecord } from '../state.ts';
import type { StatusChecker } from '../status-checks.ts';
import type { Topology } from '../topology.ts';
import type { ZoneWork } from '../zone-work.ts';
import type { ActionName } from './members.ts';

export type { ActionName } from './members.ts';

/** client-ec2's command for an action carries both types. */
type Command<A extends ActionName> = InstanceType<(typeof sdk)[`${A}Command`]>;
type Answer<A extends ActionName> = Awaited<ReturnType<ReturnType<Command<A>['resolveMiddleware']>>>['output'];

export type ActionInput<A extends ActionName> = Command<A>['input'];
export type ActionOutput<A extends ActionName> = Omit<Answer<A>, '$metadata'>;

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
  readonly ebs: Ebs<VolumeRecord, SnapshotRecord>;
  readonly addresses: AddressPool;
  readonly quotas: { readonly instances: number; readonly addresses: number };
  readonly statusChecker: StatusChecker;
  /** What an account has in this region, by its twelve digits; undefined where there is no such account. */
  readonly accountOf: (ownerId: string) => AccountRegion | undefined;
  /** RunInstances is known to other calls after so many seconds at most. */
  readonly consistencyLagSeconds: number;
  /** Answers carry `ZoneId`, as since 2018; false in 2011. */
  readonly exposeZoneIds: boolean;
  /** Of the region. */
  readonly publicImages: readonly ImageInfo[];
  /** Snapshots (since December 2012) and images (since March 2013) can be copied from region to region; false in 2011. */
  readonly copiesAcrossRegions: boolean;
  /** The same account elsewhere. Throws a RangeError where there is no such region. */
  inRegion(region: string): ActionContext;
}

/** A handler reads the input, changes the account's state and answers at once; what takes time goes on after it. Throws an Ec2Error. */
export type Handler<A extends ActionName> = (context: ActionContext, input: ActionInput<A>) => ActionOutput<A>;
