/**
 * Hosts and the processes on them.
 *
 * A host that loses power takes its processes along without a word: their timers never fire, their peers see a black
 * hole. A process that ends while its host lives closes its connections, as an operating system does. Whatever code
 * still runs on behalf of a dead process finds that nothing that it asks for ever settles.
 */
import type { EventHandle, Kernel } from '../kernel/index.ts';
import type { ConnectionEnd } from './connection.ts';
import type { Network } from './network.ts';
import type { Site } from './sites.ts';

export interface Hardware {
  architecture: 'i386' | 'x86_64';
  cores: number;
  ecuPerCore: number;
  memoryMib: number;
}

export interface HostOptions {
  name: string;
  site: Site;
  /** All addresses by which others reach it; the first is its own. */
  addresses: readonly string[];
  hardware: Hardware;
  /** Seconds from power to the first process; drawn anew for each boot. */
  bootSeconds: () => number;
  /** Starts what the machine's image starts. Called after each boot. */
  onBoot: (host: Host) => void;
  /** It has shut itself down. */
  onShutDown?: () => void;
}

export class Host {
  /** Unique in the world: EC2's instance id, or an office machine's name. */
  readonly name: string;
  /** What people call it; the name until somebody says otherwise. */
  label: string;
  readonly site: Site;
  /** All addresses by which others reach it; the first is its own. */
  addresses: readonly string[];
  readonly hardware: Hardware;
  /** Switched on by its owner (EC2, an office); it runs when its zone has power too. */
  switchedOn = false;
  /** The operating system runs. */
  up = false;
  /** Its own uplink fails: only its own site still reaches it. */
  impaired = false;
  /** Broken for good: it never boots again. */
  wrecked = false;
  /** The disk from which it boots can be read and written. */
  diskUsable = true;
  /** Connected to its zone's power; whoever pulls the plug does not ask the owner. */
  plugged = true;
  /** What survives a loss of power: the disks, by the name of what owns them. */
  readonly disk = new Map<string, unknown>();
  /** Whether somebody may connect to a port; left out, everybody may. What it refuses is dropped without a word. */
  firewall: ((from: Host, port: number) => boolean) | undefined;
  /** How many requests and messages have been handed to its processes so far. */
  received = 0;
  readonly listeners = new Map<number, Listener>();
  readonly processes = new Set<Process>();
  readonly network: Network;
  readonly #options: HostOptions;
  #booting: EventHandle | undefined;

  constructor(network: Network, options: HostOptions) {
    this.network = network;
    this.#options = options;
    this.name = options.name;
    this.label = options.name;
    this.site = options.site;
    this.addresses = options.addresses;
    this.hardware = options.hardware;
  }

  get kernel(): Kernel {
    return this.network.kernel;
  }

  get address(): string {
    return this.addresses[0]!;
  }

  /** Switches it on; it boots when its zone has power. */
  switchOn(): void {
    this.switchedOn = true;
    this.settlePower();
  }

  switchOff(): void {
    this.switchedOn = false;
    this.settlePower();
  }

  /** Its own system turns it off, as `shutdown -h now` does, and ends the processes first; nothing happens where none runs. */
  shutDown(): void {
    if (!this.up) return;
    for (const process of [...this.processes]) process.end();
    this.switchOff();
    this.#options.onShutDown?.();
  }

  /** Pulls the plug, or puts it back. */
  plug(plugged: boolean): void {
    this.plugged = plugged;
    this.settlePower();
  }

  /** Loses the disk from which it boots, or gets it back: it stands still meanwhile, and boots anew. */
  useDisk(usable: boolean): void {
    this.diskUsable = usable;
    this.settlePower();
  }

  /** Is up from this moment, without booting: for machines that ran before the story begins. */
  startRunning(): void {
    this.switchedOn = true;
    this.up = true;
    this.#options.onBoot(this);
  }

  /** Boots or dies as its switch, its plug, its disk and its zone's power say. */
  settlePower(): void {
    const powered = this.switchedOn && this.plugged && this.diskUsable && this.site.power && !this.wrecked;
    if (powered && !this.up && this.#booting === undefined) {
      this.#booting = this.kernel.after(this.#options.bootSeconds() * 1e6, () => this.#booted(), 'host.boot');
    } else if (!powered) {
      if (this.#booting !== undefined) this.kernel.cancel(this.#booting);
      this.#booting = undefined;
      if (this.up) this.#die();
    }
  }

  start(name: string): Process {
    if (!this.up) throw new Error(`${this.name} is not up: it cannot start ${name}`);
    const process = new Process(this, name);
    this.processes.add(process);
    return process;
  }

  #booted(): void {
    this.#booting = undefined;
    this.up = true;
    this.network.settle();
    this.#options.onBoot(this);
  }

  #die(): void {
    this.up = false;
    for (const process of [...this.processes]) process.end();
    this.listeners.clear();
    this.network.settle();
  }
}

export type Listener = HttpListener | ConnectionListener;
export interface HttpListener {
  kind: 'http';
  process: Process;
  handle: (request: Request) => Response | Promise<Response>;
}
export interface ConnectionListener {
  kind: 'connection';
  process: Process;
  /** Called with the accepting end of a new connection. */
  accept: (end: ConnectionEnd, peerAddress: string) => void;
}

export class Process {
  readonly host: Host;
  readonly name: string;
  alive = true;
  readonly startedUs: number;
  endedUs: number | undefined;
  readonly #timers = new Set<EventHandle>();
  readonly #atEnd = new Set<() => void>();

  constructor(host: Host, name: string) {
    this.host = host;
    this.name = name;
    this.startedUs = host.kernel.nowUs;
  }

  get kernel(): Kernel {
    return this.host.kernel;
  }

  /** As the kernel's `after`, until the process ends. */
  after(delayUs: number, fn: () => void, label = this.name): () => void {
    if (!this.alive) return () => {};
    const handle = this.kernel.after(
      delayUs,
      () => {
        this.#timers.delete(handle);
        fn();
      },
      label,
    );
    this.#timers.add(handle);
    return () => {
      if (this.#timers.delete(handle)) this.kernel.cancel(handle);
    };
  }

  sleep(delayUs: number, label?: string): Promise<void> {
    return new Promise((resolve) => this.after(delayUs, resolve, label));
  }

  listen(port: number, listener: Omit<HttpListener, 'process'> | Omit<ConnectionListener, 'process'>): void {
    if (!this.alive) return;
    if (this.host.listeners.has(port)) throw new Error(`port ${port} of ${this.host.name} is taken`);
    this.host.listeners.set(port, { ...listener, process: this } as Listener);
    this.onEnd(() => this.host.listeners.delete(port));
  }

  /** `fn` runs when the process ends, the latest first; the returned function takes it back. */
  onEnd(fn: () => void): () => void {
    if (this.alive) this.#atEnd.add(fn);
    else fn();
    return () => this.#atEnd.delete(fn);
  }

  /** Ends the process; when its host lives on, its peers are told. */
  end(): void {
    if (!this.alive) return;
    this.alive = false;
    this.endedUs = this.kernel.nowUs;
    this.host.processes.delete(this);
    for (const handle of this.#timers) this.kernel.cancel(handle);
    this.#timers.clear();
    for (const fn of [...this.#atEnd].reverse()) fn();
    if (this.host.up) this.host.network.settle();
  }
}
