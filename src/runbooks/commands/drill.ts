import type { Pace } from '../drill/session.ts';
import { type CliContext, exitCodes } from './context.ts';
import type { Stage } from './drill-stage.ts';
import type { SubjectFlags } from './drill-subject.ts';
import { UsageError } from './failures.ts';
import { watchInterrupts } from './interrupt.ts';
import type { RunOutput } from './run-outputs.ts';

export type DrillFlags = SubjectFlags & {
  readonly speed?: Pace;
  readonly plain?: boolean;
  readonly record?: string;
  readonly theme?: string;
  readonly facilitate?: string;
  readonly output?: readonly RunOutput[];
};

/**
 * `zonefall drill`: the world of `run`, with people who are asked. Returns the exit code of the verdict; 5 for a drill that was left before
 * its end, 7 where nobody can be asked, or the code of the signal that ended it.
 *
 * The journal grows on disk while the drill runs, and the moment beside it: after a kill `--resume` goes on with the same questions open.
 *
 * What reads files and plays worlds is loaded once something is drawn.
 */
export async function drill(context: CliContext, flags: DrillFlags, file?: string): Promise<number> {
  if (flags.facilitate !== undefined) return (await import('./facilitate.ts')).facilitate(context, flags, file);
  const { stdout, stderr, stdin } = context.process;
  const plain = flags.plain === true;
  refuseFlags(flags, plain);
  if (!plain && !(stdin?.isTTY === true && stdout.isTTY === true)) {
    const { needsTerminalText } = await import('./drill-texts.ts');
    stderr.write(needsTerminalText(file ?? flags.resume));
    return exitCodes.needsAPerson;
  }
  // From the first frame on a signal has its exit code.
  const watch = watchInterrupts({ hangUp: !plain });
  let stage: Stage | undefined;
  try {
    stage = plain ? undefined : await (await import('./drill-stage.ts')).openStage(context, flags, file);
    // The world's thread loads on the other core while this one reads files: not before there is something to look at.
    (await import('../drill/thread.ts')).beginDrillThread();
    const { playDrill } = await import('./drill-play.ts');
    return await playDrill(context, flags, file, { stage, watch });
  } catch (error) {
    await stage?.close(error);
    throw error;
  } finally {
    watch.end();
  }
}

function refuseFlags(flags: DrillFlags, plain: boolean): void {
  const forScreen = (['record', 'theme'] as const).find((name) => flags[name] !== undefined);
  if (plain && forScreen !== undefined) throw new UsageError(`--${forScreen} is for screens, and --plain has none`);
}
