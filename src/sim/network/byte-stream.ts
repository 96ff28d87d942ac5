/**
 * A TCP client socket of one process, with as much of `net.Socket` as ioredis calls. It is an event emitter and no Node
 * stream: nothing here needs back-pressure, and a stream's machinery costs several times what moving the bytes does.
 */
import { EventEmitter } from 'node:events';
import { type ConnectionEnd, connect } from './connection.ts';
import { NetworkError } from './errors.ts';
import type { Process } from './host.ts';

/** It never throws: like `net`, it emits `connect`, or `error` and `close`; `data` and `end` as bytes and the peer's end come in. */
export class ByteStream extends EventEmitter {
  /** As in `net.Socket`: true until `connect` or an error. */
  connecting = true;
  destroyed = false;
  writable = true;
  readonly #process: Process;
  #end: ConnectionEnd | undefined;
  /** Written before there was a connection. */
  #early: Buffer[] = [];
  #cancelTimeout: (() => void) | undefined;

  constructor(process: Process) {
    super();
    this.#process = process;
  }

  open(name: string, port: number, heartbeatUs: number): this {
    connect(this.#process, name, port, heartbeatUs).then(
      (end) => {
        if (this.destroyed) end.close();
        else this.#connected(end);
      },
      (error) => this.destroy(error),
    );
    return this;
  }

  write(data: string | Buffer, ...more: unknown[]): boolean {
    const written = more.find((argument) => typeof argument === 'function') as ((error?: Error) => void) | undefined;
    if (!this.writable) {
      const error = new NetworkError('EPIPE', 'written after the end');
      process.nextTick(() => written?.(error));
      return false;
    }
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    if (this.#end) this.#end.send(bytes);
    else this.#early.push(bytes);
    if (written) process.nextTick(written);
    return true;
  }

  /** No more will be written: what was written before still goes out. */
  end(data?: string | Buffer): this {
    if (data !== undefined) this.write(data);
    this.writable = false;
    if (this.#end) this.destroy();
    return this;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.writable = false;
    this.connecting = false;
    this.#cancelTimeout?.();
    this.#end?.close();
    process.nextTick(() => {
      if (error) this.emit('error', error);
      this.emit('close', error !== undefined);
    });
    return this;
  }

  #connected(end: ConnectionEnd): void {
    this.#end = end;
    end.onData = (bytes) => this.emit('data', bytes);
    end.onClose = (reason) => {
      if (reason === 'reset') this.destroy(new NetworkError('ECONNRESET', 'the peer has closed the connection'));
      else if (reason === 'timeout') this.destroy(new NetworkError('ETIMEDOUT', 'the peer has fallen silent'));
      else {
        this.emit('end');
        this.destroy();
      }
    };
    this.connecting = false;
    this.emit('connect');
    this.emit('ready');
    for (const bytes of this.#early.splice(0)) end.send(bytes);
    if (!this.writable) this.destroy();
  }

  setTimeout(delayMs: number, onTimeout?: () => void): this {
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    if (delayMs > 0) this.#cancelTimeout = this.#process.after(delayMs * 1000, () => onTimeout?.(), 'socket.timeout');
    return this;
  }
  resume(): this {
    return this;
  }
  pause(): this {
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
