/**
 * Scalarium, the EC2 cluster manager of 2010-12, one *installation* of it.
 *
 * An installation is a handful of processes that share two stores:
 *
 * - **frontends** (`frontend.ts`, `api/`) answer the HTTP API. They read documents through CouchDB's views and put jobs
 *   on a queue in Redis.
 * - **workers** (`worker.ts`, `life/`) take jobs, decide with a pure function what comes next in an instance's life, and do it: EC2 calls,
 *   documents, commands for agents, further jobs.
 * - the **agent bus** (`bus.ts`) holds a lasting connection to every managed machine and to every worker. It carries
 *   commands out and results
 *   in, and notices who has fallen silent.
 * - an **agent** (`agent.ts`) on each managed machine runs Chef when it is told to, and reports.
 *
 * The same code runs twice in the world: as the public main installation, and as the *kernel*, a second Scalarium whose
 * clouds contain the main installation's own machines (blog of 2011-08-19).
 *
 * ```ts
 * const config = installation({ name: 'main', couchUrl: 'http://couch-master:5984', redisHost: 'redis-master', busHost: 'bus', images });
 * await createDatabase(env, config); // once, or write the documents of a running installation with `genesis`
 * startFrontend(env, config);
 * startWorker(env, config);
 * startBus(env, config);
 * ```
 *
 * Starting is synchronous and cheap; every process reconnects and tries again for ever. An idle installation does nothing periodic: workers
 * block on the queue, delayed jobs sleep until they are due, presence is a connection and not a poll.
 */
import type { RequestLimit } from './api/limits.ts';
import type { MachineFacts } from './environment.ts';

export type Architecture = MachineFacts['architecture'];

export interface InstallationConfig {
  /** `main`, `kernel`, ... */
  name: string;
  version: string;
  /** Scheme, host and port of the CouchDB master. */
  couchUrl: string;
  database: string;
  redisHost: string;
  redisPort: number;
  /** Where agents and workers find the bus; a name is resolved anew for each connection. */
  busHost: string;
  busPort: number;
  frontendPort: number;
  /** Over how many design documents the views are spread; 1 to the number of views. */
  designDocuments: number;
  /** EC2's image for a region and an architecture: `images['eu-west-1'].x86_64`. */
  images: Readonly<Record<string, Readonly<Partial<Record<Architecture, string>>>>>;
  /** What one token may ask of one frontend (ours). */
  requestLimit: RequestLimit;
  /** How long a frontend waits for a store before it answers 503. */
  viewTimeoutMs: number;
  /** How long any process leaves a request to a store open. */
  storeTimeoutMs: number;
  ec2TimeoutMs: number;
  /** How often EC2 is asked about an instance that is pending or shutting down; after two dozen times twelve times less often. */
  pollMs: number;
  /** From the shutdown event to TerminateInstances: 45 s (blog of 2011-11-02). */
  shutdownWaitMs: number;
  /** How long the bus waits for an agent or a worker to come back before it counts as lost. Ours; agents ping every 15 s in Nanite. */
  lostAfterMs: number;
  /**
   * How long a bus that has just started gives the agents that its predecessor knew: their longest pause and an old
   * address in their DNS.
   */
  agentsStartGraceMs: number;
  /** The same for workers, which dial it by the same name. */
  workersStartGraceMs: number;
  /** Configure runs that are asked for within this time of each other become one (ours; ten machines seldom come online at once). */
  configureDelayMs: number;
  /** An instance whose agent has not called this long after EC2 said running has failed to boot. */
  bootTimeoutMs: number;
  /** How long an agent stays away until its instance is healed: "a couple of minutes" (knowledge base); five, as in OpsWorks. */
  healAfterMs: number;
  /** How often time-based instances are looked at: "every couple of minutes" (knowledge base). */
  scheduleCheckMs: number;
  /** How often it is asked who will never report on a deployment. */
  deploymentCheckMs: number;
  /** An instance that has not reported on a deployment for this long has failed (ours). */
  deploymentTimeoutMs: number;
  lockMs: number;
  /** How many jobs a worker has in hand at once. */
  workerJobs: number;
  /** How often a failing job is tried before it is given up. */
  jobAttempts: number;
}

const defaults = {
  version: '2011.8',
  database: 'scalarium',
  redisPort: 6379,
  busPort: 5672,
  frontendPort: 80,
  designDocuments: 8,
  requestLimit: { burst: 1_000, perSecond: 50 },
  viewTimeoutMs: 5_000,
  storeTimeoutMs: 60_000,
  ec2TimeoutMs: 60_000,
  pollMs: 15_000,
  shutdownWaitMs: 45_000,
  lostAfterMs: 15_000,
  agentsStartGraceMs: 660_000,
  workersStartGraceMs: 660_000,
  configureDelayMs: 20_000,
  bootTimeoutMs: 30 * 60_000,
  healAfterMs: 300_000,
  scheduleCheckMs: 120_000,
  deploymentCheckMs: 300_000,
  deploymentTimeoutMs: 3_600_000,
  lockMs: 90_000,
  workerJobs: 4,
  jobAttempts: 8,
} satisfies Partial<InstallationConfig>;

export type InstallationFields = Omit<InstallationConfig, keyof typeof defaults> & Partial<InstallationConfig>;

/** A whole configuration from the few fields that have no default. */
export function installation(fields: InstallationFields): InstallationConfig {
  return { ...defaults, ...fields };
}
