import type { JournalEvent } from '../journal/index.ts';
import type { RunRequest } from '../request.ts';
import type { DrillState, Fork } from './session.ts';

interface Kept extends Fork {
  readonly request: RunRequest;
}

/** The runs of a drill: the first one, and one for each time that somebody went back. The last one is the present one. */
export class Runs {
  #all: readonly Kept[];

  constructor(request: RunRequest) {
    this.#all = [{ index: 0, name: 'first', atUs: 0, events: [], request }];
  }

  /** With what the present one has come to. */
  forks({ events, result }: Pick<DrillState, 'events' | 'result'>): readonly Fork[] {
    return this.#all.map(({ request: _, ...fork }, at) =>
      at === this.#all.length - 1 ? { ...fork, events, result } : fork,
    );
  }

  get present(): Kept {
    return this.#all.at(-1)!;
  }

  /** Throws RangeError when there is none. */
  get(index: number): Kept {
    const found = this.#all[index];
    if (found === undefined)
      throw new RangeError(`this drill has no run ${index}: there are 0 to ${this.#all.length - 1}`);
    return found;
  }

  /** The present one stays as it was left. */
  add(
    { events, result }: { readonly events: readonly JournalEvent[]; readonly result?: Fork['result'] },
    fork: Omit<Kept, 'index' | 'events'>,
  ): Kept {
    const left = this.#all.map((run) => (run === this.present ? { ...run, events, result } : run));
    const added = { ...fork, index: left.length, events: [] };
    this.#all = [...left, added];
    return added;
  }
}
