/** A world with nothing in it but EC2 and a desk, from which the code under test calls. */
import { type ApiPath, type Ec2, ubuntuImage } from '../cloud/index.ts';
import { Faults, type PlannedFault } from '../faults/index.ts';
import { World, type WorldOptions } from '../world.ts';

export interface MockWorldOptions {
  /** Same seed, same code: same run. Default 1. */
  seed?: number | string;
  /** By default Ireland with three zones and Northern California with two. */
  regions?: WorldOptions['regions'];
  /** Names; default `main`. Their letters for a zone are shuffled, as EC2's are, unless they are told how. */
  accounts?: readonly string[] | WorldOptions['accounts'];
  /** Virtual time when the world begins, in milliseconds since the epoch; by default 7 August 2011, 17:41 UTC. */
  startMs?: number;
  /** From power to a machine's first process; default 95, the mean of 2011. */
  bootSeconds?: number;
  /** Quotas, durations, the size of the control plane, zone ids in answers. */
  ec2?: WorldOptions['ec2'];
}

/** One thing that breaks, now: a fault of the plan without its time. */
export type Breakage = Unplanned<PlannedFault> & { name?: string };
type Unplanned<F> = F extends unknown ? Omit<F, 'name' | 'atSeconds'> : never;

const REGIONS: WorldOptions['regions'] = {
  'eu-west-1': { zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'] },
  'us-west-1': { zones: ['usw1-az1', 'usw1-az3'] },
};

export class MockWorld {
  readonly ec2: Ec2;
  readonly path: ApiPath;
  /** All of it, for what is not here: links, hosts, the kernel with its random streams and its trace. */
  readonly world: World;
  readonly #faults: Faults;
  #running = false;
  #broken = 0;

  constructor(options: MockWorldOptions = {}) {
    const { seed = 1, regions = REGIONS, accounts = ['main'], bootSeconds = 95, ec2 } = options;
    const world = new World({
      seed,
      startMs: options.startMs ?? Date.UTC(2011, 7, 7, 17, 41),
      regions,
      accounts: isList(accounts) ? shuffled(accounts) : accounts,
      offices: { desk: { near: Object.keys(regions)[0]!, latencyMs: 15 } },
      bootSeconds: () => bootSeconds,
      onBoot: () => {},
      ec2,
    });
    this.world = world;
    this.ec2 = world.ec2;
    this.path = world.apiPath(world.addOfficeHost('desk', 'desk').start('test'));
    const restartProcess = () => {};
    this.#faults = new Faults({ ...world, restartProcess }, 0, { started() {}, ended() {} });
  }

  /** Whether virtual time passes: within `run` and `pass`. */
  get running(): boolean {
    return this.#running;
  }

  /** Virtual seconds since the world began. */
  get seconds(): number {
    return this.world.kernel.nowUs / 1e6;
  }

  /** Runs `story` in virtual time to its end and returns what it returns, or throws what it throws. Real I/O in it is a TripwireError. */
  async run<T>(story: () => Promise<T>): Promise<T> {
    const { kernel } = this.world;
    let settled: Promise<T> | undefined;
    kernel.spawn('story', async () => {
      settled = story();
      await settled.catch(() => {});
      kernel.stop();
    });
    await this.#whileRunning(() => kernel.run());
    return settled!;
  }

  /** Lets time pass: states settle, machines boot, faults end. */
  async pass(seconds: number): Promise<void> {
    const { kernel } = this.world;
    if (this.#running) return kernel.sleep(seconds * 1e6);
    await this.#whileRunning(() => kernel.run(kernel.nowUs + seconds * 1e6));
  }

  /** Breaks something now, for `forSeconds` or until what is returned is called. Throws where it aims at what is not there. */
  break(what: Breakage): () => void {
    const name = what.name ?? `fault-${++this.#broken}`;
    this.#faults.start({ ...what, name, atSeconds: this.seconds } as PlannedFault);
    return () => void this.#faults.end(name);
  }

  /** The physical zone behind an account's name for it: of `eu-west-1a`, say `euw1-az3`. Throws a RangeError where there is none. */
  zone(account: string, zoneName: string): string {
    const { topology } = this.world;
    const zoneId = topology.zoneId(account, zoneName);
    if (zoneId) return zoneId;
    const names = topology.regions.flatMap((region) => topology.zoneNames(account, region));
    throw new RangeError(`${account} has no zone ${zoneName}: there are ${names.join(', ')}`);
  }

  /** The id of an image that can be launched in a region: 64 bits unless 32 are asked for, as m1.small and c1.medium need them. */
  image(region: string, architecture: 'i386' | 'x86_64' = 'x86_64'): string {
    return ubuntuImage(region, architecture);
  }

  async #whileRunning<T>(run: () => Promise<T>): Promise<T> {
    this.#running = true;
    try {
      return await run();
    } finally {
      this.#running = false;
    }
  }
}

function isList(accounts: NonNullable<MockWorldOptions['accounts']>): accounts is readonly string[] {
  return Array.isArray(accounts);
}

function shuffled(names: readonly string[]): WorldOptions['accounts'] {
  return Object.fromEntries(names.map((name) => [name, { zoneNames: 'shuffled' as const }]));
}
