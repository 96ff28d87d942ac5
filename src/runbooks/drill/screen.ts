import type { DrillSession } from './session.ts';

export interface ScreenOptions {
  /** What is opened, for the time until it is read: `scenarios/2011-08-07-eu-west-1.yaml`. */
  readonly opens?: string;
  /** Called once something is drawn: before that, whoever reads and computes keeps the terminal dark. */
  onDrawn?(): void;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Where it is said why a drill broke, when the terminal is as before; the process's own unless told. */
  readonly stderr?: { write(text: string): unknown };
  readonly env: NodeJS.ProcessEnv;
  /** A file of colours. */
  readonly theme?: string;
  /** Where frames are recorded, as asciicast v2. */
  readonly record?: string;
  /** Whether the tour of a minute is shown first, if it was not seen in this folder. */
  readonly tour: boolean;
  /** In which the command was typed: scenarios and journals are looked for in it. The process's own unless told. */
  readonly folder?: string;
}

/**
 * Draws a drill until a person leaves it or the drill's thread breaks; until there is a session, what is being opened. The terminal is as
 * before when it resolves, and when it rejects with what the session rejected with.
 */
export type Screen = (session: DrillSession | Promise<DrillSession>, options: ScreenOptions) => Promise<void>;
