/**
 * A lasting connection between two processes: ordered, and like TCP it keeps trying.
 *
 * What is sent while the path is closed waits and arrives when it opens again, unless one end gave up before. An end
 * gives up when its peer has been silent for its `heartbeatUs` (a keepalive, a protocol's heartbeat); an end without
 * one waits for ever, as a socket does. A machine that is up and knows nothing of the connection (any more) answers
 * with a reset. Heartbeats cost no events while the path is open.
 */
import { NetworkError } from './errors.ts';
import type { Process } from './host.ts';
import { Lane, type Path } from './lane.ts';
import type { Network, PathUser } from './network.ts';

/** `closed` by the peer in good order, `reset` by its machine, or a `timeout` of one's own. */
export type CloseReason = 'closed' | 'reset' | 'timeout';

export class ConnectionEnd {
  readonly process: Process;
  onData: (item: unknown) => void = () => {};
  onClose: (reason: CloseReason) => void = () => {};
  /** Its process lives and holds it. */
  open = true;
  peer!: ConnectionEnd;
  readonly #connection: Connection;
  readonly #heartbeatUs: number;
  /** To the peer. The machine goes on sending what is in here after the process has closed its end. */
  readonly #lane: Lane;
  readonly #forgetProcess: () => void;
  #cancelTimeout: (() => void) | undefined;

  constructor(connection: Connection, process: Process, heartbeatUs: number) {
    this.#connection = connection;
    this.process = process;
    this.#heartbeatUs = heartbeatUs;
    this.#lane = new Lane(process.kernel, connection);
    this.#forgetProcess = process.onEnd(() => this.#processEnded());
  }

  /** Hands an item over for the peer; bytes or messages, they are not looked at. */
  send(item: unknown): void {
    if (this.open) this.#lane.send(() => this.peer.#receive(item));
  }

  /** Closes in good order: what was sent before arrives first. */
  close(): void {
    if (!this.open) return;
    this.#end();
    this.#tellPeer('closed');
  }

  /** @internal The path may have opened or closed. */
  settle(): void {
    if (this.process.host.up) this.#lane.settle();
    else this.#lane.clear();
    if (!this.open) return;
    if (this.#connection.pathOpen()) {
      this.#cancelTimeout?.();
      this.#cancelTimeout = undefined;
      if (this.#hasHeartbeat && this.peer.isGone) this.#closeWith('reset');
    } else if (this.#hasHeartbeat) {
      this.#cancelTimeout ??= this.process.after(this.#heartbeatUs, () => this.#closeWith('timeout'), 'heartbeat');
    }
  }

  /** @internal Closed, and no word of it is under way. */
  get isGone(): boolean {
    return !this.open && this.#lane.isEmpty;
  }

  get #hasHeartbeat(): boolean {
    return this.#heartbeatUs < Number.POSITIVE_INFINITY;
  }

  #receive(item: unknown): void {
    if (this.open) {
      this.process.host.received++;
      this.onData(item);
    } else if (this.peer.open) this.#tellPeer('reset');
    this.#connection.look();
  }

  #tellPeer(reason: CloseReason): void {
    this.#lane.send(() => {
      this.peer.#closeWith(reason);
      this.#connection.look();
    });
  }

  #closeWith(reason: CloseReason): void {
    if (!this.open) return;
    this.#end();
    this.#lane.clear();
    this.#connection.look();
    this.onClose(reason);
  }

  #end(): void {
    this.open = false;
    this.#forgetProcess();
    this.#cancelTimeout?.();
  }

  #processEnded(): void {
    if (!this.open) return;
    this.#end();
    // A host without power sends nothing; a living one closes what its processes leave behind.
    if (this.process.host.up) this.#tellPeer('reset');
    else this.#lane.clear();
    this.#connection.look();
  }
}

export class Connection implements PathUser, Path {
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
    this.look();
  }

  /** Is forgotten when nobody holds it any more. */
  look(): void {
    if (!this.near.open && !this.far.open) this.#network.users.delete(this);
  }
}

export const CONNECT_TIMEOUT_US = 10_000_000;

/**
 * Connects to a port. Rejects with ENOTFOUND for an unknown name, ECONNREFUSED where nothing listens, ETIMEDOUT after
 * ten seconds of silence. `heartbeatUs`: how long either end bears silence; Infinity for an end without a keepalive.
 */
export function connect(from: Process, name: string, port: number, heartbeatUs: number): Promise<ConnectionEnd> {
  const { network } = from.host;
  return new Promise((resolve, reject) => {
    const address = network.resolverOf(from.host).lookup(name)[0];
    if (!address) {
      from.after(1_000, () => reject(new NetworkError('ENOTFOUND', `no such host: ${name}`)), 'network.connect');
      return;
    }
    const cancelTimeout = from.after(
      CONNECT_TIMEOUT_US,
      () => reject(new NetworkError('ETIMEDOUT', `${name}:${port} does not answer`)),
      'network.connect',
    );
    const host = network.hostAt(address);
    if (!host || !network.isOpen(from.host, host) || !network.admits(from.host, host, port)) return;
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
