import type { ByteLink, EngineClock } from '../engine-clock.ts';
import { encodeRequest } from './reply.ts';
import { RequestParser } from './resp-parser.ts';

/**
 * Opens a connection to another server. The link is there at once and keeps what is written until the other side has
 * accepted; a refusal, a timeout or a later loss calls its `onClose`.
 */
export type Dial = (host: string, port: number) => ByteLink;

export const firstRetryMs = 1_000;
export const lastRetryMs = 60_000;
/** A replica of a real server reports once per second; here only while there is something to report. */
export const ackIntervalMs = 1_000;

/** In the words of ROLE: waiting to connect, connecting, copying the dataset, following. */
export type LinkState = 'connect' | 'connecting' | 'sync' | 'connected';

/** What the link asks of the server that it keeps up to date. */
export interface ReplicaLinkHost {
  readonly clock: EngineClock;
  dial(host: string, port: number): ByteLink;
  /** Under which name and port this server can be reached by clients. */
  readonly announced: { host: string; port: number };
  /** A handshake that makes no progress for so long is given up. */
  timeoutMs(): number;
  /** What we have, to be continued; undefined to ask for a full copy. */
  position(): { id: string; offset: number } | undefined;
  offset(): number;
  copied(id: string, offset: number, snapshot: Buffer): void;
  continued(id: string | undefined): void;
  /** One request of the master's stream. */
  apply(args: string[]): void;
  after(delayMs: number, fn: () => void): () => void;
  /** Called after every piece of input: answers go out. */
  settle(): void;
}

/** The replica's end: dials the master, copies or continues, applies the stream, reports how far it came, and tries again. */
export class ReplicaLink {
  readonly host: string;
  readonly port: number;
  readonly #owner: ReplicaLinkHost;
  state: LinkState = 'connect';
  /** Undefined as long as the link never was up. */
  downSinceMs: number | undefined;
  lastIoAtMs: number;
  #link: ByteLink | undefined;
  #retryMs = firstRetryMs;
  #cancelRetry: (() => void) | undefined;
  #cancelTimeout: (() => void) | undefined;
  #cancelAck: (() => void) | undefined;
  #ackedOffset = -1;
  /** What is read next; undefined when the link is down. */
  #read: ((bytes: Buffer) => void) | undefined;
  #pending: Buffer[] = [];
  #awaitedReplies: ((line: string) => void)[] = [];

  constructor(host: string, port: number, owner: ReplicaLinkHost) {
    this.host = host;
    this.port = port;
    this.#owner = owner;
    this.lastIoAtMs = owner.clock.nowMs();
  }

  connect(): void {
    this.state = 'connecting';
    this.#pending = [];
    this.#read = (bytes) => this.#readLines(bytes);
    const link = this.#owner.dial(this.host, this.port);
    this.#link = link;
    link.onData = (bytes) => {
      if (this.#link !== link) return;
      this.lastIoAtMs = this.#owner.clock.nowMs();
      if (this.#cancelTimeout !== undefined) this.#watchProgress();
      this.#read?.(bytes);
      this.#owner.settle();
    };
    link.onClose = () => {
      if (this.#link === link) this.#lost();
    };
    this.#watchProgress();
    this.#awaitedReplies = [(line) => this.#greeted(line)];
    this.#send('PING');
  }

  /** Ends for good: no more retries. */
  stop(): void {
    this.#cancelRetry?.();
    this.#hangUp();
  }

  /** Tells the master how far we are: now when asked, otherwise an interval after the first write of which it does not know yet. */
  acknowledge(now = false): void {
    if (this.state !== 'connected') return;
    if (now) this.#sendAck();
    else if (this.#owner.offset() !== this.#ackedOffset) {
      this.#cancelAck ??= this.#owner.after(ackIntervalMs, () => this.#sendAck());
    }
  }

  #sendAck(): void {
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    this.#ackedOffset = this.#owner.offset();
    this.#send('REPLCONF', 'ACK', String(this.#ackedOffset));
  }

  #send(...args: string[]): void {
    this.#link?.write(Buffer.from(encodeRequest(args), 'latin1'));
  }

  #greeted(line: string): void {
    if (!line.startsWith('+') && !line.startsWith('-NOAUTH')) {
      this.#failed();
      return;
    }
    const { host, port } = this.#owner.announced;
    const replies: ((line: string) => void)[] = [];
    const ask = (onReply: (line: string) => void, ...args: string[]) => {
      replies.push(onReply);
      this.#send(...args);
    };
    // A master that does not know one of these says so and goes on, as with the real servers.
    ask(() => {}, 'REPLCONF', 'listening-port', String(port));
    if (host !== '') ask(() => {}, 'REPLCONF', 'ip-address', host);
    ask(() => {}, 'REPLCONF', 'capa', 'psync2');
    const position = this.#owner.position();
    const [id, next] = position === undefined ? ['?', -1] : [position.id, position.offset + 1];
    ask((reply) => this.#answered(reply), 'PSYNC', id, String(next));
    this.#awaitedReplies = replies;
  }

  #answered(line: string): void {
    const [word, id, offset] = line.split(' ');
    if (word === '+FULLRESYNC' && id !== undefined && offset !== undefined) {
      this.state = 'sync';
      // From here it takes as long as it takes; a master that dies meanwhile is noticed by whoever carries the bytes.
      this.#cancelTimeout?.();
      this.#cancelTimeout = undefined;
      this.#awaitedReplies = [(size) => this.#announcedSize(size, id, Number(offset))];
    } else if (word === '+CONTINUE') {
      this.#owner.continued(id);
      this.#follow();
    } else {
      this.#failed();
    }
  }

  #announcedSize(line: string, id: string, offset: number): void {
    const size = Number(line.slice(1));
    if (!line.startsWith('$') || !Number.isSafeInteger(size)) {
      this.#failed();
      return;
    }
    let missing = size;
    const parts: Buffer[] = [];
    this.#read = (bytes) => {
      const part = bytes.subarray(0, missing);
      parts.push(part);
      missing -= part.length;
      if (missing > 0) return;
      this.#owner.copied(id, offset, Buffer.concat(parts));
      this.#follow();
      if (bytes.length > part.length) this.#read?.(bytes.subarray(part.length));
    };
  }

  #follow(): void {
    this.state = 'connected';
    this.#retryMs = firstRetryMs;
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    const parser = new RequestParser();
    this.#read = (bytes) => {
      const link = this.#link;
      parser.push(bytes);
      // Applying may end this link: a REPLICAOF does not travel in the stream, but the host decides that, not we.
      for (let args = parser.next(); args !== undefined && this.#link === link; args = parser.next()) this.#apply(args);
      this.acknowledge();
    };
    this.acknowledge(true);
  }

  #apply(args: string[]): void {
    const isAckRequest = args.length > 1 && /^replconf$/i.test(args[0] ?? '') && /^getack$/i.test(args[1] ?? '');
    this.#owner.apply(args);
    if (isAckRequest) this.acknowledge(true);
  }

  /** Gives each line to whoever awaits it; a reader that changes gets the rest of the bytes. */
  #readLines(bytes: Buffer): void {
    this.#pending.push(bytes);
    let text = Buffer.concat(this.#pending);
    const lines = this.#read;
    for (;;) {
      const end = text.indexOf(10);
      if (end === -1) {
        this.#pending = [text];
        return;
      }
      const line = text.toString('latin1', 0, text[end - 1] === 13 ? end - 1 : end);
      text = text.subarray(end + 1);
      // A real master sends empty lines to keep the link alive while it prepares the copy.
      if (line === '') continue;
      const onReply = this.#awaitedReplies.shift();
      onReply?.(line);
      if (this.#read !== lines) {
        this.#pending = [];
        if (text.length > 0) this.#read?.(text);
        return;
      }
    }
  }

  #watchProgress(): void {
    this.#cancelTimeout?.();
    this.#cancelTimeout = this.#owner.after(this.#owner.timeoutMs(), () => this.#failed());
  }

  #failed(): void {
    this.#lost();
  }

  #lost(): void {
    if (this.state === 'connected') this.downSinceMs = this.#owner.clock.nowMs();
    this.#hangUp();
    const delayMs = this.#retryMs;
    this.#retryMs = Math.min(lastRetryMs, delayMs * 2);
    this.#cancelRetry = this.#owner.after(delayMs, () => this.connect());
  }

  #hangUp(): void {
    this.state = 'connect';
    this.#read = undefined;
    this.#awaitedReplies = [];
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    const link = this.#link;
    this.#link = undefined;
    link?.close();
  }
}
