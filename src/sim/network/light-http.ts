/**
 * Fetch's Request, Response and Headers for traffic that never leaves this thread: a body is a text in memory, not a stream.
 *
 * Node's own classes cost a third of a run: they validate every value by WebIDL and read every body through a stream.
 * While a world runs, the thread's globals of these names are these classes, so that servers (Hono) and clients (nano)
 * make and read them without knowing. What a stream is needed for is refused, loudly.
 */

type Given = Readonly<Record<string, string | undefined>>;

/**
 * Header names are compared without case; values of one name are joined by a comma, as fetch does. Most messages are made with an
 * object of a few names, of which one or two are read: that object is kept as it is until somebody wants more.
 */
export class LightHeaders {
  #given: Given | undefined;
  #values: Map<string, string> | undefined;

  constructor(init?: HeadersInit | LightHeaders) {
    if (!init) return;
    if (init instanceof LightHeaders) {
      this.#given = init.#given;
      if (init.#values) this.#values = new Map(init.#values);
    } else if (Symbol.iterator in init) {
      for (const [name, value] of init as Iterable<[string, string]>) this.append(name, value);
    } else this.#given = { ...init };
  }

  get(name: string): string | null {
    if (this.#given) return given(this.#given, name);
    return this.#values?.get(name.toLowerCase()) ?? null;
  }
  has(name: string): boolean {
    return this.get(name) !== null;
  }
  set(name: string, value: string): void {
    this.#all().set(name.toLowerCase(), String(value));
  }
  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }
  delete(name: string): void {
    this.#all().delete(name.toLowerCase());
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
    return [...this.#all()].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #all(): Map<string, string> {
    const values = (this.#values ??= new Map());
    const given = this.#given;
    this.#given = undefined;
    for (const name in given) if (given[name] !== undefined) this.append(name, given[name]);
    return values;
  }
}

/** What an object of headers says of one; of names that differ in case it is both. */
function given(headers: Given, wanted: string): string | null {
  const lower = wanted.toLowerCase();
  let value: string | null = null;
  for (const name in headers) {
    if (name.length !== lower.length || name.toLowerCase() !== lower || headers[name] === undefined) continue;
    value = value === null ? String(headers[name]) : `${value}, ${headers[name]}`;
  }
  return value;
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
