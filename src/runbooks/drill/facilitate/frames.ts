/** A drill's state over a wire: what has changed goes out, and is put together again. */
import type { JournalEvent } from '../../journal/index.ts';
import type { DrillState } from '../session.ts';
import type { ApiCall } from '../snapshot.ts';
import type { StateFrame } from './messages.ts';

/** As many calls as a screen keeps. */
const CALLS_MAX = 2000;

type Rest = Omit<DrillState, 'events' | 'calls'>;

/** What is told to one who listens. */
export class FrameOf {
  #told: DrillState | undefined;
  #events = 0;
  #lastCall: ApiCall | undefined;

  /** Undefined where nothing has changed. */
  next(state: DrillState): StateFrame | undefined {
    const before = this.#told;
    if (before === state) return undefined;
    const anew = before === undefined || before.fork !== state.fork || before.events !== state.events;
    if (anew) {
      this.#events = 0;
      this.#lastCall = undefined;
    }
    const events = state.events.slice(this.#events, state.eventCount);
    const calls = callsAfter(state.calls, this.#lastCall);
    this.#told = state;
    this.#events = state.eventCount;
    this.#lastCall = state.calls.at(-1);
    const known: Partial<DrillState> = anew ? {} : before;
    const changed = restOf(state).filter(([key, value]) => known[key] !== value);
    const gone = restOf(known).filter(([key]) => state[key] === undefined);
    return {
      kind: 'state',
      anew,
      state: Object.fromEntries(changed),
      gone: gone.map(([key]) => key),
      events,
      calls,
    };
  }
}

function restOf(state: Partial<DrillState>): [keyof Rest, unknown][] {
  const { events: _, calls: __, ...rest } = state;
  return Object.entries(rest).filter(([, value]) => value !== undefined) as [keyof Rest, unknown][];
}

function callsAfter(calls: readonly ApiCall[], last: ApiCall | undefined): readonly ApiCall[] {
  return last === undefined ? calls : calls.slice(calls.lastIndexOf(last) + 1);
}

/** The state after a frame; of the first one `before` is not needed. Events are appended in place, as everywhere. */
export function stateAfter(before: DrillState | undefined, frame: StateFrame): DrillState {
  if (frame.anew || before === undefined) {
    return { ...frame.state, events: [...frame.events], calls: frame.calls } as unknown as DrillState;
  }
  const kept = { ...before } as Record<string, unknown>;
  for (const key of frame.gone) delete kept[key];
  const events = before.events as JournalEvent[];
  for (const event of frame.events) events.push(event);
  const calls = frame.calls.length === 0 ? before.calls : [...before.calls, ...frame.calls].slice(-CALLS_MAX);
  return { ...kept, ...frame.state, events, calls } as unknown as DrillState;
}
