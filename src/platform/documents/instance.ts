import type { SshHostKeys } from '../environment.ts';
import type { Architecture } from '../installation.ts';
import { type Document, documentBase, type Identity } from './document.ts';

/**
 * The states of an instance, in the order of a typical life (knowledge base, "What kind of state can an instance
 * have"). `start_failed` is ours.
 */
export const instanceStates = [
  'new',
  'requested',
  'pending',
  'booting',
  'running_setup',
  'online',
  'setup_failed',
  'start_failed',
  'offline',
  'shutting_down',
  'stopped',
] as const;
export type InstanceStatus = (typeof instanceStates)[number];

/** Who starts and stops an instance: people only (null, 24/7), the load of its roles, or the hours of the day. */
export const autoScalingTypes = ['load', 'timer'] as const;
export type AutoScalingType = (typeof autoScalingTypes)[number];

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** The hours (0 to 23, UTC) in which a time-based instance runs. A weekday that is named wins over every day. */
export type Schedule = Partial<Record<(typeof weekdays)[number] | 'every_day', readonly number[]>>;

/** An EBS volume of an instance; it stays when the machine goes. */
export interface InstanceVolume {
  mount_point: string;
  /** `/dev/sdi`, ... */
  device: string;
  size_gib: number;
  /** Several volumes with one mount point are a RAID of this level. */
  raid_level: number | null;
  /** EC2's id, once it has been made. */
  volume_id: string | null;
}

/** The definition of a machine, which outlives the EC2 instances that it is started as. */
export interface Instance extends Document {
  type: 'instance';
  cluster_id: string;
  role_ids: string[];
  name: string;
  nickname: string;
  availability_zone: string | null;
  instance_type: string;
  architecture: Architecture;
  status: InstanceStatus;
  /** How often it was asked to start; names this start to EC2 and to the agent. */
  start_count: number;
  agent_id: string | null;
  ec2_instance_id: string | null;
  ip: string | null;
  dns_name: string | null;
  private_ip: string | null;
  private_dns_name: string | null;
  elastic_ip: string | null;
  /** They hold the instance in their zone. */
  volumes: InstanceVolume[];
  booted_at: string | null;
  /** Whether this start has been set up, so that an agent that comes back is online again. */
  setup_done: boolean;
  /** When TerminateInstances is due, in milliseconds since the epoch. */
  terminate_at_ms: number | null;
  /** The job that sends the shutdown event; null where none is sent. */
  shutdown_by: string | null;
  /** Why it failed, in a line. */
  last_error: string | null;
  /** When its agent fell silent, in milliseconds since the epoch. */
  offline_since_ms: number | null;
  /** It is being healed: started anew as soon as EC2 has terminated it. */
  start_again: boolean;
  auto_scaling_type: AutoScalingType | null;
  schedule: Schedule;
  /** Null for one that was defined before there were such keys. */
  ssh_host_keys: SshHostKeys | null;
}

type Needed = 'cluster_id' | 'role_ids' | 'nickname' | 'instance_type';
export type InstanceFields = Pick<Instance, Needed> & Partial<Omit<Instance, keyof Document | Needed>>;

export function newInstance(fields: InstanceFields, identity: Identity): Instance {
  return {
    ...documentBase('instance', identity),
    name: fields.nickname,
    availability_zone: null,
    architecture: architectureOf(fields.instance_type),
    status: 'new',
    start_count: 0,
    agent_id: null,
    ec2_instance_id: null,
    ip: null,
    dns_name: null,
    private_ip: null,
    private_dns_name: null,
    elastic_ip: null,
    volumes: [],
    booted_at: null,
    setup_done: false,
    terminate_at_ms: null,
    shutdown_by: null,
    last_error: null,
    offline_since_ms: null,
    start_again: false,
    auto_scaling_type: null,
    schedule: {},
    ssh_host_keys: null,
    ...fields,
  };
}

type Running = 'ec2_instance_id' | 'availability_zone' | 'ip' | 'dns_name' | 'private_ip' | 'private_dns_name';

/**
 * An instance that has been online since `identity.nowMs`, for a world that begins in its steady state. Its agent's id
 * is `agent_id` of the result.
 */
export function onlineInstance(
  fields: InstanceFields & { [Field in Running]: NonNullable<Instance[Field]> },
  identity: Identity,
): Instance & { agent_id: string } {
  const instance = newInstance({ status: 'online', start_count: 1, setup_done: true, ...fields }, identity);
  const agentId = instance.agent_id ?? agentIdOf(instance._id, instance.start_count);
  return { ...instance, agent_id: agentId, booted_at: instance.booted_at ?? instance.created_at };
}

/** The agent of one start of an instance: the same however often the job that starts it runs. */
export function agentIdOf(instanceId: string, startCount: number): string {
  return `${instanceId}-${startCount}`;
}

/** The instance of an agent. */
export function instanceIdOf(agentId: string): string {
  return agentId.slice(0, agentId.lastIndexOf('-'));
}

/** What names one start to EC2, so that a job that runs twice launches once. */
export function clientTokenOf(instance: Instance): string {
  return `${instance._id}-${instance.start_count}`;
}

/** The 32-bit types of 2011; all others are 64-bit. (t1.micro could be either.) */
const types32Bit = ['t1.micro', 'm1.small', 'c1.medium'];

export function architectureOf(instanceType: string): Architecture {
  return types32Bit.includes(instanceType) ? 'i386' : 'x86_64';
}
