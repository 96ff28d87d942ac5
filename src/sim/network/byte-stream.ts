/** A connection as Node's Duplex, with the methods of a `net.Socket` that ioredis calls. */
import { Duplex } from 'node:stream';
import { type ConnectionEnd, connect } from './connection.ts';
import { NetworkError } from './errors.ts';
import type { Process } from './host.ts';

/** A TCP client socket of one process. It never throws: like `net`, it emits `connect`, or `error` and `close`. */
export class ByteStream extends Duplex {
  readonly #process: Process;
  #end: ConnectionEnd | undefined;
  /** Writing or ending that waits for the connection, as it does in `net.Socket`. */
  #uponConnect: (() => void) | undefined;
  #cancelTimeout: (() => void) | undefined;
  /** As in `net.Socket`: true until `connect` or an error. */
  connecting = true;

  constructor(process: Process) {
    super({ autoDestroy: true, allowHalfOpen: false });
    this.#process = process;
  }

  open(name: string, port: number, heartbeatUs: number): this {
    connect(this.#process, name, port, heartbeatUs).then(
      (end) => {
        if (this.destroyed) return end.close();
        this.#attach(end);
        this.connecting = false;
        this.emit('connect');
        this.emit('ready');
        this.#uponConnect?.();
      },
      (error) => this.destroy(error),
    );
    return this;
  }

  #attach(end: ConnectionEnd): void {
    this.#end = end;
    end.onData = (bytes) => this.push(bytes as Buffer);
    end.onClose = (reason) => {
      if (reason === 'closed') this.push(null);
      else if (reason === 'reset') this.destroy(new NetworkError('ECONNRESET', 'the peer has closed the connection'));
      else this.destroy(new NetworkError('ETIMEDOUT', 'the peer has fallen silent'));
    };
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#whenConnected(() => {
      this.#end?.send(chunk);
      done();
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#whenConnected(() => {
      this.#end?.close();
      done();
    });
  }

  #whenConnected(act: () => void): void {
    if (this.connecting) this.#uponConnect = act;
    else act();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.connecting = false;
    this.#cancelTimeout?.();
    this.#end?.close();
    done(error);
  }

  setTimeout(delayMs: number, onTimeout?: () => void): this {
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    if (delayMs > 0) this.#cancelTimeout = this.#process.after(delayMs * 1000, () => onTimeout?.(), 'socket.timeout');
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
