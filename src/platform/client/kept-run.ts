import type { ChefRun } from '../environment.ts';

/** A Chef run that a machine remembers. */
export interface KeptRun extends ChefRun {
  startedAtMs: number;
  endedAtMs: number;
  ok: boolean;
  log: string;
}
