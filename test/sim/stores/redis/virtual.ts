import type { ByteLink, EngineClock } from '../../../../src/sim/stores/engine-clock.ts';
import { RedisServer, type RedisServerOptions } from '../../../../src/sim/stores/redis/index.ts';
import { request } from '../../../behaviours/resp.ts';

/** Virtual time: nothing happens until a test lets it pass. */
export class VirtualClock implements EngineClock {
  #nowMs = Date.UTC(2011, 7, 7, 17, 41);
  #timers: { atMs: number; order: number; fn: () => void }[] = [];
  #order = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, order: this.#order++, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** Lets time pass; returns how many events there were. */
  run(durationMs: number): number {
    const untilMs = this.#nowMs + durationMs;
    for (let events = 0; ; events++) {
      this.#timers.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.#timers[0];
      if (next === undefined || next.atMs > untilMs) {
        this.#nowMs = untilMs;
        return events;
      }
      this.#timers.shift();
      this.#nowMs = next.atMs;
      next.fn();
    }
  }
}

/** A wire between two ends with a delay. It may be cut (both ends learn it) or go dark (nobody learns anything). */
export class Wire {
  readonly near: ByteLink;
  readonly far: ByteLink;
  readonly #clock: VirtualClock;
  readonly #delayMs: number;
  #open = true;
  dark = false;

  constructor(clock: VirtualClock, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.near = this.#end(() => this.far);
    this.far = this.#end(() => this.near);
  }

  #end(peer: () => ByteLink): ByteLink {
    return {
      write: (bytes) => this.#deliver(() => peer().onData(bytes)),
      close: () => {
        this.#deliver(() => peer().onClose());
        this.#clock.after(this.#delayMs, () => {
          this.#open = false;
        });
      },
      onData: () => {},
      onClose: () => {},
    };
  }

  #deliver(fn: () => void): void {
    this.#clock.after(this.#delayMs, () => {
      if (this.#open && !this.dark) fn();
    });
  }

  /** What is under way is lost. */
  cut(): void {
    this.#open = false;
    this.near.onClose();
    this.far.onClose();
  }
}

/** Servers that find each other by name. */
export class Town {
  readonly clock = new VirtualClock();
  readonly delayMs: number;
  readonly wires: { from: string; to: string; wire: Wire; atMs: number }[] = [];
  readonly #servers = new Map<string, RedisServer>();
  /** Names that swallow what is sent to them. */
  readonly dark = new Set<string>();

  constructor(delayMs = 5) {
    this.delayMs = delayMs;
  }

  start(name: string, options: Partial<RedisServerOptions> = {}): RedisServer {
    const server = new RedisServer({
      clock: this.clock,
      runId: `run of ${name} at ${this.clock.nowMs()}`,
      host: name,
      dial: (host) => this.#dial(name, host),
      ...options,
    });
    this.#servers.set(name, server);
    return server;
  }

  /** The process dies: its links close after what it sent has arrived. */
  stop(name: string): void {
    this.#servers.get(name)?.close();
    this.#servers.delete(name);
  }

  /** The machine loses its power: what is under way is lost, and nobody is told. */
  blackout(name: string): void {
    this.dark.add(name);
    for (const { from, to, wire } of this.wires) if (from === name || to === name) wire.dark = true;
  }

  lastWire(from: string, to: string): Wire {
    const found = this.wires.findLast((other) => other.from === from && other.to === to);
    if (found === undefined) throw new Error(`${from} never dialled ${to}`);
    return found.wire;
  }

  #dial(from: string, to: string): ByteLink {
    const wire = new Wire(this.clock, this.delayMs);
    this.wires.push({ from, to, wire, atMs: this.clock.nowMs() });
    wire.dark = this.dark.has(from) || this.dark.has(to);
    const server = this.#servers.get(to);
    if (server === undefined) this.clock.after(this.delayMs, () => wire.dark || wire.near.onClose());
    else server.accept(wire.far, `${from}:50000`);
    return wire.near;
  }
}

/** A client without a way in between: what it is answered at once is what a call returns. */
export class Client {
  readonly #link: ByteLink;
  received = '';
  closed = false;

  constructor(server: RedisServer) {
    this.#link = {
      write: (bytes) => {
        this.received += bytes.toString('latin1');
      },
      close: () => {
        this.closed = true;
      },
      onData: () => {},
      onClose: () => {},
    };
    server.accept(this.#link);
  }

  /** Raw reply; empty when there is none yet. */
  call(...args: string[]): string {
    this.received = '';
    this.send(request(...args));
    return this.received;
  }

  send(bytes: Buffer): void {
    this.#link.onData(bytes);
  }

  leave(): void {
    this.#link.onClose();
  }
}

/** The text of a bulk reply. */
export function text(reply: string): string {
  return reply.slice(reply.indexOf('\r\n') + 2, -2);
}

/** A line of INFO. */
export function info(client: Client, key: string): string | undefined {
  return new RegExp(`^${key}:(.*)\r$`, 'm').exec(client.call('INFO'))?.[1];
}
