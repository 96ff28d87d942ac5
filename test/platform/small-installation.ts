/**
 * A small installation in a small world, for stories: every process on a host of its own, the project's own CouchDB and Redis, EC2 of one region, and
 * machines that note what their agents were told to run.
 */
import {
  type Agent,
  type AnyDocument,
  type Applications,
  type ChefRun,
  type Cloud,
  createDatabase,
  decodeUserData,
  type Environment,
  type InstallationFields,
  installation,
  mediaType,
  newAccount,
  newCloud,
  newCredential,
  newRole,
  newUser,
  type Role,
  scalariumClient,
  startAgent,
  startBus,
  startFrontend,
  startWorker,
} from '../../src/platform/index.ts';
import { applicationsOn, deployOn } from '../../src/runbooks/testbed/applications.ts';
import { connectEc2 } from '../../src/runbooks/testbed/aws.ts';
import { filesOf } from '../../src/runbooks/testbed/chef.ts';
import { processEnvironment, worldFetch } from '../../src/runbooks/testbed/environment.ts';
import { type Ec2Call, type InstanceStateChange, ubuntuImage } from '../../src/sim/cloud/index.ts';
import { fetchFrom, type Host, type Process } from '../../src/sim/network/index.ts';
import { type CouchProcess, type CouchSoftware, startCouch } from '../../src/sim/stores/couch-process.ts';
import { type RedisProcess, startRedis } from '../../src/sim/stores/redis-process.ts';
import { World } from '../../src/sim/world.ts';

export const adminToken = 'a'.repeat(40);
const region = 'eu-west-1';
const secondUs = 1_000_000;

export const couchSoftware: CouchSoftware = {
  software: { couch: '1.1.0', otp: 'R14B01', collator: 'icu-4.2' },
  indexing: { docsPerSecondPerEcu: 129, builders: 1 },
  indexPolicy: '2011',
};

export interface Line {
  atMs: number;
  host: string;
  event: string;
  data: Record<string, unknown>;
}

/** A Chef run as a machine saw it. */
export interface Run extends ChefRun {
  atMs: number;
  nickname: string;
  ec2InstanceId?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: stories read into whatever the API answers.
  body: any;
}

export interface SmallOptions {
  seed?: number;
  workers?: number;
  frontends?: number;
  config?: Partial<InstallationFields>;
  setupSeconds?: number;
  /** Called before each event of the world. */
  beforeEachEvent?: () => void;
}

export class SmallInstallation {
  readonly world: World;
  readonly lines: Line[] = [];
  readonly runs: Run[] = [];
  readonly ec2Calls: Ec2Call[] = [];
  readonly ec2States: InstanceStateChange[] = [];
  /** Nicknames of machines whose setups and deployments fail. */
  readonly broken = new Set<string>();
  /** How loaded a machine is, by its nickname: CPU and memory in percent, processes that want to run. */
  readonly loads = new Map<string, { cpu: number; memory: number; load: number }>();
  readonly workers: Process[] = [];
  readonly agentHosts = new Map<string, Host>();
  readonly config;
  readonly cloud: Cloud;
  readonly role: Role;
  readonly documents: AnyDocument[];
  couch!: CouchProcess;
  redis!: RedisProcess;
  bus!: Process;
  readonly #agents = new Map<Host, Agent>();
  #watch: (() => void) | undefined;
  /** What the log has said of each instance last. */
  readonly #statuses = new Map<string, string>();
  #operator!: Process;
  #options: SmallOptions;

  constructor(options: SmallOptions = {}) {
    this.#options = options;
    this.world = new World({
      seed: options.seed ?? 1,
      startMs: Date.UTC(2011, 7, 7, 17, 41),
      regions: { [region]: { zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'] } },
      accounts: { main: { zoneNames: 'uniform' } },
      offices: { berlin: { near: region, latencyMs: 15 } },
      bootSeconds: () => 95,
      onBoot: (host, spec) => this.#boot(host, decodeUserData(Buffer.from(spec.userData).toString('base64'))),
      fetch: worldFetch,
      enforceSecurityGroups: true,
      ec2: { onCall: (call) => this.ec2Calls.push(call), onInstanceState: (change) => this.ec2States.push(change) },
    });
    this.config = installation({
      name: 'main',
      couchUrl: 'http://couch.test:5984',
      redisHost: 'redis.test',
      busHost: 'bus.test',
      images: { [region]: { i386: ubuntuImage(region, 'i386'), x86_64: ubuntuImage(region, 'x86_64') } },
      ...options.config,
    });
    const nowMs = this.world.kernel.startMs;
    const account = newAccount({ name: 'acme' }, { id: id(1), nowMs });
    const user = newUser(
      { account_id: account._id, name: 'ada', token: adminToken, admin: true, api_enabled: true },
      { id: id(2), nowMs },
    );
    const credential = newCredential(
      { account_id: account._id, name: 'aws', aws_access_key_id: 'AKIAMAIN', aws_secret_access_key: 'secret' },
      { id: id(3), nowMs },
    );
    this.cloud = newCloud(
      {
        account_id: account._id,
        credential_id: credential._id,
        name: 'shop',
        region,
        default_availability_zone: 'eu-west-1b',
      },
      { id: id(4), nowMs },
    );
    this.role = newRole(
      { cluster_id: this.cloud._id, name: 'PHP App Server', shortname: 'php-app', role_type: 'php-app' },
      { id: id(5), nowMs },
    );
    this.documents = [account, user, credential, this.cloud, this.role];
  }

  /** Plays a story: everything starts, `tell` runs, the world stops. Fails when the story has not ended after two days. */
  async play(tell: () => Promise<void>): Promise<void> {
    const { kernel } = this.world;
    let told = false;
    this.#operator = this.world.addOfficeHost('operator', 'berlin').start('operator');
    kernel.spawn('story', async () => {
      await this.#raise();
      await tell();
      told = true;
      kernel.stop();
    });
    await kernel.run(48 * 3600 * secondUs, () => {
      this.#options.beforeEachEvent?.();
      this.#watch?.();
      return false;
    });
    if (!told) throw new Error('the story has not come to its end');
  }

  async #raise(): Promise<void> {
    const { workers = 2, frontends = 1 } = this.#options;
    this.couch = startCouch(this.host('couch'), couchSoftware);
    this.redis = startRedis(this.host('redis'));
    const setup = this.host('setup').start('setup');
    await createDatabase(this.environment(setup), this.config, this.documents);
    this.couch.server.bringIndexesUpToDate();
    this.bus = this.host('bus').start('bus');
    startBus(this.environment(this.bus), this.config);
    for (let number = 1; number <= frontends; number++) {
      startFrontend(this.environment(this.host(`frontend${number}`).start('frontend')), this.config);
    }
    for (let number = 1; number <= workers; number++) this.startWorker(`worker${number}`);
  }

  startWorker(name: string): Process {
    const process = (this.world.network.hosts.get(name) ?? this.host(name)).start('worker');
    this.workers.push(process);
    startWorker(this.environment(process), this.config);
    return process;
  }

  /** On what is on its disk. */
  restartCouch(): void {
    this.couch.process.end();
    this.couch = startCouch(this.world.network.hosts.get('couch')!, couchSoftware);
  }

  restartBus(): void {
    this.bus.end();
    this.bus = this.world.network.hosts.get('bus')!.start('bus');
    startBus(this.environment(this.bus), this.config);
  }

  /** A host of the installation itself, up from now on, found as `<name>.test`. */
  host(name: string): Host {
    const { network } = this.world;
    const host = network.addHost({
      name,
      site: this.world.site('euw1-az1'),
      addresses: [`198.51.100.${network.hosts.size + 1}`],
      hardware: { architecture: 'x86_64', cores: 2, ecuPerCore: 3.25, memoryMib: 16_384 },
      bootSeconds: () => 60,
      onBoot: () => {},
    });
    host.startRunning();
    network.dns.set(`${name}.test`, [host.address], 60);
    return host;
  }

  environment(process: Process): Environment {
    return processEnvironment({
      process,
      log: ({ host }, event, data = {}) => {
        this.lines.push({ atMs: this.nowMs, host: host.name, event, data });
        if (event === 'instance.status') this.#statuses.set(data.instance as string, data.to as string);
      },
      ec2: (caller, credential, where) => connectEc2(this.world, caller, credential, where),
    });
  }

  #boot(host: Host, { agentId, busHost, busPort }: { agentId: string; busHost: string; busPort: number }): void {
    const process = host.start('agent');
    const env = this.environment(process);
    const [privateIp, publicIp] = host.addresses as [string, string];
    let nickname = host.name;
    const converge = async (run: ChefRun) => {
      nickname = (run.json as { scalarium: { instance: { hostname: string } } }).scalarium.instance.hostname;
      this.agentHosts.set(nickname, host);
      this.runs.push({ ...run, atMs: this.nowMs, nickname, ec2InstanceId: host.name });
      await env.clock.sleep(1000 * (run.activity === 'setup' ? (this.#options.setupSeconds ?? 30) : 10));
      const deployed = await deployOn(process, run);
      const ok = deployed.ok && !((run.activity === 'setup' || run.activity === 'deploy') && this.broken.has(nickname));
      return { ok, log: [...deployed.log, ok ? 'done' : 'a recipe failed'].join('\n') };
    };
    const load = () => this.loads.get(nickname) ?? { cpu: 50, memory: 50, load: 1 };
    const facts = () => ({
      hostname: nickname,
      ec2InstanceId: host.name,
      privateIp,
      publicIp,
      privateDnsName: `ip-${privateIp}`,
      publicDnsName: `ec2-${publicIp}`,
      architecture: host.hardware.architecture,
      instanceType: 'm1.small',
    });
    const agent = startAgent(env, {
      agentId,
      busHost,
      busPort,
      machine: { facts, converge, load, files: filesOf(host) },
    });
    this.#agents.set(host, agent);
  }

  /** What `scalarium-client` prints on a machine, by the machine's nickname. */
  client(nickname: string, ...words: string[]): Promise<string[]> {
    const host = this.agentHosts.get(nickname)!;
    return scalariumClient({ agent: this.#agents.get(host), processes: ['sshd'] }, words);
  }

  /** What is deployed on a machine, by slug name. */
  applications(nickname: string): Applications {
    return applicationsOn(this.agentHosts.get(nickname)!);
  }

  /** The text of a file on a machine; undefined where there is none. */
  file(nickname: string, path: string): string | undefined {
    return filesOf(this.agentHosts.get(nickname)!).get(path)?.();
  }

  /** How many writes CouchDB has made so far. */
  get writes(): number {
    return this.couch.server.glance(this.config.database)?.updateSeq ?? 0;
  }

  get nowMs(): number {
    return Math.floor(this.world.kernel.nowMs());
  }

  /** Resolves at the event of the world that makes it so. */
  as(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#watch = () => {
        if (!isSo()) return;
        this.#watch = undefined;
        resolve();
      };
    });
  }

  sleep(seconds: number): Promise<void> {
    return this.world.kernel.sleep(seconds * secondUs);
  }

  api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(method, path, body === undefined ? undefined : JSON.stringify(body), headers);
  }

  /** As `api`, with the body as it is. */
  async send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetchFrom(this.#operator, `http://frontend1.test/api${path}`, {
      method,
      headers: {
        Accept: mediaType,
        'Content-Type': 'application/json',
        'X-Scalarium-Token': adminToken,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  /** Creates an instance and starts it; its id. */
  async start(fields: Record<string, unknown> = {}): Promise<string> {
    const path = `/clouds/${this.cloud._id}/instances`;
    const created = await this.api('POST', path, { roles: [this.role._id], ...fields });
    if (created.status !== 201) throw new Error(`not created: ${JSON.stringify(created.body)}`);
    const started = await this.api('POST', `${path}/${created.body.id}/start`);
    if (started.status !== 202) throw new Error(`not started: ${JSON.stringify(started.body)}`);
    return created.body.id as string;
  }

  /** Creates an application of the cloud; its id. */
  async application(name: string, fields: Record<string, unknown> = {}): Promise<string> {
    const body = { name, application_type: 'php', ...fields };
    const made = await this.api('POST', `/clouds/${this.cloud._id}/applications`, body);
    if (made.status !== 201) throw new Error(`not created: ${JSON.stringify(made.body)}`);
    return made.body.id as string;
  }

  /** The deployment at `path`, once it has ended. */
  async ended(path: string, patienceSeconds = 300): Promise<Record<string, unknown>> {
    for (let waited = 0; waited < patienceSeconds; waited += 5) {
      const { status, body } = await this.api('GET', path);
      if (status !== 200) throw new Error(`${path}: ${status}`);
      if (body.status !== 'running') return body;
      await this.sleep(5);
    }
    throw new Error(`${path} has not ended after ${patienceSeconds} s`);
  }

  async instance(instanceId: string): Promise<Record<string, unknown>> {
    return (await this.api('GET', `/clouds/${this.cloud._id}/instances/${instanceId}`)).body;
  }

  /**
   * Waits until the API says that the instance has a status; fails after `patienceSeconds`. It asks when the log says so, and
   * once a minute: who dies after a write logs nothing.
   */
  async until(instanceId: string, status: string, patienceSeconds = 1200): Promise<void> {
    for (let waited = 0; waited < patienceSeconds; waited += 5) {
      const isLikely = (this.#statuses.get(instanceId) ?? status) === status;
      if ((isLikely || waited % 60 === 0) && (await this.instance(instanceId)).status === status) return;
      await this.sleep(5);
    }
    const { status: is, last_error } = await this.instance(instanceId);
    throw new Error(`after ${patienceSeconds} s the instance is ${is} and not ${status}: ${last_error}`);
  }

  /** The states that an instance has gone through, as the log tells. */
  statesOf(instanceId: string): string[] {
    return this.lines
      .filter(({ event, data }) => event === 'instance.status' && data.instance === instanceId)
      .map(({ data }) => data.to as string);
  }

  linesOf(event: string): Line[] {
    return this.lines.filter((line) => line.event === event);
  }

  runsOf(activity: string): Run[] {
    return this.runs.filter((run) => run.activity === activity);
  }
}

/** An id that is easy to recognise. */
export const id = (number: number): string => number.toString(16).padStart(32, '0');
