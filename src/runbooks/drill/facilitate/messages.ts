/** What a drill and its facilitator say to each other, a line of JSON each. */
import type { JournalEvent } from '../../journal/index.ts';
import type { ConsoleNames } from '../console/names.ts';
import type { DrillFacts, DrillSession, DrillState, Pace } from '../session.ts';
import type { ApiCall } from '../snapshot.ts';

export const protocolVersion = 1;

export type FromDrill =
  | { readonly kind: 'hello'; readonly version: number; readonly facts: DrillFacts; readonly names: ConsoleNames }
  | StateFrame
  | { readonly kind: 'done'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string };

/** What has changed since the frame before. */
export interface StateFrame {
  readonly kind: 'state';
  /** Another run than before, or the first frame: everything is in it. */
  readonly anew: boolean;
  /** All but events and calls; its parts are left out where they are the same. */
  readonly state: Partial<Omit<DrillState, 'events' | 'calls'>>;
  /** Members of the state that are no more. */
  readonly gone: readonly (keyof DrillState)[];
  /** Those that are new. */
  readonly events: readonly JournalEvent[];
  readonly calls: readonly ApiCall[];
}

export type FromFacilitator =
  | { readonly kind: 'join'; readonly by: string }
  | { readonly kind: 'command'; readonly id: number; readonly text: string }
  | { readonly kind: 'look'; readonly id: number; readonly atUs: number }
  | { readonly kind: 'pace'; readonly pace: Pace }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'step' }
  | { readonly kind: 'until'; readonly target: Parameters<DrillSession['runUntil']>[0] };
