import type { DrillSession } from './session.ts';

export interface ScreenOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** A file of colours. */
  readonly theme?: string;
  /** Where frames are recorded, as asciicast v2. */
  readonly record?: string;
  /** Whether the tour of a minute is shown first. */
  readonly tour: boolean;
}

/** Draws a drill until a person leaves it or the drill's thread breaks. The terminal is as before when it resolves. */
export type Screen = (session: DrillSession, options: ScreenOptions) => Promise<void>;
