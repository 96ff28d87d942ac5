/**
 * Fetch's Request, Response and Headers for traffic that never leaves this thread: a body is a text in memory, not a stream.
 *
 * Node's own classes cost a third of a run: they validate every value by WebIDL and read every body through a stream.
 * While a world runs, the thread's globals of these names are these classes, so that servers (Hono) and clients (nano)
 * make and read them without knowing. What a stream is needed for is refused, loudly.
 */

/** Header names are compared without case; values of one name are joined by a comma, as fetch does. */
export class LightHeaders {
  readonly #values = new Map<string, string>();

  constructor(init?: HeadersInit | LightHeaders) {
    if (!init) return;
    if (Symbol.iterator in init)
      for (const [name, value] of init as Iterable<[string, string]>) this.append(name, value);
    else for (const [name, value] of Object.entries(init)) if (value !== undefined) this.set(name, value);
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }
  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }
  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), String(value));
  }
  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }
  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }
  getSetCookie(): string[] {
    const value = this.get('set-cookie');
    return value === null ? [] : [value];
  }
  forEach(visit: (value: string, name: string, headers: LightHeaders) => void): void {
    for (const [name, value] of this.#sorted()) visit(value, name, this);
  }
  entries(): IterableIterator<[string, string]> {
    return this.#sorted().values();
  }
  keys(): IterableIterator<string> {
    return this.#sorted()
      .map(([name]) => name)
      .values();
  }
  values(): IterableIterator<string> {
    return this.#sorted()
      .map(([, value]) => value)
      .values();
  }
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  /** In the order that fetch gives: by name. */
  #sorted(): [string, string][] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

type LightBody = string | Uint8Array | null;

abstract class Message {
  readonly headers: LightHeaders;
  bodyUsed = false;
  readonly #body: LightBody;

  constructor(body: unknown, headers: HeadersInit | LightHeaders | undefined) {
    this.headers = headers instanceof LightHeaders ? headers : new LightHeaders(headers);
    this.#body = lightBody(body);
    if (typeof body === 'string' && !this.headers.has('content-type')) {
      this.headers.set('content-type', 'text/plain;charset=UTF-8');
    }
  }

  /** For handing it on to another message; there is no stream behind it. */
  get body(): LightBody {
    return this.#body;
  }

  async text(): Promise<string> {
    return asText(this.#take());
  }
  async json(): Promise<unknown> {
    return JSON.parse(asText(this.#take()));
  }
  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(Buffer.from(asBytes(this.#take()))).buffer;
  }

  #take(): LightBody {
    if (this.bodyUsed) throw new TypeError('Body is unusable: Body has already been read');
    this.bodyUsed = this.#body !== null;
    return this.#body;
  }
}

export class LightRequest extends Message {
  readonly url: string;
  readonly method: string;
  readonly #givenSignal: AbortSignal | undefined;
  #signal: AbortSignal | undefined;

  constructor(input: string | URL, init: RequestInit = {}) {
    super(init.body, init.headers);
    this.url = String(input);
    this.method = (init.method ?? 'GET').toUpperCase();
    this.#givenSignal = init.signal ?? undefined;
  }

  /** Made when somebody asks: most requests are never watched. */
  get signal(): AbortSignal {
    return (this.#signal ??= this.#givenSignal ?? new AbortController().signal);
  }
}

export class LightResponse extends Message {
  readonly status: number;
  readonly statusText: string;

  constructor(body?: unknown, init: ResponseInit = {}) {
    super(body, init.headers);
    this.status = init.status ?? 200;
    this.statusText = init.statusText ?? '';
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  static json(data: unknown, init: ResponseInit = {}): LightResponse {
    const headers = new LightHeaders(init.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new LightResponse(JSON.stringify(data), { ...init, headers: headers as unknown as Headers });
  }
}

/** What a world's thread calls by these names while it runs. */
export const lightHttp = { Headers: LightHeaders, Request: LightRequest, Response: LightResponse };

function lightBody(body: unknown): LightBody {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new TypeError(`inside a world a body is a text or bytes, not ${Object.prototype.toString.call(body)}`);
}

function asText(body: LightBody): string {
  return typeof body === 'string' ? body : body === null ? '' : Buffer.from(body).toString('utf8');
}

function asBytes(body: LightBody): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array());
}
