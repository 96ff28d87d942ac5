import type { DrillSession, DrillState, Pending } from '../session.ts';
import { EventLines } from './event-lines.ts';
import { questionLines } from './question-lines.ts';

export interface TellerOptions {
  /** Whether somebody sits there and is asked. */
  readonly asks: boolean;
  /** Events up to this moment of the fault clock were told before. */
  readonly fromUs?: number;
}

/** Prints what happens, as it comes: each event that can be seen once, and to somebody who sits there each question with its choices. */
export class Teller {
  readonly #session: DrillSession;
  readonly #output: { write(text: string): unknown };
  readonly #asks: boolean;
  readonly #fromUs: number;
  readonly #stop: () => void;
  readonly #listeners = new Set<() => void>();
  #lines: EventLines;
  #fork: number;
  #told = 0;
  /** The question that was printed last. */
  #asked = '';

  constructor(session: DrillSession, output: { write(text: string): unknown }, { asks, fromUs }: TellerOptions) {
    this.#session = session;
    this.#output = output;
    this.#asks = asks;
    this.#fromUs = fromUs ?? Number.NEGATIVE_INFINITY;
    this.#fork = session.state.fork;
    this.#lines = new EventLines(session.facts.seat);
    this.#stop = session.subscribe(() => this.#changed());
    this.#tell();
  }

  /** Called after each change, when it was told. Returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits until the drill is like that. */
  async until(is: (state: DrillState) => boolean): Promise<void> {
    if (is(this.#session.state)) return;
    await new Promise<void>((resolve) => {
      const stop = this.onChange(() => {
        if (!is(this.#session.state)) return;
        stop();
        resolve();
      });
    });
  }

  end(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #changed(): void {
    this.#tell();
    for (const listener of [...this.#listeners]) listener();
  }

  #tell(): void {
    const { state, forks } = this.#session;
    if (state.fork !== this.#fork) this.#goBack(state, forks[state.fork]);
    const fresh = state.events.slice(this.#told);
    this.#told = state.events.length;
    const lines = fresh.flatMap((event) => {
      const told = this.#lines.of(event);
      return event.at > this.#fromUs ? told : [];
    });
    if (this.#asks) lines.push(...this.#questions(state.pending));
    if (lines.length > 0) this.#output.write(`${lines.join('\n')}\n`);
  }

  /** What a fork shares with the run that it was made from has been told. */
  #goBack(state: DrillState, fork: DrillSession['forks'][number] | undefined): void {
    this.#fork = state.fork;
    this.#lines = new EventLines(this.#session.facts.seat);
    this.#asked = '';
    const past = state.events.filter(({ at }) => at <= (fork?.atUs ?? 0));
    for (const event of past) this.#lines.of(event);
    this.#told = past.length;
  }

  /** One at a time: the next one is printed when the first is answered. */
  #questions([first]: readonly Pending[]): string[] {
    const name = first === undefined ? '' : nameOf(first);
    if (first === undefined || name === this.#asked) return [];
    this.#asked = name;
    return questionLines(this.#session, first);
  }
}

function nameOf({ path, decision, askedAtUs }: Pending): string {
  return `${askedAtUs} ${decision} ${path}`;
}
