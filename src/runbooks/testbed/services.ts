/**
 * What runs on an installation's machines: the processes that its Chef roles ask for, started, restarted and stopped as a recipe would.
 *
 * What was installed is on the machine's disk, so a machine that reboots starts the same again.
 */

import type { Environment } from '../../platform/environment.ts';
import type { InstallationConfig } from '../../platform/index.ts';
import { startBus, startFrontend, startWorker } from '../../platform/index.ts';
import type { Host, Process } from '../../sim/network/index.ts';
import { COUCH_PORT, type CouchProcess, type CouchSoftware, startCouch } from '../../sim/stores/couch-process.ts';
import { REDIS_PORT, type RedisProcess, startRedis } from '../../sim/stores/redis-process.ts';

/** What a machine was told to be. */
export interface Installed {
  roles: readonly string[];
  /** Missing while the addresses of the stores are not known: the services that need them wait. */
  config?: InstallationConfig;
}

export interface ServiceNeeds {
  environment: (process: Process) => Environment;
  /** Asked at each start of CouchDB: what a machine is may be known only after its boot. */
  couchSoftware: () => CouchSoftware;
  /** The database that replicas follow. */
  database: string;
}

const INSTALLED = 'installed';
/** On the disk of a CouchDB or Redis machine: it may be written to as the installation's master. */
const WRITABLE = 'couchdb.writable';
/** On the disk of a CouchDB machine: how often a job queries every view there. */
const WARM_EVERY_MS = 'couchdb.warm-every-ms';
/** On the disk of a replica: the address of what it follows. */
const COUCH_SOURCE = 'couchdb.source';
const REDIS_SOURCE = 'redis.source';
const REDIS_FENCED = 'redis.fenced';

type ServiceName = 'couchdb' | 'redis' | 'bus' | 'frontend' | 'worker';

const servicesOfRole: Readonly<Record<string, readonly ServiceName[]>> = {
  'couch-master': ['couchdb'],
  'couch-replica': ['couchdb'],
  'redis-master': ['redis'],
  'redis-replica': ['redis'],
  bus: ['bus'],
  frontend: ['frontend'],
  worker: ['worker'],
  'all-in-one': ['couchdb', 'redis', 'bus', 'frontend', 'worker'],
};

interface Running {
  process: Process;
  /** What it was started with; a change restarts it. */
  key: string;
}

/** The services of one machine. */
export class Services {
  readonly host: Host;
  couch: CouchProcess | undefined;
  redis: RedisProcess | undefined;
  readonly #needs: ServiceNeeds;
  readonly #running = new Map<ServiceName, Running>();
  readonly #couchListeners: ((couch: CouchProcess) => void)[] = [];
  readonly #redisListeners: ((redis: RedisProcess) => void)[] = [];

  constructor(host: Host, needs: ServiceNeeds) {
    this.host = host;
    this.#needs = needs;
  }

  get installed(): Installed | undefined {
    return this.host.disk.get(INSTALLED) as Installed | undefined;
  }

  /** Makes the machine what it should be; what already runs with the same settings goes on. */
  install(installed: Installed): void {
    this.host.disk.set(INSTALLED, installed);
    this.start();
  }

  /** Starts what is installed and not running: after a boot, after a kill. */
  start(): void {
    const { installed } = this;
    if (!installed) return;
    const wanted = new Set(installed.roles.flatMap((role) => servicesOfRole[role] ?? []));
    for (const [name, running] of this.#running) if (!wanted.has(name)) this.#stop(name, running);
    for (const name of wanted) this.#startService(name, installed.config);
  }

  stop(name: ServiceName): void {
    const running = this.#running.get(name);
    if (running) this.#stop(name, running);
  }

  isRunning(name: ServiceName): boolean {
    return this.#running.get(name)?.process.alive ?? false;
  }

  /** The processes that should run here. */
  get wanted(): readonly string[] {
    const roles = this.installed?.roles ?? [];
    const fenced = this.host.disk.has(REDIS_FENCED);
    const names = roles.flatMap((role) => servicesOfRole[role] ?? []);
    return [...new Set(names)].filter((name) => name !== 'redis' || !fenced);
  }

  /** The address of what a store here follows. */
  followed(store: 'couch' | 'redis'): string | undefined {
    return this.host.disk.get(store === 'couch' ? COUCH_SOURCE : REDIS_SOURCE) as string | undefined;
  }

  /** `listener` hears of the CouchDB that runs, and of each that is started later. */
  onCouch(listener: (couch: CouchProcess) => void): void {
    this.#couchListeners.push(listener);
    if (this.couch) listener(this.couch);
  }

  /** `listener` hears of the Redis that runs, and of each that is started later. */
  onRedis(listener: (redis: RedisProcess) => void): void {
    this.#redisListeners.push(listener);
    if (this.redis) listener(this.redis);
  }

  /** Whether this CouchDB takes writes as its installation's master. */
  get couchWritable(): boolean {
    return this.host.disk.get(WRITABLE) === true;
  }

  setCouchWritable(writable: boolean): void {
    this.host.disk.set(WRITABLE, writable);
    this.couch?.server.setReadOnly(!writable);
  }

  /** Stops Redis for good: neither a boot nor a Chef run starts it again. */
  fenceRedis(): void {
    this.host.disk.set(REDIS_FENCED, true);
    this.stop('redis');
  }

  unfenceRedis(): void {
    this.host.disk.delete(REDIS_FENCED);
    this.start();
  }

  /** Stops everything for good: the stores take no write any more, and nothing is left that a boot would start. */
  fence(): void {
    this.setCouchWritable(false);
    this.fenceRedis();
    this.install({ roles: [] });
  }

  /** Installs a job that queries every view so often. */
  keepCouchWarm(everyMs: number): void {
    this.host.disk.set(WARM_EVERY_MS, everyMs);
    this.couch?.server.keepWarm(everyMs);
  }

  follow(sources: { couch?: string; redis?: string }): void {
    if (sources.couch) this.host.disk.set(COUCH_SOURCE, sources.couch);
    if (sources.redis) this.host.disk.set(REDIS_SOURCE, sources.redis);
    this.#replicate();
  }

  stopFollowing(store: 'couch' | 'redis'): void {
    const { disk } = this.host;
    const source = disk.get(COUCH_SOURCE) as string | undefined;
    disk.delete(store === 'couch' ? COUCH_SOURCE : REDIS_SOURCE);
    if (store === 'redis') this.redis?.server.promote();
    else if (source && this.couch?.process.alive) replicateFrom(this.couch, source, this.#needs.database, true);
  }

  #startService(name: ServiceName, config: InstallationConfig | undefined): void {
    const store = name === 'couchdb' || name === 'redis';
    if (!store && !config) return;
    if (name === 'redis' && this.host.disk.has(REDIS_FENCED)) return;
    const key = store ? name : JSON.stringify(config);
    const running = this.#running.get(name);
    if (running?.process.alive) {
      if (running.key === key) return;
      this.#stop(name, running);
    }
    this.#running.set(name, { key, process: this.#launch(name, config) });
  }

  #launch(name: ServiceName, config: InstallationConfig | undefined): Process {
    if (name === 'couchdb') {
      this.couch = startCouch(this.host, this.#needs.couchSoftware());
      this.couch.server.setReadOnly(!this.couchWritable);
      const warmEveryMs = this.host.disk.get(WARM_EVERY_MS) as number | undefined;
      if (warmEveryMs !== undefined) this.couch.server.keepWarm(warmEveryMs);
      for (const listener of this.#couchListeners) listener(this.couch);
      this.#replicate();
      return this.couch.process;
    }
    if (name === 'redis') {
      this.redis = startRedis(this.host);
      for (const listener of this.#redisListeners) listener(this.redis);
      this.#replicate();
      return this.redis.process;
    }
    const process = this.host.start(name);
    const environment = this.#needs.environment(process);
    if (name === 'bus') startBus(environment, config!);
    else if (name === 'frontend') startFrontend(environment, config!);
    else startWorker(environment, config!);
    return process;
  }

  #stop(name: ServiceName, running: Running): void {
    running.process.end();
    this.#running.delete(name);
  }

  #replicate(): void {
    const { disk } = this.host;
    const couchSource = disk.get(COUCH_SOURCE) as string | undefined;
    const redisSource = disk.get(REDIS_SOURCE) as string | undefined;
    if (this.couch?.process.alive && couchSource) replicateFrom(this.couch, couchSource, this.#needs.database);
    if (this.redis?.process.alive && redisSource) this.redis.server.replicaOf(redisSource, REDIS_PORT);
  }
}

/** Pulls for ever from another CouchDB, as an operator asks for it, or calls that off. */
function replicateFrom({ server }: CouchProcess, source: string, database: string, cancel = false): void {
  const body = { source: `http://${source}:${COUCH_PORT}/${database}`, target: database, continuous: true, cancel };
  const headers = { 'Content-Type': 'application/json' };
  void server.fetch(
    new Request(`http://localhost:${COUCH_PORT}/_replicate`, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
}
