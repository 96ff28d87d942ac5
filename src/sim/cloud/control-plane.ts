/**
 * The regional API as what it is: management servers, some in each zone of the region.
 *
 * A client connects to a front server that the region's DNS names. The front hands the work to a peer from its routing
 * table. Neither list notices by itself that a zone is gone: a front in the dark zone cannot be connected to, and a
 * live front waits for a dead peer until it gives up and answers with an error. So a healthy region browns out when one
 * of its zones dies, by about the share of that zone, and until operators drop the dead servers. Launches into the dead
 * zone are accepted meanwhile and clog the launch workers (launch-queue.ts) until operators disable them. Both causes,
 * and both actions that ended them, are Amazon's own account of August 2011 (aws.amazon.com/message/2329B7); figures
 * marked (ours) are not.
 */
import type { Kernel } from '../kernel/index.ts';
import { SECOND_US } from '../kernel/index.ts';
import { ApiFaults } from './api-faults.ts';
import type { ApiRequest } from './api-request.ts';
import { Capacity, type CapacityOptions, type Launch } from './capacity.ts';
import { internalError, requestLimitExceeded, unavailable } from './errors.ts';
import { LaunchQueue, type LaunchQueueOptions } from './launch-queue.ts';
import type { ApiPath, PhysicalZones } from './machines.ts';
import { type RequestRates, Throttle } from './throttle.ts';
import type { Topology } from './topology.ts';

export interface ControlPlaneOptions extends LaunchQueueOptions {
  /** Management servers in each zone (ours). */
  serversPerZone: number;
  /** How long a front waits for a dead peer (ours): "a few seconds". */
  peerTimeoutSeconds: number;
  /** Share of these calls that end in 503 Unavailable; the rest ends in 500 InternalError (ours). */
  unavailableShare: number;
}

/**
 * All (ours), chosen so that the launch delays have the size of 2011: ordinary load keeps 30 % of the workers busy;
 * with one of three zones dark the workers are clogged after about five minutes, a launch waits eight minutes after 25
 * and half an hour after 80 (Amazon saw delays in all zones 24 minutes after the fault), and within ten minutes of the
 * operators' actions launches are quick again.
 */
export const CONTROL_PLANE_DEFAULTS: ControlPlaneOptions = {
  serversPerZone: 4,
  peerTimeoutSeconds: 5,
  unavailableShare: 0.7,
  launchWorkers: 100,
  launchWorkSeconds: 20,
  launchTimeoutSeconds: 240,
  backgroundLaunchesPerSecond: 1.5,
  backlogLimit: 10_000,
};

interface Server {
  readonly name: string;
  readonly zoneId: string;
}

interface Region {
  readonly servers: readonly Server[];
  /** What the region's DNS name leads to. */
  fronts: Server[];
  /** The routing table of every front. */
  peers: Server[];
  readonly queue: LaunchQueue;
}

export interface ControlPlaneParts {
  kernel: Kernel;
  topology: Topology;
  zones: PhysicalZones;
  options?: Partial<ControlPlaneOptions>;
  /** How many calls an account may make; by default any number. */
  ratesOf?: (account: string) => RequestRates;
  /** How many more instances the zones take; by default any number. */
  capacity?: CapacityOptions;
  /** How long a live server works on a call. */
  answerSeconds: () => number;
}

export class ControlPlane {
  readonly options: Readonly<ControlPlaneOptions>;
  readonly capacity: Capacity;
  /** Errors that somebody has it answer with. */
  readonly faults: ApiFaults;
  readonly #throttle: Throttle | undefined;
  readonly #parts: ControlPlaneParts;
  readonly #regions = new Map<string, Region>();
  readonly #disabledZones = new Set<string>();
  readonly #disabledListeners: ((zoneId: string) => void)[] = [];

  constructor(parts: ControlPlaneParts) {
    this.#parts = parts;
    this.options = { ...CONTROL_PLANE_DEFAULTS, ...parts.options };
    this.capacity = new Capacity(parts.kernel, parts.capacity);
    this.faults = new ApiFaults(parts.kernel);
    if (parts.ratesOf) this.#throttle = new Throttle(parts.ratesOf);
    for (const region of parts.topology.regions) this.#regions.set(region, this.#build(region));
    parts.zones.onChange((zoneId) => {
      this.launchQueue(parts.topology.regionOf(zoneId)).changeZone(zoneId, {
        reachable: parts.zones.reachable(zoneId),
      });
    });
  }

  /**
   * Carries a call to the servers of a region; `work` runs once, on a live server. Rejects with the path's timeout,
   * with 503 Unavailable or 500 InternalError, or with 503 RequestLimitExceeded by the front.
   */
  call<T>(request: ApiRequest, path: ApiPath, work: () => T): Promise<T> {
    const { kernel } = this.#parts;
    const { region } = request;
    const front = this.#drawFront(region);
    return path.call(front.zoneId, async () => {
      this.#admit(request);
      if (!this.#drawAlivePeer(region, front)) {
        await kernel.sleep(this.options.peerTimeoutSeconds * SECOND_US, 'ec2 dead peer');
        throw this.#drawFailure(region);
      }
      const answerSeconds = this.#parts.answerSeconds();
      if (answerSeconds > 0) await kernel.sleep(answerSeconds * SECOND_US, 'ec2 answer');
      return work();
    });
  }

  /** The same draws with the same outcome, without the waiting: for callers outside virtual time. A dark front counts as unavailable. */
  callNow<T>(request: ApiRequest, work: () => T): T {
    const { region } = request;
    const front = this.#drawFront(region);
    if (!this.#parts.zones.reachable(front.zoneId)) throw unavailable();
    this.#admit(request);
    if (!this.#drawAlivePeer(region, front)) throw this.#drawFailure(region);
    return work();
  }

  /** Operators take the servers that are dead now out of DNS and routing tables. Returns their names. */
  dropDeadPeers(region: string): string[] {
    const plane = this.#region(region);
    const alive = (server: Server) => this.#parts.zones.reachable(server.zoneId);
    const dropped = plane.servers.filter((server) => !alive(server) && plane.peers.includes(server));
    plane.fronts = plane.fronts.filter(alive);
    plane.peers = plane.peers.filter(alive);
    return dropped.map(({ name }) => name);
  }

  /** Operators put the servers that are alive now back into DNS and routing tables. Returns the names of those that were missing. */
  restorePeers(region: string): string[] {
    const plane = this.#region(region);
    const missing = plane.servers.filter(
      (server) => this.#parts.zones.reachable(server.zoneId) && !plane.peers.includes(server),
    );
    plane.fronts = plane.servers.filter((server) => plane.fronts.includes(server) || missing.includes(server));
    plane.peers = plane.servers.filter((server) => plane.peers.includes(server) || missing.includes(server));
    return missing.map(({ name }) => name);
  }

  /** Operators refuse launches into a zone: new ones answer InsufficientInstanceCapacity, queued ones fail. */
  disableLaunches(zoneId: string): void {
    if (this.#disabledZones.has(zoneId)) return;
    this.#disabledZones.add(zoneId);
    this.launchQueue(this.#parts.topology.regionOf(zoneId)).changeZone(zoneId, { accepting: false });
    for (const listener of this.#disabledListeners) listener(zoneId);
  }

  enableLaunches(zoneId: string): void {
    if (!this.#disabledZones.delete(zoneId)) return;
    this.launchQueue(this.#parts.topology.regionOf(zoneId)).changeZone(zoneId, { accepting: true });
  }

  acceptsLaunches(zoneId: string): boolean {
    return !this.#disabledZones.has(zoneId);
  }

  /** How many instances a zone takes now: none where operators refuse launches. To be asked once for each launch and zone. */
  roomFor(zoneId: string, launch: Launch): number {
    return this.acceptsLaunches(zoneId) ? this.capacity.roomFor(zoneId, launch) : 0;
  }

  onLaunchesDisabled(listener: (zoneId: string) => void): void {
    this.#disabledListeners.push(listener);
  }

  launchQueue(region: string): LaunchQueue {
    return this.#region(region).queue;
  }

  /** What a journal or a screen shows: servers by zone that DNS and routing tables name, and the launches that wait. */
  status(region: string): { servers: number; fronts: number; peers: number; deadPeers: number; backlog: number } {
    const { servers, fronts, peers, queue } = this.#region(region);
    const deadPeers = peers.filter((server) => !this.#parts.zones.reachable(server.zoneId)).length;
    return { servers: servers.length, fronts: fronts.length, peers: peers.length, deadPeers, backlog: queue.backlog };
  }

  #build(region: string): Region {
    const zoneIds = this.#parts.topology.zones(region);
    const servers: Server[] = [];
    for (const zoneId of zoneIds) {
      for (let at = 0; at < this.options.serversPerZone; at++) servers.push({ name: `${zoneId}/api-${at}`, zoneId });
    }
    const queue = new LaunchQueue(this.#parts.kernel, zoneIds, this.options);
    for (const zoneId of zoneIds) {
      if (!this.#parts.zones.reachable(zoneId)) queue.changeZone(zoneId, { reachable: false });
    }
    return { servers, fronts: [...servers], peers: [...servers], queue };
  }

  /** What a front looks at before it hands a call on. */
  #admit(request: ApiRequest): void {
    if (this.#throttle && !this.#throttle.admits(request, this.#parts.kernel.nowUs)) throw requestLimitExceeded();
    const error = this.faults.errorOf(request);
    if (error) throw error;
  }

  #region(region: string): Region {
    const plane = this.#regions.get(region);
    if (!plane) throw new RangeError(`no region ${region}: there are ${[...this.#regions.keys()].join(', ')}`);
    return plane;
  }

  /** With an empty list (a whole region was dropped) the name still leads somewhere, to servers that are dead. */
  #drawFront(region: string): Server {
    const { fronts, servers } = this.#region(region);
    return this.#parts.kernel.random(`ec2/${region}/front`).pick(fronts.length > 0 ? fronts : servers);
  }

  /** A front that is itself cut off reaches no peer either. */
  #drawAlivePeer(region: string, front: Server): boolean {
    const { peers } = this.#region(region);
    if (peers.length === 0) return false;
    const peer = this.#parts.kernel.random(`ec2/${region}/peer`).pick(peers);
    return this.#parts.zones.reachable(peer.zoneId) && this.#parts.zones.reachable(front.zoneId);
  }

  #drawFailure(region: string) {
    const unavailableDrawn = this.#parts.kernel.random(`ec2/${region}/failure`).chance(this.options.unavailableShare);
    return unavailableDrawn ? unavailable() : internalError();
  }
}
