/**
 * A drill as its players see it: without the commands of a facilitator, the faults that they start and the steps that they do. Everything
 * that follows from them stays. The session behind it is whole: journal, debrief, going back and the facilitator's own seat use that one.
 */
import type { JournalEvent } from '../journal/index.ts';
import { forPlayers, isHidden } from './console/hidden.ts';
import type { DrillSession, DrillState, Fork } from './session.ts';

export function playersSession(session: DrillSession): DrillSession {
  const filter = new PlayersState();
  // Whatever a session can do, this one does by asking it; what it shows is looked through.
  return new Proxy(session, {
    get(inner, name) {
      switch (name as keyof DrillSession) {
        case 'state':
          return filter.of(inner.state);
        case 'forks':
          return inner.forks.map(forkForPlayers);
        case 'lookAt':
          return async (atUs: number) => {
            const { snapshot, calls } = await inner.lookAt(atUs);
            return { snapshot: forPlayers(snapshot), calls };
          };
        default: {
          const value = Reflect.get(inner, name, inner) as unknown;
          return typeof value === 'function' ? value.bind(inner) : value;
        }
      }
    },
  });
}

function forkForPlayers(fork: Fork): Fork {
  return fork.events.some(isHidden) ? { ...fork, events: fork.events.filter((event) => !isHidden(event)) } : fork;
}

/** Looks through each event once; as long as nothing is hidden a state is handed on as it is. */
export class PlayersState {
  #source: readonly JournalEvent[] = [];
  #looked = 0;
  #visible: JournalEvent[] | undefined;
  #last: { readonly from: DrillState; readonly shown: DrillState } | undefined;

  of(state: DrillState): DrillState {
    if (this.#last?.from === state) return this.#last.shown;
    const shown = this.#shown(state);
    this.#last = { from: state, shown };
    return shown;
  }

  #shown(state: DrillState): DrillState {
    this.#look(state);
    const { snapshot } = state;
    const seen = snapshot && forPlayers(snapshot);
    if (this.#visible === undefined) return seen === snapshot ? state : { ...state, snapshot: seen };
    return { ...state, events: this.#visible, eventCount: this.#visible.length, snapshot: seen };
  }

  #look({ events, eventCount }: DrillState): void {
    if (this.#source !== events) {
      this.#source = events;
      this.#looked = 0;
      this.#visible = undefined;
    }
    for (; this.#looked < eventCount; this.#looked++) {
      const event = events[this.#looked]!;
      if (!isHidden(event)) this.#visible?.push(event);
      else this.#visible ??= events.slice(0, this.#looked);
    }
  }
}
