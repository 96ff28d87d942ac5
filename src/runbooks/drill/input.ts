/**
 * What a person did in a drill. A drill is its scenario, its seed and these, in order: the same again give the same journal, event by
 * event. That is how a drill is resumed, looked back at, forked, and run again without a screen.
 */
export type Input = {
  /** Microseconds of the fault clock. It takes effect after everything else that happens at that microsecond. */
  readonly atUs: number;
  readonly by: string;
} & (AnswerInput | NoteInput | CommandInput);

/** The answer to a question that was asked: a decision, a checkpoint's word, what shall become of a failed step. */
export interface AnswerInput {
  readonly kind: 'answer';
  /** The step that asked. */
  readonly path: string;
  readonly decision: string;
  readonly choice: string;
  readonly comment?: string;
}

/** What somebody wrote down when a `people:note` asked for it. */
export interface NoteInput {
  readonly kind: 'note';
  readonly path: string;
  readonly text: string;
}

/** A line of the console. */
export interface CommandInput {
  readonly kind: 'command';
  readonly text: string;
  /** A facilitator's commands are hidden from the players: what follows from them is not. */
  readonly seat: Seat;
}

export type Seat = 'player' | 'facilitator';
