/**
 * One run, in this thread: a scenario's texts and a seed go in, a journal and a result come out.
 *
 * ```ts
 * const { result, exitCode } = await execute({ sources, variant: 'both-fixes', seed: 17 });
 * ```
 *
 * The story: the prologue, until the steady state holds; then the faults; monitoring and status pages tell people; they
 * open the runbook, decide and act; the steady state holds again, or the horizon comes. Everything that happens is in
 * the journal.
 */
import type { DrainKind } from '../sim/kernel/index.ts';
import type { Loaded } from './files/index.ts';
import { Journal, type JournalEvent, type RunEnding } from './journal/index.ts';
import type { PluginStamp } from './plugin/take.ts';
import { Story } from './story.ts';
import { Testbed } from './testbed/testbed.ts';
import { exitCodeOf, type RunResult, resultOf } from './verdict/index.ts';

/** A scenario that has been read: all that a run needs of it, as plain data that can be handed to another thread. */
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

export interface ExecuteOptions {
  onEvent?(event: JournalEvent, line: string): void;
  /** Asked after each journal event: true ends the run as an operator's stop. */
  stopRequested?(): boolean;
  drain?: DrainKind;
}

/**
 * Throws FileProblems for texts that are no scenario; whatever the kernel throws (TripwireError, DeadlockError) for a
 * world that breaks its own rules.
 */
export async function execute(request: RunRequest, options: ExecuteOptions = {}): Promise<RunOutcome> {
  const plugins = request.plugins?.length ? await takePlugins(request.plugins) : undefined;
  const read = request.plan ?? (await readPlan(request));
  const { variant } = request;
  if (variant !== undefined && read.scenario.variant !== variant) {
    throw new Error(`the plan was read for the variant ${read.scenario.variant}, not for ${variant}`);
  }
  const loaded = request.mutant === undefined ? read : await mutated(read, request.mutant);
  const { scenario } = loaded;
  const seed = request.seed ?? scenario.seed;
  const lines: string[] = [];
  const testbed = new Testbed(scenario, {
    seed,
    drain: options.drain,
    // What the prologue arranges is no part of the story.
    log: (entry) => {
      if (testbed.nowSeconds >= 0) journal.write({ kind: 'log', ...entry } as never);
    },
  });
  const { kernel } = testbed.world;
  for (const { atSeconds, seed } of request.reseed ?? [])
    kernel.reseedAt(testbed.zeroUs + Math.round(atSeconds * 1e6), seed);
  const journal = new Journal(() => kernel.nowUs - testbed.zeroUs);
  journal.onEvent((event, line) => {
    lines.push(line);
    options.onEvent?.(event, line);
    if (options.stopRequested?.()) story.end('operator');
  });
  const story = new Story(testbed, journal, loaded);
  writeStart(journal, loaded, request, { seed, plugins: plugins?.stamps });
  kernel.spawn('story', () => story.tell());
  const end = await withoutStacks(() => kernel.run(testbed.zeroUs + scenario.clock.horizonSeconds * 1e6)).catch(
    (error) => {
      throw plugins?.blamed(error) ?? error;
    },
  );
  const ending: RunEnding = story.ending ?? (end === 'horizon' ? 'horizon' : 'finished');
  const { verdict } = resultOf(journal.events, scenario, ending);
  const trace = { traceEvents: kernel.trace.events, traceSha256: kernel.trace.sha256() };
  journal.write({ kind: 'run.ended', ending, verdict, ...trace });
  const result = resultOf(journal.events, scenario);
  return { result, journal: lines, exitCode: exitCodeOf(result.verdict) };
}

/** Reading YAML and its schemas is loaded only where there is something to read. */
async function readPlan({ sources, variant, vars, runbook }: RunRequest): Promise<Plan> {
  const { parseScenario } = await import('./files/load.ts');
  return parseScenario(sources, { variant, vars, runbook });
}

async function mutated(plan: Plan, name: string): Promise<Plan> {
  const { mutantNamed } = await import('./mutate/mutants.ts');
  return { ...plan, ...mutantNamed(plan, name) };
}

/** Code that a team brings along is loaded before there is a world. */
async function takePlugins(paths: readonly string[]) {
  const { takePlugins: take } = await import('./plugin/take.ts');
  return take(paths);
}

function writeStart(
  journal: Journal,
  { scenario, sha256 }: Plan,
  request: RunRequest,
  more: { seed: number; plugins?: readonly PluginStamp[] },
): void {
  const { start, zone, horizonSeconds } = scenario.clock;
  journal.write({
    kind: 'run.started',
    format: 'zonefall.journal/v1',
    environment: 'simulated',
    scenario: { id: scenario.id, sha256, title: scenario.title },
    variant: request.variant ?? scenario.causes?.baseline ?? 'none',
    ...more,
    vars: request.vars ?? {},
    runbook: request.runbook,
    mutant: request.mutant,
    reseed: request.reseed,
    clock: { start, zone, horizonSeconds },
    sources: request.sources.map(({ path, text }) => ({ file: path, text })),
  });
}

/**
 * Refused connections and busy stores are everyday life in here, and half a second of a run went into their stacks,
 * which nobody reads (and which differ between versions of Node). ZONEFALL_DEBUG keeps them.
 */
async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  const before = Error.stackTraceLimit;
  if (!process.env.ZONEFALL_DEBUG) Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = before;
  }
}
