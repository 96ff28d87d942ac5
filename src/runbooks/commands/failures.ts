import { type Environment, exitCodes } from './context.ts';

/** The command was typed wrongly: one line that says what is wrong and what would be right. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Exit codes of errors, by name: an error that crossed from a worker thread has lost its class, but not its name. */
const codes: Readonly<Record<string, number>> = {
  UsageError: exitCodes.usage,
  FileProblems: exitCodes.usage,
  WorldCannotBegin: exitCodes.usage,
  NotAJournal: exitCodes.usage,
  UnknownMutant: exitCodes.usage,
  RunHeld: exitCodes.usage,
  NothingToResolve: exitCodes.usage,
  ScriptMisfit: exitCodes.usage,
  NeedsAPerson: exitCodes.needsAPerson,
  ThemeInvalid: exitCodes.usage,
  RecordingFailed: exitCodes.usage,
  NoDrillThere: exitCodes.usage,
  RunDiverged: exitCodes.diverged,
  JournalBroken: exitCodes.diverged,
};

/** The exit code that an error ends the process with: 2 usage, 6 a broken journal, 3 anything that nobody expected. */
export function exitCodeOfError(error: unknown): number {
  return (error instanceof Error ? codes[error.name] : undefined) ?? exitCodes.internal;
}

/**
 * What is printed for an error: its own lines if somebody foresaw it, otherwise one line with what to do. Never a stack, unless
 * ZONEFALL_DEBUG asks for it.
 */
export function describeError(error: unknown, env: Environment): string {
  const text = error instanceof Error ? error.message : String(error);
  if (exitCodeOfError(error) !== exitCodes.internal) {
    return error instanceof Error && error.name === 'FileProblems' ? text : `zonefall: ${text}`;
  }
  if (env.ZONEFALL_DEBUG) return `zonefall: internal error: ${error instanceof Error ? (error.stack ?? text) : text}`;
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return `zonefall: internal error: ${line} (this is a bug: please report it with the command you typed; ZONEFALL_DEBUG=1 adds the stack)`;
}
