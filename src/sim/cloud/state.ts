/** What EC2 keeps: plain records in maps, per account and region. EC2's words stay EC2's. */
import type { DefaultVpc } from './default-vpc.ts';
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
  /** May be changed while the instance is stopped, as its user data may. */
  type: InstanceTypeInfo;
  readonly image: ImageInfo;
  groupIds: readonly string[];
  readonly keyName: string | undefined;
  readonly clientToken: string | undefined;
  readonly launchIndex: number;
  launchedAtMs: number;
  /** Decoded. */
  userData: string;
  readonly attributes: InstanceAttributes;
  /** Before it the API does not know the instance yet: its answers are eventually consistent. */
  visibleFromUs: number;
  /** Device name -> the volume that is there, on its way there, or on its way off. */
  readonly blockDevices: Map<string, VolumeRecord>;
  /** Its root volume can be read and written. */
  diskUsable: boolean;
  privateIp: string;
  publicIp: string;
  state: InstanceStateName;
  stateReason: StateReason | undefined;
  /** When its owner ordered the last stop or end: `User initiated (2011-08-07 17:41:00 GMT)`; empty if nobody did. */
  transitionReason: string;
  terminatedAtUs: number | undefined;
  machine: Machine | undefined;
  /** Its machine has been powered on before. */
  hasRun: boolean;
  /** When its machine was powered on last. */
  bootedAtUs: number | undefined;
  /** What is being done with it and can be called off by the next order. */
  work: Cancel | undefined;
  /** Its place in the line for a launch worker. */
  ticket: Ticket | undefined;
}

/** What ModifyInstanceAttribute sets beside type, user data and groups. */
export interface InstanceAttributes {
  disableApiTermination: boolean;
  disableApiStop: boolean;
  instanceInitiatedShutdownBehavior: 'stop' | 'terminate';
  ebsOptimized: boolean;
  sourceDestCheck: boolean;
  monitoring: boolean;
}

export interface SecurityGroupRecord {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly rules: SecurityGroupRule[];
}

/** One peer for each rule: a block of addresses, another group or a prefix list. */
export interface SecurityGroupRule {
  readonly ruleId: string;
  readonly direction: 'ingress' | 'egress';
  /** `tcp`, `udp`, `icmp`, `-1` for all, or a number. */
  readonly protocol: string;
  /** Absent where the protocol knows no ports. */
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  readonly peer: RulePeer;
  description: string | undefined;
}

export type RulePeer =
  | { readonly cidr: string }
  | { readonly cidrV6: string }
  | { readonly prefixListId: string }
  | { readonly groupId: string; readonly groupName: string; readonly ownerId: string };

export interface KeyPairRecord {
  readonly keyPairId: string;
  readonly keyName: string;
  readonly keyType: 'rsa' | 'ed25519';
  readonly fingerprint: string;
  /** As OpenSSH writes it. */
  readonly publicKey: string;
  readonly createdAtMs: number;
}

export interface AddressRecord {
  readonly publicIp: string;
  readonly allocationId: string;
  /** Changed by `AccountRegion.give` only. */
  instanceId: string | undefined;
}

export interface VolumeRecord {
  readonly volumeId: string;
  readonly account: string;
  readonly zoneId: string;
  readonly sizeGib: number;
  readonly type: string;
  readonly iops: number | undefined;
  /** What it was made from. */
  readonly snapshotId: string | undefined;
  readonly createdAtMs: number;
  state: 'creating' | 'available' | 'in-use' | 'deleting';
  attachment: AttachmentRecord | undefined;
  /** Its owner wants it opened again without being asked, should it become inconsistent. */
  autoEnableIo: boolean;
  /** What is being done with it and can be called off. */
  work: Cancel | undefined;
}

export interface AttachmentRecord {
  readonly instanceId: string;
  readonly device: string;
  readonly atMs: number;
  state: 'attaching' | 'attached' | 'detaching';
  deleteOnTermination: boolean;
}

/** Kept in the region, not in a zone. */
export interface SnapshotRecord {
  readonly snapshotId: string;
  readonly ownerId: string;
  readonly volumeId: string;
  readonly sizeGib: number;
  readonly description: string;
  readonly startedAtMs: number;
  /** `error`: nobody can use it. */
  state: 'pending' | 'completed' | 'error';
  /** Since when it is being copied, and how long that takes. */
  copying: { readonly sinceUs: number; readonly seconds: number } | undefined;
  work: Cancel | undefined;
}

/** A remembered request, for its ClientToken. */
export interface TokenRecord {
  readonly request: string;
  /** What it made. */
  readonly ids: readonly string[];
}

/** What one account has in one region. */
export class AccountRegion {
  readonly account: string;
  readonly region: string;
  /** None in EC2-Classic, where all of 2011 lived. */
  readonly vpc: DefaultVpc | undefined;
  readonly instances = new Map<string, InstanceRecord>();
  readonly groups = new Map<string, SecurityGroupRecord>();
  readonly addresses = new Map<string, AddressRecord>();
  readonly volumes = new Map<string, VolumeRecord>();
  readonly snapshots = new Map<string, SnapshotRecord>();
  readonly images = new Map<string, ImageInfo>();
  /** By name. */
  readonly keyPairs = new Map<string, KeyPairRecord>();
  /** By action and token. */
  readonly madeByToken = new Map<string, TokenRecord>();
  /** resource id -> key -> value */
  readonly tags = new Map<string, Map<string, string>>();
  readonly #addressByInstance = new Map<string, AddressRecord>();
  readonly #inState: Record<InstanceStateName, number> = {
    ...{ pending: 0, running: 0, 'shutting-down': 0, terminated: 0, stopping: 0, stopped: 0 },
  };

  constructor(account: string, region: string, vpc?: DefaultVpc) {
    this.account = account;
    this.region = region;
    this.vpc = vpc;
  }

  /** Instances that count against the quota. */
  get runningInstances(): number {
    return this.#inState.pending + this.#inState.running;
  }

  /** An instance came (`from` undefined) or has gone from one state to another. */
  count(from: InstanceStateName | undefined, to: InstanceStateName): void {
    if (from) this.#inState[from]--;
    this.#inState[to]++;
  }

  addressOf(instanceId: string): AddressRecord | undefined {
    return this.#addressByInstance.get(instanceId);
  }

  /** The address goes to an instance, or to none. What the instance had before is free. */
  give(address: AddressRecord, instanceId: string | undefined): void {
    if (address.instanceId !== undefined) this.#addressByInstance.delete(address.instanceId);
    if (instanceId !== undefined) {
      const previous = this.#addressByInstance.get(instanceId);
      if (previous) previous.instanceId = undefined;
      this.#addressByInstance.set(instanceId, address);
    }
    address.instanceId = instanceId;
  }

  groupNamed(groupName: string): SecurityGroupRecord | undefined {
    for (const group of this.groups.values()) if (group.groupName === groupName) return group;
    return undefined;
  }
}
