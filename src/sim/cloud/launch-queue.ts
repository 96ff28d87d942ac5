/**
 * The launches of a region that wait for a worker, as a fluid.
 *
 * A region has a fixed number of launch workers and a steady flow of launches of all other customers, spread evenly
 * over its zones. A launch occupies a worker for `launchWorkSeconds`; one into a zone that the control plane cannot
 * reach occupies it for `launchTimeoutSeconds`. When such launches are still accepted they soon hold most workers, the
 * backlog grows, and a launch into a healthy zone waits behind it. That is the second of the two causes that Amazon
 * names for the brown-out of August 2011 (aws.amazon.com/message/2329B7).
 *
 * Amounts are real numbers and advance on a fixed grid of time, and only when somebody looks: an idle hour costs no
 * event, and looking changes nothing. The launches of the accounts that a world models are single, keep their place in
 * the line, and are too few to slow it down.
 */
import { type EventHandle, type Kernel, SECOND_US } from '../kernel/index.ts';

export interface LaunchQueueOptions {
  /** Launches that a region can work on at a time. */
  launchWorkers: number;
  /** How long an ordinary launch occupies a worker. */
  launchWorkSeconds: number;
  /** How long a launch into an unreachable zone does, before it is given up. */
  launchTimeoutSeconds: number;
  /** The flow of everybody else's launches in a region. */
  backgroundLaunchesPerSecond: number;
  /** At this backlog the region begins to refuse launches, until a tenth of it is worked off. */
  backlogLimit: number;
}

const STEP_SECONDS = 5;
const STEP_US = STEP_SECONDS * SECOND_US;
const LOOK_AHEAD_STEPS = (24 * 3600) / STEP_SECONDS;

interface Zone {
  readonly zoneId: string;
  reachable: boolean;
  /** Launches into the zone are accepted. */
  accepting: boolean;
  /** Workers that it occupies. */
  working: number;
  backlog: number;
}

/** All that changes with time. */
interface Fluid {
  readonly zones: Zone[];
  /** How many launches have begun, all in all. */
  begun: number;
  /** The backlog was at its limit and has not gone down enough yet. */
  refusing: boolean;
}

/** A single launch in the line. */
export interface Ticket {
  readonly zoneId: string;
  /** It is its turn when so many launches of the region have begun. */
  turn: number;
  readonly start: () => void;
}

export class LaunchQueue {
  readonly #kernel: Kernel;
  readonly #options: LaunchQueueOptions;
  readonly #fluid: Fluid;
  #atUs = 0;
  readonly #tickets: Ticket[] = [];
  #alarm: EventHandle | undefined;

  /** Throws a RangeError when the ordinary flow alone would occupy all workers. */
  constructor(kernel: Kernel, zoneIds: readonly string[], options: LaunchQueueOptions) {
    this.#kernel = kernel;
    this.#options = options;
    const occupied = options.backgroundLaunchesPerSecond * options.launchWorkSeconds;
    if (!(occupied < options.launchWorkers)) {
      throw new RangeError(
        `the ordinary flow of launches occupies ${occupied} of ${options.launchWorkers} workers: allow more workers`,
      );
    }
    const working = occupied / zoneIds.length;
    const zones = zoneIds.map((zoneId) => ({ zoneId, reachable: true, accepting: true, working, backlog: 0 }));
    this.#fluid = { zones, begun: 0, refusing: false };
  }

  /** Launches of the region that no worker has taken yet. */
  get backlog(): number {
    this.#advance();
    return total(this.#fluid.zones, 'backlog');
  }

  /** Launches are refused. */
  get overloaded(): boolean {
    this.#advance();
    return this.#fluid.refusing;
  }

  /** How long a launch that enters now would wait for a worker; Infinity if that is not in sight. */
  get waitSeconds(): number {
    const backlog = this.backlog;
    if (backlog < 1) return 0;
    const atUs = this.#whenBegun(this.#fluid.begun + backlog);
    return (atUs - this.#kernel.nowUs) / SECOND_US;
  }

  /** Lines up; `start` is called when a worker takes the launch, at once where nothing waits. */
  enter(zoneId: string, start: () => void): Ticket {
    const ticket = { zoneId, turn: this.#fluid.begun, start };
    const backlog = this.backlog;
    if (backlog < 1) {
      start();
      return ticket;
    }
    ticket.turn = this.#fluid.begun + backlog;
    this.#tickets.push(ticket);
    if (this.#tickets.length === 1) this.#setAlarm();
    return ticket;
  }

  /** Gives the place in the line up. */
  leave(ticket: Ticket): void {
    const at = this.#tickets.indexOf(ticket);
    if (at < 0) return;
    this.#tickets.splice(at, 1);
    if (at === 0) this.#setAlarm();
  }

  /** A zone was lost or came back, or its launches were disabled (what waited for it then leaves the line) or enabled. */
  changeZone(zoneId: string, change: { reachable?: boolean; accepting?: boolean }): void {
    this.#advance();
    const zone = this.#fluid.zones.find((candidate) => candidate.zoneId === zoneId);
    if (!zone) throw new RangeError(`no zone ${zoneId} in this region`);
    Object.assign(zone, change);
    if (!zone.accepting) this.#drop(zone);
    this.#setAlarm();
  }

  /** Everybody's launches into `zone` leave the line, from all along it. */
  #drop(zone: Zone): void {
    const before = total(this.#fluid.zones, 'backlog');
    if (before === 0) return;
    const left = 1 - zone.backlog / before;
    for (const ticket of this.#tickets) ticket.turn = this.#fluid.begun + (ticket.turn - this.#fluid.begun) * left;
    zone.backlog = 0;
  }

  #advance(): void {
    const nowUs = this.#kernel.nowUs;
    while (this.#atUs + STEP_US <= nowUs) {
      if (this.#settled()) {
        this.#atUs = nowUs - (nowUs % STEP_US);
        return;
      }
      step(this.#fluid, this.#options);
      this.#atUs += STEP_US;
    }
  }

  /** Nothing waits and as many launches begin as end: time may pass without arithmetic. */
  #settled(): boolean {
    return this.#fluid.zones.every((zone) => {
      const flow = zone.accepting ? this.#options.backgroundLaunchesPerSecond / this.#fluid.zones.length : 0;
      const steady = flow * this.#options.launchWorkSeconds;
      if (!zone.reachable || zone.backlog > 0 || Math.abs(zone.working - steady) > 1e-6) return false;
      zone.working = steady;
      return true;
    });
  }

  #setAlarm(): void {
    if (this.#alarm) this.#kernel.cancel(this.#alarm);
    this.#alarm = undefined;
    const first = this.#tickets[0];
    if (!first) return;
    const atUs = this.#whenBegun(first.turn);
    if (atUs === Number.POSITIVE_INFINITY) return;
    this.#alarm = this.#kernel.at(Math.max(atUs, this.#kernel.nowUs), () => this.#serve(), 'ec2 launch worker');
  }

  #serve(): void {
    this.#alarm = undefined;
    this.#advance();
    const ready: Ticket[] = [];
    while (this.#tickets[0] && this.#tickets[0].turn <= this.#fluid.begun + 1e-6) ready.push(this.#tickets.shift()!);
    this.#setAlarm();
    for (const ticket of ready) ticket.start();
  }

  /** When so many launches will have begun if nothing changes. */
  #whenBegun(count: number): number {
    const fluid = { ...this.#fluid, zones: this.#fluid.zones.map((zone) => ({ ...zone })) };
    for (let steps = 0; steps <= LOOK_AHEAD_STEPS; steps++) {
      if (fluid.begun >= count - 1e-6) return this.#atUs + steps * STEP_US;
      step(fluid, this.#options);
    }
    return Number.POSITIVE_INFINITY;
  }
}

/** One step of the grid, in place. */
function step(fluid: Fluid, options: LaunchQueueOptions): void {
  const { zones } = fluid;
  const arrivals = (options.backgroundLaunchesPerSecond * STEP_SECONDS) / zones.length;
  for (const zone of zones) {
    const seconds = zone.reachable ? options.launchWorkSeconds : options.launchTimeoutSeconds;
    zone.working -= zone.working * Math.min(1, STEP_SECONDS / seconds);
    if (zone.accepting && !fluid.refusing) zone.backlog += arrivals;
  }
  const waiting = total(zones, 'backlog');
  fluid.refusing = waiting >= options.backlogLimit * (fluid.refusing ? 0.9 : 1);
  if (waiting === 0) return;
  const free = Math.max(0, options.launchWorkers - total(zones, 'working'));
  const begin = Math.min(free, waiting);
  for (const zone of zones) {
    const share = begin === waiting ? zone.backlog : (begin * zone.backlog) / waiting;
    zone.working += share;
    zone.backlog -= share;
  }
  fluid.begun += begin;
}

function total(zones: readonly Zone[], what: 'working' | 'backlog'): number {
  let sum = 0;
  for (const zone of zones) sum += zone[what];
  return sum;
}
