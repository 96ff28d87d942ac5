/**
 * A lasting connection between two processes: ordered, and like TCP it keeps trying.
 *
 * What is sent while the path is closed waits and arrives when it opens again, unless one end gave up before. An end gives up when its peer has been
 * silent for its `heartbeatUs` (a keepalive, a protocol's heartbeat); an end without one waits for ever, as a socket does. A peer whose process is gone
 * while its host is up answers with a reset. Heartbeats cost no events while the path is open.
 */
import type { Process } from './host.ts';
import type { Network, PathUser } from './network.ts';

export type CloseReason = 'closed' | 'reset' | 'timeout';

export class ConnectionEnd {
  readonly process: Process;
  onData: (item: unknown) => void = () => {};
  onClose: (reason: CloseReason) => void = () => {};
  open = true;
  peer!: ConnectionEnd;
  readonly #connection: Connection;
  readonly #heartbeatUs: number;
  #lastArrivalUs = 0;
  #sent = 0;
  /** What could not be delivered yet, in the order in which it was sent. */
  #stalled: { order: number; item: unknown }[] = [];
  readonly #forgetProcess: () => void;
  #cancelTimeout: (() => void) | undefined;

  constructor(connection: Connection, process: Process, heartbeatUs: number) {
    this.#connection = connection;
    this.process = process;
    this.#heartbeatUs = heartbeatUs;
    this.#forgetProcess = process.onEnd(() => this.#processEnded());
  }

  /** Hands an item over for the peer; bytes or messages, they are not looked at. */
  send(item: unknown): void {
    if (!this.open) return;
    const order = this.#sent++;
    if (this.#connection.pathOpen()) this.#transmit(order, item);
    else this.#stalled.push({ order, item });
  }

  /** Closes in good order: what was sent before arrives first. */
  close(): void {
    if (!this.open) return;
    this.#end();
    this.#tellPeer('closed');
  }

  /** @internal The path may have opened or closed. */
  settle(): void {
    if (!this.open) return;
    if (this.#connection.pathOpen()) {
      this.#cancelTimeout?.();
      this.#cancelTimeout = undefined;
      if (!this.peer.process.alive || !this.peer.open) {
        if (this.#heartbeatUs < Number.POSITIVE_INFINITY || this.#stalled.length > 0) this.#closeWith('reset');
        return;
      }
      const waiting = this.#stalled.sort((a, b) => a.order - b.order);
      this.#stalled = [];
      for (const { order, item } of waiting) this.#transmit(order, item);
    } else if (!this.#cancelTimeout && this.#heartbeatUs < Number.POSITIVE_INFINITY) {
      this.#cancelTimeout = this.process.after(this.#heartbeatUs, () => this.#closeWith('timeout'), 'heartbeat');
    }
  }

  #transmit(order: number, item: unknown): void {
    const { kernel } = this.process;
    const peer = this.peer;
    this.#lastArrivalUs = Math.max(this.#lastArrivalUs, kernel.nowUs + this.#connection.latencyUs());
    kernel.at(
      this.#lastArrivalUs,
      () => {
        if (!this.#connection.pathOpen()) {
          if (this.open) this.#stalled.push({ order, item });
        } else if (peer.open && peer.process.alive) {
          peer.onData(item);
        }
      },
      'network.data',
    );
  }

  #tellPeer(reason: CloseReason): void {
    const { kernel } = this.process;
    const arrivalUs = Math.max(this.#lastArrivalUs, kernel.nowUs + this.#connection.latencyUs());
    const peer = this.peer;
    if (!this.#connection.pathOpen()) return;
    kernel.at(arrivalUs, () => this.#connection.pathOpen() && peer.#closeWith(reason), 'network.close');
  }

  #closeWith(reason: CloseReason): void {
    if (!this.open || !this.process.alive) return;
    this.#end();
    this.onClose(reason);
  }

  #end(): void {
    this.open = false;
    this.#stalled = [];
    this.#forgetProcess();
    this.#cancelTimeout?.();
    this.#connection.ended();
  }

  #processEnded(): void {
    if (!this.open) return;
    this.#end();
    // A host without power sends nothing; a living one closes what its processes leave behind.
    if (this.process.host.up) this.#tellPeer('reset');
  }
}

export class Connection implements PathUser {
  readonly near: ConnectionEnd;
  readonly far: ConnectionEnd;
  readonly #network: Network;

  constructor(network: Network, from: Process, to: Process, heartbeatUs: number) {
    this.#network = network;
    this.near = new ConnectionEnd(this, from, heartbeatUs);
    this.far = new ConnectionEnd(this, to, heartbeatUs);
    this.near.peer = this.far;
    this.far.peer = this.near;
    network.users.add(this);
  }

  pathOpen(): boolean {
    return this.#network.isOpen(this.near.process.host, this.far.process.host);
  }

  latencyUs(): number {
    return this.#network.latencyUs(this.near.process.host, this.far.process.host);
  }

  settle(): void {
    this.near.settle();
    this.far.settle();
  }

  ended(): void {
    if (!this.near.open && !this.far.open) this.#network.users.delete(this);
  }
}

/** Like a socket's errors: `code` is ECONNREFUSED, ETIMEDOUT, ECONNRESET or ENOTFOUND. */
export class NetworkError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${message} (${code})`);
    this.name = 'NetworkError';
    this.code = code;
  }
}

export const CONNECT_TIMEOUT_US = 10_000_000;

/**
 * Connects to a port. Rejects with ENOTFOUND for an unknown name, ECONNREFUSED where nothing listens, ETIMEDOUT after ten seconds of silence.
 * `heartbeatUs`: how long either end bears silence; Infinity for an end without a keepalive.
 */
export function connect(from: Process, name: string, port: number, heartbeatUs: number): Promise<ConnectionEnd> {
  const { network } = from.host;
  return new Promise((resolve, reject) => {
    const address = network.resolverOf(from.host).lookup(name)[0];
    if (!address) {
      from.after(1_000, () => reject(new NetworkError('ENOTFOUND', `no such host: ${name}`)), 'network.connect');
      return;
    }
    const host = network.hostAt(address);
    const timeOut = () =>
      from.after(CONNECT_TIMEOUT_US, () => reject(new NetworkError('ETIMEDOUT', `${name}:${port} does not answer`)));
    if (!host || !network.isOpen(from.host, host)) {
      timeOut();
      return;
    }
    const cancelTimeout = timeOut();
    const oneWayUs = network.latencyUs(from.host, host);
    from.after(
      2 * oneWayUs,
      () => {
        if (!network.isOpen(from.host, host)) return;
        cancelTimeout();
        const listener = host.listeners.get(port);
        if (listener?.kind !== 'connection') {
          reject(new NetworkError('ECONNREFUSED', `nothing listens on ${name}:${port}`));
          return;
        }
        const connection = new Connection(network, from, listener.process, heartbeatUs);
        listener.accept(connection.far, from.host.address);
        resolve(connection.near);
      },
      'network.connect',
    );
  });
}
