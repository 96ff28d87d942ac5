/**
 * What a command is handed: the two streams, the environment, the folder it was called in, and what the terminal can do. Data goes to
 * `stdout`, talk to `stderr`. A command returns its exit code; it never ends the process itself.
 */
import type { CommandContext } from '@stricli/core';
import type { Screen as DrillScreen } from '../drill/screen.ts';
import type { Screen } from '../reports/screen.ts';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CliContext extends CommandContext {
  readonly process: {
    readonly stdout: Output;
    readonly stderr: Output;
    /** Where somebody types, if there is such a place. */
    readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly env: Environment;
    exitCode?: number | string | null;
  };
  /** The folder in which the command was typed. */
  readonly folder: string;
  /** Loads the screen of a drill: the commands know nothing of the room that it is in. */
  readonly screen?: () => Promise<DrillScreen>;
}

/** Exit codes, documented and stable. */
export const exitCodes = {
  held: 0,
  failed: 1,
  usage: 2,
  internal: 3,
  inconclusive: 4,
  stopped: 5,
  diverged: 6,
  needsAPerson: 7,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

const widthMax = 160;
const widthMin = 40;
const widthWithoutTerminal = 80;

/**
 * What a stream can show. No colour without a terminal, with NO_COLOR (https://no-color.org) or on a dumb one; no Unicode where the
 * locale is plain C.
 */
export function screenOf(output: Output, env: Environment): Screen {
  const terminal = output.isTTY === true;
  const width = terminal ? (output.columns ?? widthWithoutTerminal) : Number(env.COLUMNS) || widthWithoutTerminal;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return {
    width: Math.min(widthMax, Math.max(widthMin, Math.floor(width))),
    colour: terminal && !env.NO_COLOR && env.TERM !== 'dumb',
    unicode: locale !== 'C' && locale !== 'POSIX' && env.TERM !== 'linux' && env.TERM !== 'dumb',
  };
}
