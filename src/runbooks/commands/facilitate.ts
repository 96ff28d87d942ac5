import { joinDrill } from '../drill/facilitate/index.ts';
import { playPlain } from '../drill/plain/index.ts';
import type { DrillSession } from '../drill/session.ts';
import { type CliContext, exitCodes } from './context.ts';
import type { DrillFlags } from './drill.ts';
import { UsageError } from './failures.ts';
import { watchInterrupts } from './interrupt.ts';
import { findJournal } from './journals.ts';
import { seatFolder } from './second-seat.ts';
import { whoIs } from './who.ts';

/**
 * `zonefall drill --facilitate RUN`: a second seat in a drill that is played on another terminal of this machine. Sees the world as it is,
 * breaks things and tells the players something. Returns 0 when it is left, or the code of the signal that ended it.
 */
export async function facilitate(context: CliContext, flags: DrillFlags, file: string | undefined): Promise<number> {
  refuse(flags, file);
  const { stdin, stdout, stderr, env } = context.process;
  const input = stdin?.isTTY === true ? stdin : undefined;
  const withScreen = flags.plain !== true && input !== undefined && stdout.isTTY === true;
  const screen = withScreen ? context.screen?.() : undefined;
  screen?.catch(() => {});
  const watch = watchInterrupts();
  let session: DrillSession | undefined;
  try {
    session = await joinDrill(seatFolder(context, findJournal(context, flags.facilitate!)), { by: whoIs(flags) });
    if (screen === undefined) await playPlain(session, { input, output: stdout, signal: watch.signal });
    else {
      const { theme, record } = flags;
      await (await screen)(session, {
        ...{ stderr, env, theme, record, folder: context.folder, tour: false },
        stdin: input as NodeJS.ReadStream,
        stdout: stdout as NodeJS.WriteStream,
      });
    }
    return watch.exitCode() ?? exitCodes.held;
  } finally {
    watch.end();
    await session?.close();
  }
}

function refuse(flags: DrillFlags, file: string | undefined): void {
  const names = [
    'seed',
    'variant',
    'var',
    'runbook',
    'plugin',
    'resume',
    'decisions',
    'speed',
    'journal',
    'output',
  ] as const;
  const given = names.find((name) => flags[name] !== undefined);
  if (given === undefined && file === undefined) return;
  throw new UsageError(
    `${given === undefined ? 'SCENARIO' : `--${given}`} says nothing with --facilitate: the drill is played on another terminal`,
  );
}
