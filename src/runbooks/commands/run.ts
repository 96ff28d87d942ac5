import { host } from '../../sim/kernel/host-globals.ts';
import type { JournalFile } from '../durable/journal-file.ts';
import { loadScenario } from '../files/index.ts';
import type { CliContext } from './context.ts';
import { type Engine, type Reseed, requestOf, threadEngine } from './engine.ts';
import { gatherVars } from './flags.ts';
import { runCommandLine } from './invocation.ts';
import { cannotWrite, openJournal, usualJournalPath } from './journals.ts';
import { chosenOutputs } from './outputs.ts';
import { flows, type RunOutput, tellRun } from './run-outputs.ts';
import { simulate } from './simulation.ts';

export type RunFlags = {
  readonly seed?: number;
  readonly variant?: string;
  readonly var?: readonly (readonly [name: string, value: string])[];
  readonly runbook?: string;
  readonly mutant?: string;
  readonly reseed?: readonly Reseed[];
  readonly output?: readonly RunOutput[];
  readonly journal?: string;
};

/**
 * `zonefall run`: one world, from the first fault to the verdict. Returns the exit code of the verdict, or of the signal that ended it.
 * The journal grows on disk while the world runs: after a crash, a kill or a reboot `resume` goes on from there.
 */
export async function run(
  context: CliContext,
  flags: RunFlags,
  file: string,
  engine: Engine = threadEngine(),
): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const { variant, seed, runbook, mutant, reseed } = flags;
  const chosen = { variant, vars: gatherVars(flags.var ?? []), seed, runbook, mutant, reseed };
  const loaded = loadScenario(file, chosen);
  const { id, scenario } = loaded;
  // Read with these very choices: the world's thread need not read it again.
  const { position: _, ...plan } = loaded;
  // A name that there is not is a matter of usage, and no journal is begun for it.
  if (mutant !== undefined) (await import('../mutate/mutants.ts')).mutantNamed(plan, mutant);
  const named = { ...chosen, id, variant: variant ?? scenario.variant, seed: seed ?? scenario.seed };
  const kept = new KeptJournal(
    context,
    flags.journal,
    usualJournalPath(named),
    runCommandLine({ scenario: file, ...chosen }),
  );
  const flowing = flows(outputs);
  const ending = await simulate(context, { ...requestOf(loaded, chosen), plan }, engine, (line) => {
    kept.append(line);
    if (flowing) context.process.stdout.write(`${line}\n`);
  }).finally(() => kept.close());
  const journalPath = kept.tell();
  if (ending.kind === 'crashed') throw ending.error;
  if (ending.kind !== 'finished') {
    context.process.stderr.write('zonefall: stopped before its end\n');
    return ending.kind === 'interrupted' ? ending.exitCode : 0;
  }
  const { result, journal, exitCode } = ending.outcome;
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  tellRun(context, outputs, { file, chosen, scenario, result, journal, journalPath, wallSeconds });
  return exitCode;
}

/** The journal on disk. The usual place may be read-only, which is no reason to fail; a place that was asked for may not. */
class KeptJournal {
  readonly #context: CliContext;
  readonly #path: string;
  readonly #asked: boolean;
  readonly #file: JournalFile | undefined;
  #lines = 0;
  #whyNot: Error | undefined;

  constructor(context: CliContext, asked: string | undefined, usual: string, command: string) {
    this.#context = context;
    this.#path = asked ?? usual;
    this.#asked = asked !== undefined;
    try {
      this.#file = openJournal(context, this.#path, { durability: 'grouped', command });
    } catch (error) {
      // The same run, twice at once: one of them keeps its journal, and both are the same.
      if (this.#asked || !['UsageError', 'RunHeld'].includes((error as Error).name)) throw error;
      this.#whyNot = error as Error;
    }
  }

  append(line: string): void {
    this.#lines += 1;
    this.#file?.append(line);
  }

  close(): void {
    this.#file?.close();
    const failure = this.#file?.failure;
    if (failure !== undefined) this.#whyNot = cannotWrite(this.#path, (failure as NodeJS.ErrnoException).code);
  }

  /** Says where it is, or why it is nowhere. Its path, if it is somewhere. */
  tell(): string | undefined {
    if (this.#lines === 0) return undefined;
    const { stderr } = this.#context.process;
    if (this.#whyNot === undefined) {
      stderr.write(`journal: ${this.#path}\n`);
      return this.#path;
    }
    if (this.#asked) throw this.#whyNot;
    stderr.write(`zonefall: the journal is not kept: ${this.#whyNot.message}\n`);
    return undefined;
  }
}
