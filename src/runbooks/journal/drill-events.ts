/** What the journal of a drill says besides the story: everything that a person did. From these it can be run again. */

/** What somebody did; it took effect after everything else that happened at that microsecond. */
export type InputGiven = { readonly kind: 'input'; readonly by: string } & (
  | {
      readonly what: 'answer';
      readonly path: string;
      readonly decision: string;
      readonly choice: string;
      readonly comment?: string;
    }
  | { readonly what: 'note'; readonly path: string; readonly text: string }
  | { readonly what: 'command'; readonly text: string; readonly seat: 'player' | 'facilitator' }
);

/** What the console printed when a command was done. */
export interface CommandAnswered {
  readonly kind: 'command.answered';
  /** The `seq` of its input. */
  readonly input: number;
  readonly seat: 'player' | 'facilitator';
  readonly ok: boolean;
  readonly lines: readonly string[];
}
