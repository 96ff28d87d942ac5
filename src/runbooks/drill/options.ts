import type { RunRequest } from '../request.ts';
import type { FactsOptions } from './facts.ts';
import type { Script } from './script.ts';
import type { Pace } from './session.ts';

export interface DrillOptions extends FactsOptions {
  /** What is run; its `plan` is left out only where the sources are to be read again. */
  readonly request: RunRequest;
  /** Default 60. */
  readonly pace?: Pace;
  /** Whether the clock stands when the fault clock begins. Default false. */
  readonly paused?: boolean;
  /** What is answered without a person. */
  readonly decisions?: Script;
  /** Goes on with a drill, paused, from where it was. */
  readonly resume?: DrillResume;
  /**
   * Each line of the journal as it comes, without its line feed: those of run 0, and of each fork from its own first line on. Lines that
   * a resumed journal holds already are not handed out again.
   */
  onLine?(line: string, fork: number): void;
}

export interface DrillResume {
  /** The journal, as far as it was written; a last line that was cut off is left out. */
  readonly text: string;
  /** The moment of the fault clock at which it was left; the journal's last event without it, and never before that. */
  readonly atUs?: number;
}
