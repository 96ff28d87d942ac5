/** What a screen keeps for as long as a session lasts, also while another screen is open: lists and whatever `nav.memory` cannot hold. */
import { useSyncExternalStore } from 'react';
import type { DrillSession } from '../../runbooks/drill/session.ts';

interface Kept {
  value: unknown;
  readonly listeners: Set<() => void>;
}

const kept = new WeakMap<DrillSession, Map<string, Kept>>();

/** As `useState`, but the value is there again when the screen is opened again. An update may come while the screen is closed. */
export function useKept<T>(session: DrillSession, name: string, first: T): [T, (next: T | ((last: T) => T)) => void] {
  const entry = entryOf(session, name, first);
  const value = useSyncExternalStore(
    (listener) => {
      entry.listeners.add(listener);
      return () => entry.listeners.delete(listener);
    },
    () => entry.value as T,
  );
  const set = (next: T | ((last: T) => T)) => {
    entry.value = typeof next === 'function' ? (next as (last: T) => T)(entry.value as T) : next;
    for (const listener of [...entry.listeners]) listener();
  };
  return [value, set];
}

function entryOf(session: DrillSession, name: string, first: unknown): Kept {
  const ofSession = kept.get(session) ?? new Map<string, Kept>();
  kept.set(session, ofSession);
  const entry = ofSession.get(name) ?? { value: first, listeners: new Set() };
  ofSession.set(name, entry);
  return entry;
}
