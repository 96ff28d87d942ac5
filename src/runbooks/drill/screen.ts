import type { DrillSession } from './session.ts';

export interface ScreenOptions {
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

/** Draws a drill until a person leaves it or the drill's thread breaks. The terminal is as before when it resolves. */
export type Screen = (session: DrillSession, options: ScreenOptions) => Promise<void>;
