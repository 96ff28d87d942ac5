/**
 * The provider's status page, as those outside see it: what its operators publish appears at once, unless the page is
 * late or says something else. In August 2011 it was half an hour late (aws.amazon.com/message/2329B7 and the accounts
 * of customers).
 */
import type { Kernel } from '../kernel/index.ts';

export interface StatusPost {
  /** When it could be read, in kernel time. */
  readonly atUs: number;
  readonly text: string;
}

export class StatusPage {
  readonly #kernel: Kernel;
  readonly #posts: StatusPost[] = [];
  readonly #listeners = new Set<(post: StatusPost) => void>();
  readonly #delaysUs = new Set<{ readonly us: number }>();
  readonly #untruths = new Set<{ readonly text: string }>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** What can be read now, the oldest first. */
  get posts(): readonly StatusPost[] {
    return this.#posts;
  }

  /** Hears of each post when it can be read. */
  onPost(listener: (post: StatusPost) => void): void {
    this.#listeners.add(listener);
  }

  /** Its operators say something. */
  publish(text: string): void {
    const lateUs = Math.max(0, ...[...this.#delaysUs].map(({ us }) => us));
    const said = [...this.#untruths].at(-1)?.text ?? text;
    if (lateUs === 0) this.#show(said);
    else this.#kernel.after(lateUs, () => this.#show(said), 'status page');
  }

  /** What is published from now on appears so much later; the returned function ends it. */
  delay(us: number): () => void {
    const delay = { us };
    this.#delaysUs.add(delay);
    return () => void this.#delaysUs.delete(delay);
  }

  /** Whatever is published from now on, it says this; the returned function ends it. */
  falsify(text: string): () => void {
    const untruth = { text };
    this.#untruths.add(untruth);
    return () => void this.#untruths.delete(untruth);
  }

  #show(text: string): void {
    const post = { atUs: this.#kernel.nowUs, text };
    this.#posts.push(post);
    for (const listener of this.#listeners) listener(post);
  }
}
