/** What a run is asked for and what it gives, as plain data that can be handed to another thread. */
import type { Script } from './drill/script.ts';
import type { Loaded } from './files/index.ts';
import type { RunResult } from './verdict/index.ts';

/** A scenario that has been read: all that a run needs of it. */
export type Plan = Omit<Loaded, 'position'>;

export interface RunRequest {
  /** The scenario first, then its runbooks. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  /** What the sources say with these choices, where somebody has read them already; without it they are read here. */
  readonly plan?: Plan;
  readonly variant?: string;
  /** As typed: `--var name=value`. */
  readonly vars?: Readonly<Record<string, string>>;
  /** The scenario's own seed when none is given. */
  readonly seed?: number;
  /** Another runbook than the scenario's, by its path among the sources. */
  readonly runbook?: string;
  /** Modules whose kinds of steps and probes the files use, by absolute path: `loadPlugins` found them. */
  readonly plugins?: readonly string[];
  /** A way to break the design on purpose, by its name: applied to the plan after it was read (see `mutate/`). */
  readonly mutant?: string;
  /** Other futures: from each moment of the fault clock on, chance is what it would have been with that seed (see `rare/`). */
  readonly reseed?: readonly Reseed[];
  /** People are asked, and this is what they say (see `drill/`); without it they are modelled. */
  readonly inputs?: Script;
}

export interface Reseed {
  /** From the first fault; what happens at that very microsecond draws anew already. */
  readonly atSeconds: number;
  readonly seed: number;
}

export interface RunOutcome {
  readonly result: RunResult;
  /** The lines of the journal, without line feeds. */
  readonly journal: readonly string[];
  readonly exitCode: number;
}
