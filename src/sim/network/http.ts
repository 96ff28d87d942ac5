/**
 * HTTP between processes: the request travels, the server's own handler answers, the response travels back.
 *
 * Silence is told apart as a client would: no connection within ten seconds, a peer that has been unreachable for a minute in the middle of an
 * exchange, an overall time limit of the caller's. A server process that ends while its host lives resets the exchange.
 */
import { CONNECT_TIMEOUT_US, NetworkError } from './connection.ts';
import type { Host, Process } from './host.ts';
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

class Exchange implements PathUser {
  readonly #network: Network;
  readonly #from: Process;
  readonly #url: string;
  readonly #init: RequestInit;
  readonly #options: HttpOptions;
  readonly #resolve: (response: Response) => void;
  readonly #reject: (error: Error) => void;
  #server: Process | undefined;
  #host: Host | undefined;
  #done = false;
  #response: Response | undefined;
  readonly #cancels: (() => void)[] = [];
  #cancelSilence: (() => void) | undefined;

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
    this.#init = init;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(): void {
    const { hostname, port, protocol } = new URL(this.#url);
    const portNumber = Number(port) || (protocol === 'https:' ? 443 : 80);
    this.#watchSignal();
    const timeoutUs = this.#options.timeoutUs ?? DEFAULT_TIMEOUT_US;
    if (timeoutUs > 0)
      this.#failAfter(timeoutUs, 'ETIMEDOUT', `${hostname} has not answered within ${timeoutUs / 1e6} s`);
    const address = this.#network.resolverOf(this.#from.host).lookup(hostname)[0];
    if (!address) {
      this.#failAfter(1_000, 'ENOTFOUND', `no such host: ${hostname}`);
      return;
    }
    const host = this.#network.hostAt(address);
    if (!host || !this.#network.isOpen(this.#from.host, host)) {
      this.#failAfter(CONNECT_TIMEOUT_US, 'ETIMEDOUT', `${hostname} cannot be reached`);
      return;
    }
    this.#host = host;
    const latencyUs = this.#network.latencyUs(this.#from.host, host);
    this.#from.kernel.after(latencyUs, () => this.#arrive(hostname, portNumber), 'http.request');
    this.#network.users.add(this);
  }

  #arrive(hostname: string, port: number): void {
    if (this.#done || !this.#from.alive || !this.#isOpen()) return;
    const listener = this.#host!.listeners.get(port);
    if (listener?.kind !== 'http') {
      const latencyUs = this.#network.latencyUs(this.#from.host, this.#host!);
      this.#failAfter(latencyUs, 'ECONNREFUSED', `nothing listens on ${hostname}:${port}`);
      return;
    }
    this.#server = listener.process;
    const { method, headers, body } = this.#init;
    const request = new Request(this.#url, { method: method ?? 'GET', headers, body });
    Promise.resolve(listener.handle(request)).then(
      (response) => this.#answer(response),
      (error) => this.#from.kernel.fail(error),
    );
  }

  #answer(response: Response): void {
    if (this.#done || !this.#server!.alive) return;
    this.#response = response;
    this.#sendBack();
  }

  #sendBack(): void {
    if (!this.#isOpen()) return;
    const latencyUs = this.#network.latencyUs(this.#from.host, this.#host!);
    this.#from.kernel.after(
      latencyUs,
      () => {
        if (this.#isOpen()) this.#settleWith(() => this.#resolve(this.#response!));
      },
      'http.response',
    );
  }

  settle(): void {
    if (this.#done) return;
    if (!this.#isOpen()) {
      this.#cancelSilence ??= this.#from.after(
        this.#options.silenceUs ?? DEFAULT_SILENCE_US,
        () => this.#fail('ETIMEDOUT', `${this.#host!.name} has fallen silent`),
        'http.silence',
      );
      return;
    }
    this.#cancelSilence?.();
    this.#cancelSilence = undefined;
    if (this.#response) this.#sendBack();
    else if (this.#server && !this.#server.alive) {
      const latencyUs = this.#network.latencyUs(this.#from.host, this.#host!);
      this.#failAfter(latencyUs, 'ECONNRESET', `${this.#host!.name} has closed the connection`);
    }
  }

  #isOpen(): boolean {
    return this.#network.isOpen(this.#from.host, this.#host!);
  }

  #watchSignal(): void {
    const signal = this.#init.signal;
    if (!signal) return;
    const abort = () => this.#settleWith(() => this.#reject(signal.reason as Error));
    if (signal.aborted) abort();
    else {
      signal.addEventListener('abort', abort, { once: true });
      this.#cancels.push(() => signal.removeEventListener('abort', abort));
    }
  }

  #failAfter(delayUs: number, code: string, message: string): void {
    this.#cancels.push(this.#from.after(delayUs, () => this.#fail(code, message), 'http.fail'));
  }

  #fail(code: string, message: string): void {
    this.#settleWith(() => this.#reject(new NetworkError(code, message)));
  }

  #settleWith(settle: () => void): void {
    if (this.#done) return;
    this.#done = true;
    this.#network.users.delete(this);
    this.#cancelSilence?.();
    for (const cancel of this.#cancels) cancel();
    if (this.#from.alive) settle();
  }
}
