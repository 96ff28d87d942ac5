/**
 * HTTP between processes: the request travels, the server's own handler answers, the response travels back.
 *
 * Silence is told apart as a client would: no connection within ten seconds, a peer that has been unreachable for a
 * minute in the middle of an exchange, an overall time limit of the caller's. A server process that ends while its host
 * lives resets the exchange, and so does a host that has forgotten it. What the path loses is sent again when it opens.
 */
import type { EventHandle } from '../kernel/index.ts';
import { CONNECT_TIMEOUT_US } from './connection.ts';
import { NetworkError } from './errors.ts';
import type { Host, Process } from './host.ts';
import { LightRequest } from './light-http.ts';
import type { Network, PathUser } from './network.ts';

export interface HttpOptions {
  /** Gives up after this long; 0 waits for ever (a long poll). */
  timeoutUs?: number;
  /** Gives up when the peer cannot be reached for this long in the middle of an exchange. */
  silenceUs?: number;
}

const DEFAULT_TIMEOUT_US = 300_000_000;
const DEFAULT_SILENCE_US = 60_000_000;

/** Like the global `fetch`, from one process of the world. Rejects as undici does: a TypeError whose `cause` is a NetworkError. */
export function fetchFrom(
  from: Process,
  url: string,
  init: RequestInit = {},
  options: HttpOptions = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (!from.alive) return;
    new Exchange(from, url, init, options, resolve, (error) => reject(failed(error))).begin();
  });
}

function failed(error: Error): Error {
  return error instanceof NetworkError ? new TypeError(`fetch failed: ${error.message}`, { cause: error }) : error;
}

interface Origin {
  readonly hostname: string;
  readonly port: number;
}

const origins = new Map<string, Origin>();
const ORIGINS_MAX = 1000;

/** Where a URL leads. The few servers of a world are asked again and again, and taking a URL apart is not cheap. */
function originOf(url: string): Origin {
  const end = url.indexOf('/', url.indexOf('//') + 2);
  const text = end < 0 ? url : url.slice(0, end);
  let origin = origins.get(text);
  if (!origin) {
    const { hostname, port, protocol } = new URL(url);
    origin = { hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
    if (origins.size >= ORIGINS_MAX) origins.clear();
    origins.set(text, origin);
  }
  return origin;
}

class Exchange implements PathUser {
  readonly #network: Network;
  readonly #from: Process;
  readonly #url: string;
  readonly #to: Origin;
  readonly #init: RequestInit;
  readonly #options: HttpOptions;
  readonly #resolve: (response: Response) => void;
  readonly #reject: (error: Error) => void;
  readonly #atUs: number;
  #host: Host | undefined;
  /** Who works on it, since the request has arrived. */
  #server: Process | undefined;
  /** What the server's machine has to send. */
  #response: Response | undefined;
  /** The request or the response could not pass. */
  #stalled = false;
  #done = false;
  /** What would end it, each pending until it is over. */
  readonly #limits: EventHandle[] = [];
  #connectTimeout: EventHandle | undefined;
  #silence: EventHandle | undefined;
  readonly #cancels: (() => void)[] = [];

  constructor(
    from: Process,
    url: string,
    init: RequestInit,
    options: HttpOptions,
    resolve: (response: Response) => void,
    reject: (error: Error) => void,
  ) {
    this.#network = from.host.network;
    this.#from = from;
    this.#url = url;
    this.#to = originOf(url);
    this.#init = init;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#atUs = from.kernel.nowUs;
  }

  begin(): void {
    const { hostname, port } = this.#to;
    if (this.#init.signal) this.#watchSignal(this.#init.signal);
    if (this.#done) return;
    this.#cancels.push(this.#from.onEnd(() => this.#ends()));
    const timeoutUs = this.#options.timeoutUs ?? DEFAULT_TIMEOUT_US;
    if (timeoutUs > 0) {
      this.#failAfter(timeoutUs, 'ETIMEDOUT', `${hostname} has not answered within ${timeoutUs / 1e6} s`);
    }
    const address = this.#network.resolverOf(this.#from.host).lookup(hostname)[0];
    if (!address) {
      this.#failAfter(1_000, 'ENOTFOUND', `no such host: ${hostname}`);
      return;
    }
    const host = this.#network.hostAt(address);
    if (!host || !this.#network.admits(this.#from.host, host, port)) {
      this.#failAfter(CONNECT_TIMEOUT_US, 'ETIMEDOUT', `${hostname} cannot be reached`);
      return;
    }
    this.#host = host;
    this.#network.users.add(this);
    this.#travel();
  }

  settle(): void {
    if (this.#done) return;
    // What waited in its buffers is lost with the machine's power.
    if (!this.#host!.up) this.#response = undefined;
    if (!this.#isOpen()) {
      if (this.#server) this.#silence ??= this.#failAfterSilence();
      return;
    }
    if (this.#silence !== undefined) this.#from.kernel.cancel(this.#silence);
    this.#silence = undefined;
    if (this.#server && !this.#server.alive && !this.#response) {
      this.#failAfter(this.#latencyUs(), 'ECONNRESET', `${this.#to.hostname} has closed the connection`);
    } else if (this.#stalled) {
      this.#stalled = false;
      this.#travel();
    }
  }

  /** One way, if the path is open at both its ends: there with the request, back with what the server has to send. */
  #travel(): void {
    if (!this.#isOpen()) {
      this.#stall();
      return;
    }
    this.#from.kernel.after(this.#latencyUs(), this.#arrived, this.#server ? 'http.response' : 'http.request');
  }

  readonly #arrived = (): void => {
    if (this.#done) return;
    if (!this.#isOpen()) this.#stall();
    else if (this.#server) this.#deliver();
    else this.#arrive();
  };

  #stall(): void {
    this.#stalled = true;
    if (this.#server) return;
    this.#connectTimeout ??= this.#failAfter(CONNECT_TIMEOUT_US, 'ETIMEDOUT', `${this.#to.hostname} cannot be reached`);
  }

  #arrive(): void {
    if (this.#connectTimeout !== undefined) this.#from.kernel.cancel(this.#connectTimeout);
    const { hostname, port } = this.#to;
    const listener = this.#host!.listeners.get(port);
    if (listener?.kind !== 'http') {
      this.#failAfter(this.#latencyUs(), 'ECONNREFUSED', `nothing listens on ${hostname}:${port}`);
      return;
    }
    this.#server = listener.process;
    this.#host!.received++;
    const { method, headers, body } = this.#init;
    const request = new LightRequest(this.#url, { method, headers, body }) as unknown as Request;
    const answer = listener.handle(request);
    if (answer instanceof Promise) {
      answer.then(
        (response) => this.#answer(response),
        (error) => this.#from.kernel.fail(error),
      );
    } else this.#answer(answer);
  }

  #answer(response: Response): void {
    if (this.#done || !this.#server!.alive) return;
    this.#response = response;
    this.#travel();
  }

  #deliver(): void {
    const response = this.#response;
    if (!response) return;
    if (this.#ends(response.status < 400 ? undefined : `HTTP ${response.status}`)) this.#resolve(response);
  }

  #isOpen(): boolean {
    return this.#network.isOpen(this.#from.host, this.#host!);
  }

  #latencyUs(): number {
    return this.#network.latencyUs(this.#from.host, this.#host!);
  }

  #watchSignal(signal: AbortSignal): void {
    const abort = () => {
      if (this.#ends('aborted')) this.#reject(signal.reason as Error);
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    this.#cancels.push(() => signal.removeEventListener('abort', abort));
  }

  #failAfterSilence(): EventHandle {
    const silenceUs = this.#options.silenceUs ?? DEFAULT_SILENCE_US;
    return this.#failAfter(silenceUs, 'ETIMEDOUT', `${this.#to.hostname} has fallen silent`);
  }

  #failAfter(delayUs: number, code: string, message: string): EventHandle {
    const fail = () => {
      if (this.#ends(code)) this.#reject(new NetworkError(code, message));
    };
    const limit = this.#from.kernel.after(delayUs, fail, 'http.fail');
    this.#limits.push(limit);
    return limit;
  }

  /** It is over; true where somebody lives to hear how. */
  #ends(error?: string): boolean {
    if (this.#done) return false;
    this.#done = true;
    this.#network.users.delete(this);
    for (const limit of this.#limits) this.#from.kernel.cancel(limit);
    for (const cancel of this.#cancels) cancel();
    if (!this.#from.alive) return false;
    if (this.#network.traffic.isOn) this.#tell(error);
    return true;
  }

  #tell(error: string | undefined): void {
    const { hostname: to, port } = this.#to;
    const path = this.#url.slice(this.#url.indexOf('/', this.#url.indexOf('//') + 2));
    this.#network.traffic.tell({
      kind: 'http',
      atUs: this.#atUs,
      endUs: this.#from.kernel.nowUs,
      from: this.#from,
      to,
      port,
      host: this.#host,
      what: `${(this.#init.method ?? 'GET').toUpperCase()} ${path}`,
      error,
    });
  }
}
