import { connect, type Socket } from 'node:net';
import type { Subject } from './redis-subjects.ts';

/** A request in RESP. */
export function request(...args: string[]): Buffer {
  const parts = [`*${args.length}\r\n`, ...args.map((arg) => `$${Buffer.byteLength(arg, 'latin1')}\r\n${arg}\r\n`)];
  return Buffer.from(parts.join(''), 'latin1');
}

/** Cuts a stream of replies into its top-level frames, each with all its bytes; what is incomplete stays in `rest`. */
export function frames(text: string): { frames: string[]; rest: string } {
  const found: string[] = [];
  let start = 0;
  for (;;) {
    const end = frameEnd(text, start);
    if (end === undefined) return { frames: found, rest: text.slice(start) };
    found.push(text.slice(start, end));
    start = end;
  }
}

function frameEnd(text: string, start: number): number | undefined {
  const line = text.indexOf('\r\n', start);
  if (start >= text.length || line === -1) return undefined;
  const after = line + 2;
  const size = Number(text.slice(start + 1, line));
  const sign = text[start] as string;
  if ('$='.includes(sign)) {
    if (size < 0) return after;
    return after + size + 2 <= text.length ? after + size + 2 : undefined;
  }
  if (!'*%~>'.includes(sign)) return after;
  let at: number | undefined = after;
  for (let left = sign === '%' ? size * 2 : size; left > 0 && at !== undefined; left--) at = frameEnd(text, at);
  return at;
}

/** A connection that speaks bytes: what it is answered can be compared with another server's answer. */
export class RawConnection {
  readonly #socket: Socket;
  #received = '';
  #wake: () => void = () => {};
  closed = false;

  constructor({ host, port }: Pick<Subject, 'host' | 'port'>) {
    this.#socket = connect(port, host);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (bytes) => {
      this.#received += bytes.toString('latin1');
      this.#wake();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** All frames up to (without) the answer to an ECHO that is sent now, or up to the end of the connection. */
  async framesUntilEcho(): Promise<string[]> {
    const marker = '$9\r\n--mark-- \r\n';
    this.send(request('ECHO', '--mark-- '));
    for (;;) {
      const { frames: found, rest } = frames(this.#received);
      const at = found.indexOf(marker);
      if (at !== -1) {
        this.#received = found.slice(at + 1).join('') + rest;
        return found.slice(0, at);
      }
      if (this.closed) return rest === '' ? found : [...found, rest];
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next frames, as many as asked for. */
  async next(count: number): Promise<string[]> {
    for (;;) {
      const { frames: found, rest } = frames(this.#received);
      if (found.length >= count || this.closed) {
        this.#received = found.slice(count).join('') + rest;
        return found.slice(0, count);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
