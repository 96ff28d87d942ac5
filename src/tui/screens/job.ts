/** Work that goes on while other screens are open: where it is, and what came of it, for as long as the session lasts. */
import { useCallback, useSyncExternalStore } from 'react';
import type { DrillSession } from '../../runbooks/drill/session.ts';

export type JobState<T> =
  | { readonly kind: 'idle' }
  /** `of` is 0 as long as nobody knows. */
  | { readonly kind: 'running'; readonly done: number; readonly of: number }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly why: string };

export type Work<T> = (onDone: (done: number, of: number) => void) => Promise<T>;

class Job<T> {
  state: JobState<T> = { kind: 'idle' };
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** One at a time: what runs already goes on. */
  start(work: Work<T>): void {
    if (this.state.kind === 'running') return;
    this.#set({ kind: 'running', done: 0, of: 0 });
    void this.#run(work);
  }

  async #run(work: Work<T>): Promise<void> {
    try {
      const value = await work((done, of) => this.#set({ kind: 'running', done, of }));
      this.#set({ kind: 'done', value });
    } catch (error) {
      this.#set({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
    }
  }

  #set(state: JobState<T>): void {
    this.state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

const jobs = new WeakMap<DrillSession, Map<string, Job<unknown>>>();

/** The job of that name, and how to start it: also again, when it is over. */
export function useJob<T>(session: DrillSession, name: string): [JobState<T>, (work: Work<T>) => void] {
  const job = jobOf<T>(session, name);
  const state = useSyncExternalStore(job.subscribe, () => job.state);
  return [state, useCallback((work) => job.start(work), [job])];
}

function jobOf<T>(session: DrillSession, name: string): Job<T> {
  const all = jobs.get(session) ?? new Map<string, Job<unknown>>();
  jobs.set(session, all);
  const job = all.get(name) ?? new Job<unknown>();
  all.set(name, job);
  return job as Job<T>;
}
