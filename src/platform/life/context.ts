import type { Environment } from '../environment.ts';
import type { InstallationConfig } from '../installation.ts';
import type { FollowUps, Job, JobKind } from '../queue/job.ts';
import type { Locks } from '../queue/lock.ts';
import type { Metrics } from '../scaling/metrics.ts';
import type { Store } from '../store.ts';
import type { Ec2 } from './ec2.ts';

/** What the jobs of a worker work with. */
export interface Work {
  env: Environment;
  config: InstallationConfig;
  store: Store;
  locks: Locks;
  ec2: Ec2;
  metrics: Metrics;
}

/** Does a job once; what follows is put in place by the worker, together with the job's end. */
export type Handler<Kind extends JobKind> = (work: Work, job: Job<Kind>) => Promise<FollowUps>;
