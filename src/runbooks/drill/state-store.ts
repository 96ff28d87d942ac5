import { host } from '../../sim/kernel/host-globals.ts';
import type { JournalEvent } from '../journal/index.ts';
import type { Frame } from './protocol.ts';
import type { DrillState, Pace } from './session.ts';
import { callsMax } from './snapshot.ts';

/** Twelve times a second is what a terminal shows smoothly. */
const betweenMs = 1000 / 12;

/** A line of the journal as its event and its hash. */
export function readLine(line: string): { event: JournalEvent; hash: string } {
  const { hash, ...event } = JSON.parse(line) as JournalEvent & { hash: string };
  return { event: event as JournalEvent, hash };
}

/** The state of a drill, and those who want to know when it changes: told at once, but not more often than is of use. */
export class StateStore {
  #state: DrillState;
  readonly #listeners = new Set<() => void>();
  #toldMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof host.setTimeout> | undefined;

  constructor(pace: Pace) {
    this.#state = fresh(pace, 0);
  }

  get state(): DrillState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  set(change: Partial<DrillState>): void {
    this.#state = { ...this.#state, ...change };
    this.#tell();
  }

  /** Another run begins: nothing of the one before is left. */
  begin(fork: number): void {
    this.#state = fresh(this.#state.pace, fork);
    this.#tell();
  }

  /**
   * Takes over what a frame says; gives the events that are new. Of a frame that is older than what a person wished for last, phase and
   * pace are left as wished.
   */
  take(frame: Frame, older: boolean): readonly JournalEvent[] {
    const { nowUs, lines, pending, snapshot, calls, result } = frame;
    const before = this.#state;
    const read = lines.map(readLine);
    const events = before.events as JournalEvent[];
    for (const { event } of read) events.push(event);
    const wished = older && frame.phase !== 'ended' && before.phase !== 'loading';
    const { phase, pace, slowed, until } = wished ? before : frame;
    this.set({
      ...{ phase, pace, slowed, until, nowUs, events, eventCount: events.length },
      hash: read.at(-1)?.hash ?? before.hash,
      pending: pending ?? before.pending,
      snapshot: snapshot ?? before.snapshot,
      calls: calls === undefined ? before.calls : [...before.calls, ...calls].slice(-callsMax),
      result: result ?? before.result,
    });
    return read.map(({ event }) => event);
  }

  /** Nobody is told any more. */
  close(): void {
    this.#listeners.clear();
    host.clearTimeout(this.#timer);
  }

  #tell(): void {
    if (this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#toldMs + betweenMs - host.monotonicMs());
    const now = (): void => {
      this.#timer = undefined;
      this.#toldMs = host.monotonicMs();
      for (const listener of [...this.#listeners]) listener();
    };
    if (waitMs === 0) now();
    else this.#timer = host.setTimeout(now, waitMs);
  }
}

function fresh(pace: Pace, fork: number): DrillState {
  return {
    ...{ phase: 'loading', pace, nowUs: 0, events: [], eventCount: 0, hash: '', pending: [], calls: [], fork },
  };
}
