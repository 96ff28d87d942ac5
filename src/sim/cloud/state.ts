/** What EC2 keeps: plain records in maps, per account and region. EC2's words stay EC2's. */
import type { ImageInfo } from './images.ts';
import type { InstanceTypeInfo } from './instance-types.ts';
import type { Ticket } from './launch-queue.ts';
import type { Machine } from './machines.ts';
import type { Cancel } from './zone-work.ts';

export type InstanceStateName = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/**
 * Where a state may lead; a launch that fails ends in terminated, a start that fails in stopped
 * (docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html).
 */
export const NEXT_STATES: Readonly<Record<InstanceStateName, readonly InstanceStateName[]>> = {
  pending: ['running', 'shutting-down', 'terminated', 'stopped'],
  running: ['stopping', 'shutting-down'],
  stopping: ['stopped', 'shutting-down'],
  stopped: ['pending', 'shutting-down'],
  'shutting-down': ['terminated'],
  terminated: [],
};

export interface StateReason {
  Code: string;
  Message: string;
}

export interface InstanceRecord {
  readonly instanceId: string;
  readonly reservationId: string;
  readonly account: string;
  readonly region: string;
  readonly zoneId: string;
  readonly type: InstanceTypeInfo;
  readonly image: ImageInfo;
  readonly groupIds: readonly string[];
  readonly keyName: string | undefined;
  readonly clientToken: string | undefined;
  readonly launchIndex: number;
  readonly launchedAtMs: number;
  readonly userData: string;
  privateIp: string;
  publicIp: string;
  state: InstanceStateName;
  stateReason: StateReason | undefined;
  terminatedAtUs: number | undefined;
  machine: Machine | undefined;
  /** Its machine has been powered on before. */
  hasRun: boolean;
  /** What is being done with it and can be called off by the next order. */
  work: Cancel | undefined;
  /** Its place in the line for a launch worker. */
  ticket: Ticket | undefined;
}

export interface SecurityGroupRecord {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly rules: IngressRule[];
}

/** One source per rule: a block of addresses or another group. */
export interface IngressRule {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidr?: string;
  readonly groupId?: string;
}

export interface AddressRecord {
  readonly publicIp: string;
  readonly allocationId: string;
  instanceId: string | undefined;
}

export interface VolumeRecord {
  readonly volumeId: string;
  readonly zoneId: string;
  readonly sizeGib: number;
  readonly createdAtMs: number;
  state: 'creating' | 'available' | 'in-use';
  attachment: { instanceId: string; device: string; state: 'attaching' | 'attached'; atMs: number } | undefined;
}

/** A remembered RunInstances, for its ClientToken. */
export interface LaunchRecord {
  readonly fingerprint: string;
  readonly reservationId: string;
}

/** What one account has in one region. */
export class AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly instances = new Map<string, InstanceRecord>();
  readonly groups = new Map<string, SecurityGroupRecord>();
  readonly addresses = new Map<string, AddressRecord>();
  readonly volumes = new Map<string, VolumeRecord>();
  readonly launchesByToken = new Map<string, LaunchRecord>();
  /** resource id -> key -> value */
  readonly tags = new Map<string, Map<string, string>>();

  constructor(account: string, region: string) {
    this.account = account;
    this.region = region;
  }

  /** Instances that count against the quota. */
  get runningInstances(): number {
    let count = 0;
    for (const { state } of this.instances.values()) if (state === 'pending' || state === 'running') count++;
    return count;
  }

  addressOf(instanceId: string): AddressRecord | undefined {
    for (const address of this.addresses.values()) if (address.instanceId === instanceId) return address;
    return undefined;
  }
}
