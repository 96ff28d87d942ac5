/** `run --decisions`: a simulated run in which people are asked, and a file answers for them. */
import { resolve } from 'node:path';
import type { Script } from '../drill/index.ts';
import type { Loaded } from '../files/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import type { CliContext } from './context.ts';
import type { RunRequest } from './engine.ts';
import { UsageError } from './failures.ts';
import { typedRunbook } from './invocation.ts';
import { recordedRequest } from './replay.ts';
import type { RunFlags } from './run.ts';

/** What is chosen for a run, besides its files. */
export type Chosen = Pick<RunRequest, 'variant' | 'seed' | 'runbook' | 'mutant' | 'reseed'> & {
  readonly vars: Readonly<Record<string, string>>;
};

export interface Decided {
  readonly chosen: Chosen;
  /** What people say in it. Throws FileProblems for answers that nobody asks for. */
  script(loaded: Loaded): Script;
}

/**
 * Reads the file. Of a drill's journal not only the answers count: what is not typed (variant, seed, variables) is as in the drill, so that
 * it happens again to the last byte. Throws FileProblems, JournalBroken, UsageError.
 */
export async function decidedBy(
  { folder }: Pick<CliContext, 'folder'>,
  { decisions: path = '', by, journal }: Pick<RunFlags, 'decisions' | 'by' | 'journal'>,
  { scenario, typed }: { readonly scenario: string; readonly typed: Chosen },
): Promise<Decided> {
  if (journal !== undefined && resolve(folder, journal) === resolve(folder, path)) {
    throw new UsageError(`${path} holds the decisions: choose another --journal`);
  }
  const { DecisionsFile } = await import('../drill/decisions-file.ts');
  const file = DecisionsFile.read(path);
  const chosen = file.recorded === undefined ? typed : asRecorded(file.recorded, scenario, typed);
  const named = (script: Script): Script => ({ ...script, entries: script.entries.map((entry) => ({ by, ...entry })) });
  return {
    chosen,
    script: (loaded) => named(file.script(loaded.runbooks.values(), isSame(file.recorded, loaded, chosen))),
  };
}

function asRecorded(events: readonly JournalEvent[], scenario: string, typed: Chosen): Chosen {
  const { variant, vars, seed, runbook, mutant, reseed } = recordedRequest(events);
  return {
    variant: typed.variant ?? variant,
    vars: { ...vars, ...typed.vars },
    seed: typed.seed ?? seed,
    runbook: typed.runbook ?? typedRunbook(scenario, { runbook }),
    mutant: typed.mutant ?? mutant,
    reseed: typed.reseed ?? reseed,
  };
}

/** Whether a journal's very run is run again, be it to its last byte. */
function isSame(events: readonly JournalEvent[] | undefined, { sha256 }: Loaded, chosen: Chosen): boolean {
  const [started] = events ?? [];
  if (started?.kind !== 'run.started') return true;
  const recorded = asRecorded(events!, '', { vars: {} });
  const like = ({ variant, vars, seed, mutant, reseed }: Chosen) =>
    JSON.stringify([variant, vars, seed, mutant, reseed]);
  return started.scenario.sha256 === sha256 && like(recorded) === like(chosen);
}
