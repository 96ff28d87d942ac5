/** What the screen's thread and the world's thread say to each other. Everything is plain data. */
import type { RunRequest } from '../request.ts';
import type { RunResult } from '../verdict/index.ts';
import type { Input } from './input.ts';
import type { Said } from './player.ts';
import type { Script } from './script.ts';
import type { Pace, Pending, Phase } from './session.ts';
import type { ApiCall, Snapshot } from './snapshot.ts';

/** Begins a run, and leaves the one before. */
export interface Open {
  readonly kind: 'open';
  /** Frames carry it: those of a run that was left are told apart. */
  readonly run: number;
  readonly request: RunRequest;
  /** What people did before `fromUs`; it happens again. */
  readonly past: readonly Input[];
  /** From this moment of the fault clock on it is live; before it time runs as fast as it goes. */
  readonly fromUs: number;
  /** What is answered without a person once it is live. */
  readonly script: Script;
  readonly pace: Pace;
  readonly paused: boolean;
}

export type Until = number | 'question' | 'end' | 'step';

export type ToWorld =
  | Open
  | { readonly kind: 'pace'; readonly pace: Pace }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'until'; readonly until: Until }
  | { readonly kind: 'say'; readonly id: number; readonly said: Said }
  | Look
  | { readonly kind: 'close' };

/** What a run that is open is told. */
export type ToDriver = Exclude<ToWorld, { kind: 'look' | 'open' | 'close' }>;

/** A world as it was at a moment; another thread than the drill's is asked. */
export interface Look {
  readonly kind: 'look';
  readonly id: number;
  /** Runs with the same number are the same up to the present. */
  readonly run: number;
  readonly request: RunRequest;
  readonly inputs: readonly Input[];
  readonly atUs: number;
}

/** What has changed since the frame before. */
export interface Frame {
  readonly kind: 'frame';
  readonly run: number;
  /** How many messages the run has heard since it was opened: what it says of phase and pace is older than those after. */
  readonly heard: number;
  readonly phase: Exclude<Phase, 'broken'>;
  readonly pace: Pace;
  readonly slowed: boolean;
  readonly until: Until | undefined;
  readonly nowUs: number;
  readonly lines: readonly string[];
  /** Absent where it is what it was. */
  readonly pending?: readonly Pending[];
  readonly snapshot?: Snapshot;
  readonly calls?: readonly ApiCall[];
  readonly result?: RunResult;
}

export type FromWorld =
  | Frame
  /** It stands in the journal as the event of this number. */
  | { readonly kind: 'said'; readonly id: number; readonly seq: number }
  | { readonly kind: 'refused'; readonly id: number; readonly name: string; readonly message: string }
  | {
      readonly kind: 'seen';
      readonly id: number;
      readonly snapshot: Snapshot;
      readonly calls: readonly ApiCall[];
    }
  | {
      readonly kind: 'broken';
      readonly run: number;
      readonly name: string;
      readonly message: string;
      readonly stack?: string;
    };
