/** What was said on the command line about steps that a run waits for: tried again, skipped, or done by hand. */
import { hint } from '../files/problems.ts';
import type { Resolution } from '../journal/index.ts';

/** What a person said about a step that a crash left in the middle, or that failed. */
export interface Resolved {
  readonly choice: Resolution;
  readonly by: string;
  readonly reason?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Something was said about a step that nothing was asked about. */
export class NothingToResolve extends Error {
  override readonly name = 'NothingToResolve';
}

/** Each word about a step counts once. A step is named by its path, or by its id, the last part of it. */
export class Resolutions {
  readonly #left: Map<string, Resolved>;

  constructor(said: Iterable<readonly [step: string, resolved: Resolved]> = []) {
    this.#left = new Map(said);
  }

  take(path: string): Resolved | undefined {
    const key = keysOf(path).find((each) => this.#left.has(each));
    if (key === undefined) return undefined;
    const resolved = this.#left.get(key);
    this.#left.delete(key);
    return resolved;
  }

  /** Throws NothingToResolve if something was said about a step that is not among those that wait for a word. */
  holdTo(waiting: readonly string[]): void {
    const names = new Set(waiting.flatMap(keysOf));
    const unknown = [...this.#left.keys()].find((step) => !names.has(step));
    if (unknown === undefined) return;
    const which = waiting.length === 0 ? '; no step does' : hint(unknown, waiting);
    throw new NothingToResolve(`the step "${unknown}" does not wait for a word${which}`);
  }
}

function keysOf(path: string): string[] {
  return [path, path.split('/').at(-1)!];
}
