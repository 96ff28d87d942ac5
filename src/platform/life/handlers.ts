/** Which job is done by what, and what becomes of one that keeps failing. */
import { clientRun } from '../client/carry-out.ts';
import { deploy, deploymentCheck } from '../deploy/index.ts';
import { describeError } from '../errors.ts';
import { heal } from '../healing/index.ts';
import type { FollowUps, Job, JobKind } from '../queue/job.ts';
import { scaleByLoad, scaleByTime } from '../scaling/index.ts';
import { agentConnected, agentLost, commandFinished, configure } from './agents.ts';
import type { Handler, Work } from './context.ts';
import { equip } from './equip.ts';
import { release } from './release.ts';
import { bootCheck, launch, launchFailed, poll } from './start.ts';
import { reboot, shutdown, terminate } from './stop.ts';
import { tag } from './tags.ts';
import { start, stop } from './wishes.ts';

const handlers: { [Kind in JobKind]: Handler<Kind> } = {
  launch,
  poll,
  equip,
  'boot-check': bootCheck,
  shutdown,
  terminate,
  reboot,
  start,
  stop,
  heal,
  'scale-by-time': scaleByTime,
  'scale-by-load': scaleByLoad,
  deploy,
  'deployment-check': deploymentCheck,
  configure,
  tag,
  release,
  'agent-connected': agentConnected,
  'agent-lost': agentLost,
  'client-run': clientRun,
  'command-finished': commandFinished,
};

export function handle(work: Work, job: Job): Promise<FollowUps> {
  return (handlers[job.kind] as Handler<JobKind>)(work, job);
}

/** Jobs that are given up after `jobAttempts`. What has been launched must be looked after for as long as it takes. */
const limited: readonly JobKind[] = ['launch', 'reboot', 'configure', 'tag', 'release', 'client-run', 'boot-check'];

export function isLastAttempt(work: Work, job: Job): boolean {
  return limited.includes(job.kind) && job.attempt + 1 >= work.config.jobAttempts;
}

/** Ends a job that has failed too often: with an instance that could not be started, or with a line in the log. */
export async function giveUp(work: Work, job: Job, error: unknown): Promise<FollowUps> {
  work.env.log('job.given-up', { job: job.kind, reason: describeError(error) });
  return job.kind === 'launch' ? launchFailed(work, job, error) : {};
}
