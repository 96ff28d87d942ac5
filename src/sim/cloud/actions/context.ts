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
  readonly addresses: AddressPool;
  readonly quotas: { readonly instances: number; readonly addresses: number };
  /** Answers carry `ZoneId`, as since 2018; false in 2011. */
  readonly exposeZoneIds: boolean;
}

/** A handler reads the input, changes the account's state and answers at once; what takes time goes on after it. Throws an Ec2Error. */
export type Handler<A extends ActionName> = (context: ActionContext, input: ActionInput<A>) => ActionOutput<A>;
