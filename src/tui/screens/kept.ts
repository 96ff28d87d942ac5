/** What a screen keeps for as long as a session lasts, also while another screen is open: lists and whatever `nav.memory` cannot hold. */
import { useState } from 'react';
import type { DrillSession } from '../../runbooks/drill/session.ts';

const kept = new WeakMap<DrillSession, Map<string, unknown>>();

/** As `useState`, but the value is there again when the screen is opened again. An update may come when the screen is closed already. */
export function useKept<T>(session: DrillSession, name: string, first: T): [T, (next: T | ((last: T) => T)) => void] {
  const [, draw] = useState(0);
  const values = kept.get(session) ?? new Map<string, unknown>();
  if (!kept.has(session)) kept.set(session, values);
  // Read when it is asked for: keys may come faster than frames.
  const value = () => (values.has(name) ? (values.get(name) as T) : first);
  const set = (next: T | ((last: T) => T)) => {
    values.set(name, typeof next === 'function' ? (next as (last: T) => T)(value()) : next);
    draw((count) => count + 1);
  };
  return [value(), set];
}
