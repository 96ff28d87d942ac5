/** A history: customers call, nature strikes, time passes; after each deed the whole world is looked at. */
import { expect } from 'vitest';
import { HANDLERS, isAction } from '../../../../src/sim/cloud/actions/index.ts';
import { Ec2Error, ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';
import { Guess } from './guess.ts';
import { checkPast, checkPeace, checkWorld } from './invariants.ts';
import { idsIn, Memory } from './memory.ts';
import { Nature, type World } from './nature.ts';
import { REQUESTS } from './requests/index.ts';

export type Deed = { afterSeconds: number } & (
  | { by: number; action: string; numbers: readonly number[] }
  | { nature: (typeof Nature.kinds)[number]; nth: number }
);

/** How often each action was carried out and refused. */
export type Tally = Map<string, { done: number; refused: number }>;

const QUOTAS = { instances: 8, addresses: 3 };
const CUSTOMERS = [
  { account: 'main', region: EU },
  { account: 'acme', region: EU },
  { account: 'main', region: 'us-west-1' },
] as const;
const DAY_SECONDS = 24 * 3600;

/** All that describes what a customer has, for comparing before and after. */
const DESCRIBING = Object.keys(HANDLERS).filter((action) =>
  /^Describe(Instances|Volumes|Addresses|SecurityGroups|Tags|KeyPairs|Snapshots|Images)$/.test(action),
);

class History {
  readonly world: World;
  readonly #tally: Tally;
  readonly #nature: Nature;
  readonly #memories: readonly Memory[];
  /** What a client token has made: it never makes anything again. */
  readonly #madeByToken = new Map<string, string>();
  /** Whose each id is; what everybody is shown from the beginning is nobody's. */
  readonly #owners = new Map<string, string>();

  constructor(seed: number, tally: Tally) {
    const zoneNames = 'shuffled';
    // Every second world is one of today, which has some more to offer.
    const isNew = seed % 2 === 1;
    this.world = smallWorld({
      ...{ seed, quotas: QUOTAS, accounts: { main: { zoneNames }, acme: { zoneNames } } },
      ...{ defaultVpc: isNew, copiesAcrossRegions: isNew, exposeZoneIds: isNew },
    });
    this.#tally = tally;
    this.#nature = new Nature(this.world);
    const { ec2, topology } = this.world;
    this.#memories = CUSTOMERS.map(({ account, region }) => new Memory(topology.zoneNames(account, region)));
    for (const customer of CUSTOMERS) {
      for (const action of ['DescribeImages', 'DescribeSnapshots'] as const) {
        for (const id of idsIn(ec2.perform(customer, action, {}))) this.#owners.set(id, 'everybody');
      }
    }
    for (const by of CUSTOMERS.keys()) this.#call(by, 'DescribeSecurityGroups', {});
  }

  /** The first two customers have something of each kind to begin with. */
  async furnish(): Promise<void> {
    for (const by of [0, 1]) {
      const { region } = CUSTOMERS[by]!;
      const AvailabilityZone = this.#memories[by]!.zones[0]!;
      const machine = { ImageId: ubuntuImage(region, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 };
      this.#call(by, 'CreateSecurityGroup', { GroupName: 'web', Description: 'ours' });
      this.#call(by, 'CreateVolume', { AvailabilityZone, Size: 8 });
      for (let count = 0; count < 2; count++)
        this.#call(by, 'RunInstances', { ...machine, Placement: { AvailabilityZone } });
      this.#call(by, 'AllocateAddress', {});
    }
    await this.world.seconds(120);
    for (const by of [0, 1]) {
      const { ec2 } = this.world;
      const Filters = [{ Name: 'status', Values: ['available'] }];
      const [VolumeId] = ec2
        .perform(CUSTOMERS[by]!, 'DescribeVolumes', { Filters })
        .Volumes!.map((one) => one.VolumeId);
      this.#call(by, 'CreateSnapshot', { VolumeId });
      this.#call(by, 'AttachVolume', { VolumeId, InstanceId: this.#memories[by]!.ids('i')[0], Device: '/dev/sdf' });
    }
    await this.world.seconds(600);
  }

  perform(deed: Deed): void {
    if ('nature' in deed) this.#nature.strike(deed.nature, deed.nth);
    else this.#order(deed.by, deed.action, deed.numbers);
    checkWorld(this.world, CUSTOMERS, QUOTAS);
  }

  /** First safety, then liveness: with all mended nothing stays on its way. */
  async end(): Promise<void> {
    this.#nature.end();
    await this.world.seconds(DAY_SECONDS);
    checkWorld(this.world, CUSTOMERS, QUOTAS);
    checkPeace(this.world, CUSTOMERS);
    checkPast(this.world);
  }

  #order(by: number, action: string, numbers: readonly number[]): void {
    const other = this.#memories[(by + 1) % this.#memories.length]!;
    const guess = new Guess(numbers, CUSTOMERS[by]!.region, this.#memories[by]!, other);
    const input = { ...REQUESTS[action]!(guess), ...(guess.seldom(16) ? { DryRun: true } : {}) };
    // Looking at everything before and after costs more than the rest together: a third of the calls will do.
    this.#call(by, action, input, numbers[0]! % 3 === 0);
  }

  #call(by: number, action: string, input: object, looks = false): void {
    const { ec2 } = this.world;
    const customer = CUSTOMERS[by]!;
    const look = () => (looks ? this.#look(by) : '');
    const before = look();
    const tally = this.#tally.get(action) ?? { done: 0, refused: 0 };
    this.#tally.set(action, tally);
    try {
      const output = ec2.perform(customer, action as never, input as never) as object;
      tally.done++;
      this.#memories[by]!.read(action, output);
      this.#expectOwn(customer, action, output);
      this.#expectOnce(customer, action, input, output);
      if (/^(Describe|Get)/.test(action)) expect(look(), `after ${action}`).toBe(before);
    } catch (error) {
      // EC2 may refuse, but only in its own words, and then nothing has happened.
      if (!(error instanceof Ec2Error)) throw new Error(`${action} ${JSON.stringify(input)}`, { cause: error });
      tally.refused++;
      expect(look(), `${action} was refused with ${error.code}`).toBe(before);
    }
  }

  /** Ids are given to one account, and only she is shown them. */
  #expectOwn({ account }: { account: string }, action: string, output: object): void {
    for (const id of idsIn(output)) {
      const owner = this.#owners.get(id) ?? account;
      this.#owners.set(id, owner);
      expect([account, 'everybody'], `${action} shows ${account} the id ${id}`).toContain(owner);
    }
  }

  #expectOnce({ account, region }: { account: string; region: string }, action: string, input: object, output: object) {
    const { ClientToken } = input as { ClientToken?: string };
    if (!ClientToken) return;
    const { ReservationId, VolumeId, ImageId } = output as Record<string, string | undefined>;
    const made = ReservationId ?? VolumeId ?? ImageId;
    const key = `${account} ${region} ${action} ${ClientToken}`;
    expect(this.#madeByToken.get(key) ?? made, `made by ${key}`).toBe(made);
    this.#madeByToken.set(key, made!);
  }

  #look(by: number): string {
    const { ec2 } = this.world;
    return DESCRIBING.map((action) => JSON.stringify(ec2.perform(CUSTOMERS[by]!, action as never, {} as never))).join();
  }
}

/** Plays the deeds in a world of their own; throws where an invariant is broken. Returns the hash of all that happened. */
export async function play(seed: number, deeds: readonly Deed[], tally: Tally = new Map()): Promise<string> {
  const history = new History(seed, tally);
  const { world } = history;
  await world.tell(async () => {
    await history.furnish();
    for (const deed of deeds) {
      if (deed.afterSeconds > 0) await world.seconds(deed.afterSeconds);
      history.perform(deed);
    }
    await history.end();
  });
  return world.kernel.trace.sha256();
}

/** What can be called: what EC2 answers to, except where nobody has said yet how it is asked. */
export const CALLABLE = Object.keys(REQUESTS).filter(isAction);
