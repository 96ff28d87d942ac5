/** The jobs of an installation, as they lie in Redis. A job may run more than once and must do no harm when it does. */
import type { Deployment } from '../documents/deployment.ts';
import type { AgentFacts, CommandResult } from '../messages.ts';

export type JobTask =
  /** requested: launch it on EC2. */
  | { kind: 'launch'; instanceId: string; startCount: number }
  /** pending or shutting down: look at EC2 how far it is; `looks` counts how often that was done. */
  | { kind: 'poll'; instanceId: string; startCount: number; looks: number }
  /** Give it its volumes and its elastic address as soon as it runs; `looks` as for `poll`. */
  | { kind: 'equip'; instanceId: string; startCount: number; looks: number }
  /** Has the agent called in time? */
  | { kind: 'boot-check'; instanceId: string; startCount: number }
  /** Send the shutdown event and have it terminated when its time is over. */
  | { kind: 'shutdown'; instanceId: string; startCount: number }
  | { kind: 'terminate'; instanceId: string; startCount: number }
  | { kind: 'reboot'; instanceId: string }
  /** Somebody who writes no document wishes it: a schedule, the load, healing. Void once the instance has been started again. */
  | { kind: 'start'; instanceId: string; startCount: number; healing?: boolean }
  | { kind: 'stop'; instanceId: string; startCount: number }
  /** Is it still as silent as it was then? */
  | { kind: 'heal'; instanceId: string; startCount: number; offlineSinceMs: number }
  /** Look which time-based instances of a cloud should run at this hour. */
  | { kind: 'scale-by-time'; cloudId: string }
  /** Look at the load of a role. */
  | { kind: 'scale-by-load'; roleId: string }
  /** Tell the instances of a deployment; it is written down by whoever comes first. */
  | { kind: 'deploy'; deployment: Deployment }
  /** Give up the instances that will never report on a deployment. */
  | { kind: 'deployment-check'; deploymentId: string }
  /** Tell all online instances of a cloud what the cloud looks like now. */
  | { kind: 'configure'; cloudId: string }
  /** Put right what the machines of a cloud tell of it on EC2. */
  | { kind: 'tag'; cloudId: string }
  /** The instance was removed: give back what it had on EC2. */
  | { kind: 'release'; instanceId: string; region: string; credentialId: string }
  | { kind: 'agent-connected'; agentId: string; facts: AgentFacts }
  | { kind: 'agent-lost'; agentId: string }
  /** Somebody on a machine wants recipes run there. */
  | { kind: 'client-run'; agentId: string; runId: string; recipes: readonly string[] }
  | { kind: 'command-finished'; agentId: string; result: CommandResult };

export type JobKind = JobTask['kind'];
export type Task<Kind extends JobKind> = Extract<JobTask, { kind: Kind }>;

/** `id` stays the same through retries, `attempt` counts them from 0, `run` makes each passage through the queue a text of its own. */
export type Job<Kind extends JobKind = JobKind> = Task<Kind> & { id: string; attempt: number; run?: string };

/** What is to be put in place together. */
export interface FollowUps {
  now?: readonly Job[];
  later?: readonly { job: Job; atMs: number }[];
  commands?: readonly Command[];
  /** Agents that will never call again: their commands are thrown away. */
  goneAgents?: readonly string[];
}

/** A Chef run that an agent is asked for. */
export interface Command {
  id: string;
  agentId: string;
  instanceId: string;
  /** What it says of the cloud is at least as new as this, in milliseconds since the epoch. An agent gets them in this order. */
  atMs: number;
  activity: string;
  recipes: readonly string[];
  json: Record<string, unknown>;
}

/** A new command as it is told over pub/sub: the ids of its agent and of itself. */
export type ToldCommand = readonly [agentId: string, commandId: string];

export function newJob<Kind extends JobKind>(id: string, task: Task<Kind>): Job<Kind> {
  return { id, attempt: 0, ...task } as Job<Kind>;
}

/** The configure of a cloud always has the same text, so that asking for it again while it waits changes nothing. */
export function configureJob(cloudId: string): Job<'configure'> {
  return newJob(`configure-${cloudId}`, { kind: 'configure', cloudId });
}
