/** What goes over the network, for those who watch it: an API log. Nothing is made while nobody does. */
import type { Host, Process } from './host.ts';

/** One exchange, told when it is over. */
export interface Traffic {
  readonly kind: 'http' | 'redis';
  /** When it began, and when it was over, in kernel time. */
  readonly atUs: number;
  readonly endUs: number;
  readonly from: Process;
  /** As the caller called it: a name or an address. */
  readonly to: string;
  readonly port: number;
  /** The machine behind that name at that time; undefined where there was none. */
  readonly host: Host | undefined;
  /** `GET /scalarium/_all_docs`, `LPUSH jobs`. */
  readonly what: string;
  /** `HTTP 503`, `ECONNREFUSED`, what Redis said. */
  readonly error: string | undefined;
}

export class TrafficWatch {
  readonly #listeners = new Set<(traffic: Traffic) => void>();

  /** Whether anybody listens: ask before you make anything to tell. */
  get isOn(): boolean {
    return this.#listeners.size > 0;
  }

  /** `listener` must change nothing in the world. The returned function takes it back. */
  on(listener: (traffic: Traffic) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(traffic: Traffic): void {
    for (const listener of this.#listeners) listener(traffic);
  }
}
