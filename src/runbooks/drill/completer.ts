import type { FactsOptions } from './facts.ts';
import type { Completion } from './session.ts';
import type { Snapshot } from './snapshot.ts';

/** Completes lines of the console in the screen's thread. What it needs is loaded beside the first frames; before that it is silent. */
export class Completer {
  readonly #options: FactsOptions;
  #console: typeof import('./console/index.ts') | undefined;

  constructor(options: FactsOptions) {
    this.#options = options;
    void this.#load();
  }

  complete(text: string, snapshot: Snapshot | undefined): readonly Completion[] {
    if (this.#console === undefined) return [];
    const { complete, consoleNames, forPlayers } = this.#console;
    const { plan, seat = 'player' } = this.#options;
    const seen = snapshot && (seat === 'player' ? forPlayers(snapshot) : snapshot);
    return complete(text, consoleNames(plan, seat, seen));
  }

  async #load(): Promise<void> {
    this.#console = await import('./console/index.ts');
  }
}
