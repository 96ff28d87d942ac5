/**
 * What comes next in an instance's life: a pure function of the instance and of what has happened.
 *
 * new -> requested -> pending -> booting -> running_setup -> online, and from there offline and back, or shutting_down
 * -> stopped. Every answer can be given twice: a job that died between writing the document and passing on the effects
 * runs again, and must cause the same effects.
 */
import { agentIdOf, type Instance, type InstanceStatus } from '../documents/instance.ts';
import type { MachineFacts } from '../environment.ts';

export interface Addresses {
  ip: string | null;
  dns_name: string | null;
  private_ip: string | null;
  private_dns_name: string | null;
}

export type LifeEvent =
  | { kind: 'start-requested' }
  | { kind: 'launched'; ec2InstanceId: string }
  | { kind: 'launch-failed'; reason: string }
  | { kind: 'ec2-running'; addresses: Addresses; bootedAt: string }
  /** EC2 says shutting-down or terminated, or does not know the instance. */
  | { kind: 'ec2-gone'; reason: string }
  | { kind: 'boot-timeout' }
  /** Its volumes cannot be attached. */
  | { kind: 'equip-failed'; reason: string }
  | { kind: 'agent-connected'; facts: MachineFacts; bootedAt: string }
  | { kind: 'agent-lost'; nowMs: number }
  /** It has stayed away for too long. */
  | { kind: 'heal'; nowMs: number }
  | { kind: 'setup-finished'; ok: boolean }
  | { kind: 'stop-requested'; nowMs: number }
  /** The job `by` sends the shutdown event now; from then on `terminateAtMs` stands, unless that job has to do it again. */
  | { kind: 'shutdown-sent'; terminateAtMs: number; by: string };

/** What is to be done apart from the document. */
export type Effect =
  | 'launch'
  | 'poll'
  | 'boot-check'
  /** Look again at the same event, now that the instance is one state further. */
  | 'again'
  /** Send the setup event. */
  | 'setup'
  | 'shutdown'
  /** It was healed: start it again. */
  | 'start'
  /** Look in a while whether it is still silent. */
  | 'observe'
  | 'configure';

export interface Decision {
  /** Fields to change; undefined when the document stays as it is. */
  patch?: Partial<Instance>;
  effects: readonly Effect[];
  /** A wish that cannot be granted: why. */
  refusal?: string;
}

const nothing: Decision = { effects: [] };

const startable: readonly InstanceStatus[] = ['new', 'stopped', 'start_failed'];
/** States in which there is, or may soon be, an EC2 instance. */
const stoppable: readonly InstanceStatus[] = [
  'requested',
  'pending',
  'booting',
  'running_setup',
  'online',
  'setup_failed',
  'start_failed',
  'offline',
];
/** States in which a machine gets its volumes. */
const equipped: readonly InstanceStatus[] = ['pending', 'booting', 'running_setup', 'online', 'offline'];
/** States in which an agent listens and a shutdown event makes sense. */
const attended: readonly InstanceStatus[] = ['running_setup', 'online', 'setup_failed'];

export function decide(instance: Instance, event: LifeEvent): Decision {
  const { status } = instance;
  switch (event.kind) {
    case 'start-requested':
      if (status === 'requested') return { effects: ['launch'] };
      if (!startable.includes(status)) return refused('start', status);
      if (instance.ec2_instance_id) return { effects: [], refusal: "Can't start instance before it is stopped" };
      return { patch: started(instance), effects: ['launch'] };

    case 'launched':
      if (status === 'pending') return { effects: ['poll'] };
      // Stopped while it was being launched: whoever shuts it down must know what to terminate.
      if (status === 'shutting_down') return { patch: { ec2_instance_id: event.ec2InstanceId }, effects: [] };
      if (status !== 'requested') return nothing;
      return { patch: { status: 'pending', ec2_instance_id: event.ec2InstanceId }, effects: ['poll'] };

    case 'launch-failed':
      if (status !== 'requested') return nothing;
      return { patch: { status: 'start_failed', last_error: event.reason }, effects: [] };

    case 'ec2-running':
      if (status === 'booting') return { effects: ['boot-check'] };
      if (status !== 'pending') return nothing;
      return {
        patch: { status: 'booting', booted_at: event.bootedAt, ...event.addresses },
        effects: ['boot-check'],
      };

    case 'ec2-gone':
      if (status === 'shutting_down') return { patch: stopped(), effects: startAgain(instance) };
      if (status === 'stopped') return { effects: startAgain(instance) };
      if (status !== 'pending') return nothing;
      return { patch: { status: 'start_failed', ec2_instance_id: null, last_error: event.reason }, effects: [] };

    case 'boot-timeout':
      if (status !== 'booting') return nothing;
      return { patch: { status: 'start_failed', last_error: 'its agent never called' }, effects: [] };

    case 'equip-failed':
      if (!equipped.includes(status)) return nothing;
      return {
        patch: { status: 'setup_failed', last_error: event.reason },
        effects: status === 'online' ? ['configure'] : [],
      };

    case 'agent-connected':
      return agentConnected(instance, event);

    case 'agent-lost':
      if (status === 'offline') return { effects: [instance.setup_done ? 'configure' : 'observe'] };
      if (status === 'online') return { patch: offline(event.nowMs), effects: ['configure'] };
      // Nobody has heard of it yet: no configure, which would look after those that are silent.
      if (status === 'running_setup') return { patch: offline(event.nowMs), effects: ['observe'] };
      return nothing;

    case 'heal':
      if (status === 'shutting_down' && instance.start_again) return { effects: ['shutdown'] };
      if (status !== 'offline') return nothing;
      return {
        patch: { status: 'shutting_down', terminate_at_ms: event.nowMs, start_again: true },
        effects: ['shutdown'],
      };

    case 'setup-finished':
      if (status === 'online' && event.ok) return { effects: ['configure'] };
      if (status !== 'running_setup' && !(status === 'offline' && !instance.setup_done)) return nothing;
      if (event.ok) return { patch: { status: 'online', setup_done: true, last_error: null }, effects: ['configure'] };
      return {
        patch: { status: 'setup_failed', last_error: 'setup failed: see the log of its Chef run' },
        effects: [],
      };

    case 'stop-requested':
      // Whoever stops what is being healed wants it to stay stopped.
      if (instance.start_again) return { patch: { start_again: false }, effects: shutDown(status) };
      if (status === 'shutting_down') return { effects: ['shutdown'] };
      if (!stoppable.includes(status)) return refused('stop', status);
      return {
        // Where no agent listens there is no shutdown event to wait for.
        patch: { status: 'shutting_down', terminate_at_ms: attended.includes(status) ? null : event.nowMs },
        effects: ['shutdown'],
      };

    case 'shutdown-sent':
      if (status !== 'shutting_down') return nothing;
      if (instance.terminate_at_ms !== null && instance.shutdown_by !== event.by) return nothing;
      return { patch: { terminate_at_ms: event.terminateAtMs, shutdown_by: event.by }, effects: [] };
  }
}

function agentConnected(instance: Instance, event: Extract<LifeEvent, { kind: 'agent-connected' }>): Decision {
  switch (instance.status) {
    case 'pending':
      // The machine was faster than our look at EC2: it says itself that it runs.
      return {
        patch: { status: 'booting', booted_at: event.bootedAt, ...addressesOf(event.facts) },
        effects: ['again'],
      };
    case 'start_failed':
      // It had been given up, and calls all the same.
      if (!instance.ec2_instance_id) return nothing;
      return { patch: { status: 'booting', last_error: null }, effects: ['again'] };
    case 'booting':
      return { patch: { status: 'running_setup', ...addressesOf(event.facts) }, effects: ['setup'] };
    case 'running_setup':
      return { effects: ['setup'] };
    case 'offline':
      return instance.setup_done
        ? { patch: { status: 'online', offline_since_ms: null }, effects: ['configure'] }
        : { patch: { status: 'running_setup', offline_since_ms: null }, effects: ['setup'] };
    default:
      return nothing;
  }
}

function started(instance: Instance): Partial<Instance> {
  const startCount = instance.start_count + 1;
  return {
    ...stopped(),
    status: 'requested',
    start_count: startCount,
    agent_id: agentIdOf(instance._id, startCount),
    last_error: null,
    start_again: false,
  };
}

function stopped(): Partial<Instance> {
  return {
    status: 'stopped',
    agent_id: null,
    ec2_instance_id: null,
    ip: null,
    dns_name: null,
    private_ip: null,
    private_dns_name: null,
    booted_at: null,
    setup_done: false,
    terminate_at_ms: null,
    shutdown_by: null,
    offline_since_ms: null,
  };
}

const offline = (nowMs: number): Partial<Instance> => ({ status: 'offline', offline_since_ms: nowMs });
const startAgain = (instance: Instance): Effect[] => (instance.start_again ? ['start'] : []);
const shutDown = (status: InstanceStatus): Effect[] => (status === 'shutting_down' ? ['shutdown'] : []);

function addressesOf(facts: MachineFacts): Addresses {
  return {
    ip: facts.publicIp,
    dns_name: facts.publicDnsName,
    private_ip: facts.privateIp,
    private_dns_name: facts.privateDnsName,
  };
}

function refused(verb: string, status: InstanceStatus): Decision {
  return { effects: [], refusal: `Can't ${verb} instance while it is ${status.replaceAll('_', ' ')}` };
}
