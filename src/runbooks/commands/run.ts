import { host } from '../../sim/kernel/host-globals.ts';
import { isRunbookFile, loadScenario } from '../files/index.ts';
import type { CliContext } from './context.ts';
import { type Engine, type Reseed, requestOf, threadEngine } from './engine.ts';
import { UsageError } from './failures.ts';
import { gatherVars, type VarFlags } from './flags.ts';
import { journalCommandLine, runCommandLine } from './invocation.ts';
import { usualJournalPath } from './journals.ts';
import { KeptJournal } from './kept-journal.ts';
import { chosenOutputs } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { flows, type RunOutput, tellRun } from './run-outputs.ts';
import { simulate } from './simulation.ts';

export type RunFlags = PluginFlags &
  VarFlags & {
    readonly seed?: number;
    readonly variant?: string;
    readonly runbook?: string;
    readonly mutant?: string;
    readonly reseed?: readonly Reseed[];
    readonly output?: readonly RunOutput[];
    readonly journal?: string;
    /** Answers that are given without a terminal. */
    readonly decisions?: string;
    readonly by?: string;
  };

/**
 * `zonefall run`: one world, from the first fault to the verdict. Returns the exit code of the verdict, or of the signal that ended it.
 * The journal grows on disk while the world runs: after a crash, a kill or a reboot `resume` goes on from there. A runbook in place of a
 * scenario is run for real, in wall time.
 */
export async function run(
  context: CliContext,
  flags: RunFlags,
  file: string,
  engine: Engine = threadEngine(),
): Promise<number> {
  if (isRunbookFile(file)) {
    refuse(flags, ['seed', 'variant', 'runbook', 'mutant', 'reseed'], 'for a scenario; a runbook is run for real');
    return (await import('./wall.ts')).runWall(context, flags, file);
  }
  if (flags.decisions === undefined) refuseWallFlags(flags);
  const startMs = host.monotonicMs();
  const plugins = await pluginsOf(context, flags);
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const { variant, seed, runbook, mutant, reseed } = flags;
  const typed = { variant, vars: gatherVars(flags), seed, runbook, mutant, reseed };
  const decided =
    flags.decisions === undefined
      ? undefined
      : await (await import('./run-decisions.ts')).decidedBy(context, flags, { scenario: file, typed });
  const chosen = decided?.chosen ?? typed;
  const loaded = loadScenario(file, chosen);
  const inputs = decided?.script(loaded);
  const { id, scenario } = loaded;
  // Read with these very choices: the world's thread need not read it again.
  const { position: _, ...plan } = loaded;
  // A name that there is not is a matter of usage, and no journal is begun for it.
  if (chosen.mutant !== undefined) (await import('../mutate/mutants.ts')).mutantNamed(plan, chosen.mutant);
  const named = {
    ...{ ...chosen, id, inputs },
    variant: chosen.variant ?? scenario.variant,
    seed: chosen.seed ?? scenario.seed,
  };
  const again = { scenario: file, ...chosen, decisions: flags.decisions };
  const kept = new KeptJournal(context, flags.journal, usualJournalPath(named), runCommandLine(again));
  const flowing = flows(outputs);
  const ending = await simulate(context, { ...requestOf(loaded, chosen), ...plugins, plan, inputs }, engine, (line) => {
    kept.append(line);
    if (flowing) context.process.stdout.write(`${line}\n`);
  }).finally(() => kept.close());
  const journalPath = kept.tell();
  if (ending.kind === 'crashed') throw ending.error;
  if (ending.kind === 'interrupted') {
    const again = journalPath === undefined ? '' : `; go on with: ${journalCommandLine('resume', journalPath)}`;
    context.process.stderr.write(`zonefall: stopped before its end${again}\n`);
    return ending.exitCode;
  }
  const { result, journal, exitCode } = ending.outcome;
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  await tellRun(context, outputs, { file, chosen: again, scenario, result, journal, journalPath, wallSeconds });
  return exitCode;
}

/** Where people are modelled nothing that one says here would be heard. */
export function refuseWallFlags(flags: object): void {
  const wall = ['decisions', 'by', 'retry', 'skip', 'markDone', 'reason', 'outputs'];
  refuse(flags, wall, 'for a runbook in wall time, or a run with --decisions; else people are modelled');
}

/** Throws UsageError for the first of these flags that was given. */
function refuse(flags: object, names: readonly string[], why: string): void {
  const given = names.find((name) => (flags as Record<string, unknown>)[name] !== undefined);
  if (given === undefined) return;
  throw new UsageError(`--${given === 'markDone' ? 'mark-done' : given} is ${why}`);
}
