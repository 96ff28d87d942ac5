/**
 * What players must not see: a facilitator's commands, the faults that they start and the steps that they do. What follows from them (a
 * machine that falls silent, a signal) is for everybody.
 */
import type { JournalEvent } from '../../journal/index.ts';
import type { Seat } from '../input.ts';
import type { Snapshot } from '../snapshot.ts';

const HIDDEN = 'facilitator';

/** How something is called that a seat begins. */
export function hiddenName(seat: Seat, name: string): string {
  return seat === 'facilitator' ? `${HIDDEN}-${name}` : name;
}

/** Whether an event is a facilitator's, which players do not see. */
export function isHidden(event: JournalEvent): boolean {
  switch (event.kind) {
    case 'input':
      return event.what === 'command' && event.seat === 'facilitator';
    case 'command.answered':
      return event.seat === 'facilitator';
    case 'fault.started':
    case 'fault.ended':
      return event.name.startsWith(`${HIDDEN}-`);
    default:
      return 'path' in event && typeof event.path === 'string' && event.path.startsWith(`${HIDDEN}-`);
  }
}

/** The world as players may look at it: whole, without who broke it. */
export function forPlayers(snapshot: Snapshot): Snapshot {
  const faults = snapshot.faults.filter(({ name }) => !name.startsWith(`${HIDDEN}-`));
  return faults.length === snapshot.faults.length ? snapshot : { ...snapshot, faults };
}
