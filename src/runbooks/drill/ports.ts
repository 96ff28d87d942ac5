/** What the drill asks of a world besides running it. */
import type { OpenRun } from '../open-run.ts';
import type { Seat } from './input.ts';
import type { CommandResult } from './session.ts';
import type { ApiCall, Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** The eyes and the console of one open run. */
export interface WorldPorts {
  /** Pure: looking changes nothing. */
  snapshot(): Snapshot;
  /** The calls since it was asked last, in order. */
  takeCalls(): readonly ApiCall[];
  /** Carries out a line of the console inside the world, in virtual time; never rejects for what somebody typed wrongly. */
  command(text: string, seat: Seat): Promise<CommandResult>;
}

export function portsOf({ testbed, story }: OpenRun): WorldPorts {
  return {
    snapshot: () => takeSnapshot(testbed, { lastLook: story.lastLook, faults: story.faults }),
    takeCalls: () => [],
    command: async () => ({ ok: false, lines: ['there is no console yet'] }),
  };
}
