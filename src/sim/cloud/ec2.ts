/**
 * EC2: one engine for all accounts and regions, with several doors (client-door.ts for the simulation, mock-door.ts for unit tests).
 *
 * Handlers answer at once and change plain records; what takes time (launching, shutting down) goes on in the
 * lifecycle. `call` brings a request to the handler the way a real one travels: over the caller's network to a
 * management server that may be dead.
 */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { Kernel } from '../kernel/index.ts';
import type { ActionContext, ActionInput, ActionName, ActionOutput } from './actions/context.ts';
import { performAction } from './actions/index.ts';
import { acceptLaunch } from './actions/run-instances.ts';
import { addGroup } from './actions/security-groups.ts';
import { storedBy } from './actions/stored.ts';
import type { CapacityOptions } from './capacity.ts';
import { ControlPlane, type ControlPlaneOptions } from './control-plane.ts';
import { type DefaultVpc, makeDefaultVpc } from './default-vpc.ts';
import { Ebs, type EbsOptions } from './ebs/index.ts';
import { authFailure, Ec2Error } from './errors.ts';
import { AddressPool, drawUuid, Identifiers } from './identifiers.ts';
import { type FurtherImage, publicImages } from './images.ts';
import { type InstanceStateChange, Lifecycle } from './lifecycle.ts';
import type { ApiPath, Machines, PhysicalZones } from './machines.ts';
import { defaultModels, type Ec2Models } from './models.ts';
import { QUOTAS, QuotaBook, type QuotaCut, type Quotas } from './quotas.ts';
import { AccountRegion, type InstanceRecord, type SnapshotRecord, type VolumeRecord } from './state.ts';
import { StatusChecker } from './status-checks.ts';
import type { RequestRates } from './throttle.ts';
import type { Topology } from './topology.ts';
import { ZoneWork } from './zone-work.ts';

export interface Ec2Options {
  kernel: Kernel;
  topology: Topology;
  machines: Machines;
  zones: PhysicalZones;
  /** Durations; what is left out is drawn from the defaults of models.ts. */
  models?: Partial<Ec2Models>;
  controlPlane?: Partial<ControlPlaneOptions>;
  /** Of each account in each region; 20 running instances and 5 elastic addresses by default, as in 2011. */
  quotas?: Partial<Quotas>;
  /** Of single accounts, where theirs differ. */
  quotasOf?: Readonly<Record<string, Partial<Quotas>>>;
  /** How many calls an account may make in a region (`PUBLISHED_RATES` of throttle.ts); by default any number. */
  requestRates?: RequestRates;
  /** Of single accounts, where theirs differ. */
  requestRatesOf?: Readonly<Record<string, RequestRates>>;
  /** How many more instances of a type the physical zones take; by default any number. */
  capacity?: CapacityOptions;
  /** Show accounts which physical zone a letter is, as EC2 does since 2018. Default false. */
  exposeZoneIds?: boolean;
  /** What everybody can launch besides Ubuntu's images. */
  images?: readonly FurtherImage[];
  /** Accounts have the default VPC that modern clients expect, as all that were opened since 2013. Default false: EC2-Classic. */
  defaultVpc?: boolean;
  /** EC2's answers are eventually consistent: up to so many seconds after RunInstances the instance is not found. Default 0. */
  consistencyLagSeconds?: number;
  /** Status checks look so often; 0: whoever asks is told how it is now. Default 60. */
  statusCheckSeconds?: number;
  /** CopySnapshot and CopyImage are known. By default in a world that begins after AWS had both, in March 2013. */
  copiesAcrossRegions?: boolean;
  /** How much the zones store and how fast that heals after a fault. */
  ebs?: Partial<EbsOptions>;
  /** Called when a call has been answered or has failed, one line of an API log. */
  onCall?: (call: Ec2Call) => void;
  onInstanceState?: (change: InstanceStateChange) => void;
}

export interface Ec2Call {
  /** When it was made. */
  atUs: number;
  account: string;
  region: string;
  action: string;
  ok: boolean;
  /** EC2's error code, or the name of the network's error. */
  errorCode?: string;
  latencyMs: number;
  /** Who called, as its path names it: `operator@berlin-office`. */
  from?: string;
  /** As the client gave it. */
  input: object;
}

/** Who calls, and where. */
export interface Ec2Caller {
  account: string;
  region: string;
}

/** Snapshots could be copied to another region since 17 December 2012, images since 11 March 2013 (AWS's release notes). */
const COPIES_SINCE_MS = Date.UTC(2013, 2, 11);

export class Ec2 {
  readonly controlPlane: ControlPlane;
  /** The storage of the zones, for faults. */
  readonly ebs: Ebs<VolumeRecord, SnapshotRecord>;
  /** Hears of each call when it is over; it must change nothing in the world. */
  onCall: ((call: Ec2Call) => void) | undefined;
  readonly #options: Ec2Options;
  readonly #quotas: QuotaBook;
  readonly #models: Ec2Models;
  readonly #zoneWork: ZoneWork;
  readonly #lifecycle: Lifecycle;
  readonly #ids: Identifiers;
  readonly #statusChecker: StatusChecker;
  readonly #ownerIds = new Map<string, string>();
  readonly #pools = new Map<string, AddressPool>();
  readonly #contexts = new Map<string, ActionContext>();

  constructor(options: Ec2Options) {
    const { kernel, topology, machines, zones } = options;
    this.#options = options;
    this.onCall = options.onCall;
    this.#quotas = new QuotaBook((account) => ({ ...QUOTAS, ...options.quotas, ...options.quotasOf?.[account] }));
    this.#models = { ...defaultModels(kernel), ...options.models };
    this.#ids = new Identifiers((stream) => kernel.random(stream));
    const zoneIds = topology.regions.flatMap((region) => topology.zones(region));
    this.#statusChecker = new StatusChecker(kernel, zones, zoneIds, options.statusCheckSeconds);
    this.#zoneWork = new ZoneWork(kernel, zones, this.#models.catchUpSeconds);
    const { answerSeconds } = this.#models;
    const { controlPlane, requestRates, requestRatesOf, capacity } = options;
    const isLimited = requestRates !== undefined || requestRatesOf !== undefined;
    this.controlPlane = new ControlPlane({
      ...{ kernel, topology, zones, answerSeconds, capacity },
      options: controlPlane,
      ...(isLimited && { ratesOf: (account) => ({ ...requestRates, ...requestRatesOf?.[account] }) }),
    });
    const givenAddresses = new Set<string>();
    for (const region of topology.regions) {
      this.#pools.set(region, new AddressPool(region, kernel.random(`ec2/${region}/addresses`), givenAddresses));
    }
    this.ebs = new Ebs({ kernel, zones, options: options.ebs, ...storedBy(() => this.#contexts.values()) });
    this.#lifecycle = new Lifecycle({
      kernel,
      machines,
      zones,
      zoneWork: this.#zoneWork,
      controlPlane: this.controlPlane,
      models: this.#models,
      account: (account, region) => this.#context({ account, region }).own,
      addresses: (region) => this.#pools.get(region)!,
      onChange: (change) => this.#changed(change),
    });
  }

  /**
   * A client's call: over its path to a front server, on to a peer, to the handler, and back.
   * Rejects with an Ec2Error (EC2 answered), or with whatever the path rejects with (the network did not).
   */
  async call(caller: Ec2Caller, path: ApiPath, action: string, input: object): Promise<object> {
    const { kernel } = this.#options;
    const atUs = kernel.nowUs;
    const log = (ok: boolean, errorCode?: string) => {
      const latencyMs = (kernel.nowUs - atUs) / 1000;
      this.onCall?.({ atUs, ...caller, action, ok, errorCode, latencyMs, from: path.caller?.(), input });
    };
    try {
      const output = await this.controlPlane.call({ ...caller, action }, path, () =>
        this.#handle(caller, action, input),
      );
      log(true);
      return output;
    } catch (error) {
      log(false, error instanceof Ec2Error ? error.code : (error as Error).name);
      throw error;
    }
  }

  /** The same call without network and waiting: same handlers, same draws, same errors. For tests whose kernel stands still. */
  callNow(caller: Ec2Caller, action: string, input: object): object {
    return this.controlPlane.callNow({ ...caller, action }, () => this.#handle(caller, action, input));
  }

  /** A handler and nothing around it: no management server, no failure but the action's own. For setting up a world. */
  perform<A extends ActionName>(caller: Ec2Caller, action: A, input: ActionInput<A>): ActionOutput<A> {
    return this.#handle(caller, action, input) as ActionOutput<A>;
  }

  /**
   * Instances that already run when the story begins: checked and entered like any launch, then `running` at once. Each
   * brings its place in its zone along. Returns their ids.
   */
  place(caller: Ec2Caller, input: RunInstancesCommandInput): string[] {
    const instances = acceptLaunch(this.#context(caller), input, () => Infinity);
    for (const instance of instances) {
      this.controlPlane.capacity.addPlace(instance.zoneId, instance.type.name);
      this.#lifecycle.place(instance);
    }
    return instances.map(({ instanceId }) => instanceId);
  }

  /** Everything there is, terminated instances included: for probes and tests, not for responders, who have to ask the API. */
  *instances(): IterableIterator<Readonly<InstanceRecord>> {
    for (const { own } of this.#contexts.values()) yield* own.instances.values();
  }

  /** An account may have less from now on; what it has stays. The returned function takes it back. */
  cutQuota(cut: QuotaCut): () => void {
    return this.#quotas.cut(cut);
  }

  /** The id of a request, for its metadata. */
  requestId(region: string): string {
    return drawUuid(this.#options.kernel.random(`ec2/${region}/request-ids`));
  }

  #handle(caller: Ec2Caller, action: string, input: object): object {
    return performAction(this.#context(caller), action, input);
  }

  #context({ account, region }: Ec2Caller): ActionContext {
    const key = `${account}/${region}`;
    let context = this.#contexts.get(key);
    if (!context) this.#contexts.set(key, (context = this.#openAccount(account, region)));
    return context;
  }

  #changed(change: InstanceStateChange): void {
    const { account, region, instanceId, zoneId, from, to } = change;
    const instance = this.#context({ account, region }).own.instances.get(instanceId);
    if (instance) this.controlPlane.capacity.moved(zoneId, instance.type.name, from, to);
    this.#options.onInstanceState?.(change);
  }

  #openAccount(account: string, region: string): ActionContext {
    const { kernel, topology } = this.#options;
    const quotas = this.#quotas;
    if (!topology.hasAccount(account)) throw authFailure(account);
    const addresses = this.#pools.get(region);
    if (!addresses) throw new RangeError(`no region ${region}: there are ${topology.regions.join(', ')}`);
    const context: ActionContext = {
      account,
      region,
      ownerId: this.#ownerId(account),
      own: new AccountRegion(account, region, this.#options.defaultVpc ? this.#makeVpc(account, region) : undefined),
      kernel,
      topology,
      controlPlane: this.controlPlane,
      lifecycle: this.#lifecycle,
      zoneWork: this.#zoneWork,
      models: this.#models,
      ids: this.#ids,
      ebs: this.ebs,
      addresses,
      get quotas() {
        return quotas.of(account, region);
      },
      statusChecker: this.#statusChecker,
      accountOf: (ownerId) => {
        const other = topology.accounts.find((name) => this.#ownerId(name) === ownerId);
        return other === undefined ? undefined : this.#context({ account: other, region }).own;
      },
      consistencyLagSeconds: this.#options.consistencyLagSeconds ?? 0,
      exposeZoneIds: this.#options.exposeZoneIds ?? false,
      publicImages: publicImages(region, this.#options.images),
      copiesAcrossRegions: this.#options.copiesAcrossRegions ?? kernel.startMs >= COPIES_SINCE_MS,
      inRegion: (other) => this.#context({ account, region: other }),
    };
    addGroup(context, 'default', 'default group');
    return context;
  }

  /** The account's twelve digits, drawn once. */
  #ownerId(account: string): string {
    let ownerId = this.#ownerIds.get(account);
    if (!ownerId) {
      const share = this.#options.kernel.random(`ec2/account/${account}`).uniform();
      ownerId = String(100_000_000_000 + Math.floor(share * 899_999_999_999));
      this.#ownerIds.set(account, ownerId);
    }
    return ownerId;
  }

  #makeVpc(account: string, region: string): DefaultVpc {
    const { topology } = this.#options;
    const zoneIds = topology.zoneNames(account, region).map((name) => topology.zoneId(account, name)!);
    return makeDefaultVpc(this.#ids, zoneIds, this.#pools.get(region)!.privateCidr);
  }
}
