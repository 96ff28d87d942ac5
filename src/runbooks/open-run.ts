/**
 * A run that is open: it is advanced in slices, given what people do in between, and finished. `execute()` does it in one go; a drill's
 * driver does it at the pace of the wall clock. Where it is divided leaves no trace.
 *
 * ```ts
 * const run = await OpenRun.open({ sources, seed: 17 });
 * while ((await run.advance(run.nowUs + 60e6)) !== 'ended') console.log(run.journal.headHash);
 * const { result } = run.finish();
 * ```
 */
import type { DrainKind } from '../sim/kernel/index.ts';
import { Journal, type JournalEntry, type JournalEvent, type RunEnding } from './journal/index.ts';
import type { PluginStamp } from './plugin/take.ts';
import type { Plan, RunOutcome, RunRequest } from './request.ts';
import type { ModelledPeople } from './runner/index.ts';
import { Story, type StoryPeople } from './story.ts';
import { Testbed } from './testbed/testbed.ts';
import { exitCodeOf, resultOf } from './verdict/index.ts';

export interface OpenOptions {
  onEvent?(event: JournalEvent, line: string): void;
  /** Puts others in the place of modelled people. */
  people?(modelled: ModelledPeople, run: OpenRun): StoryPeople;
  drain?: DrainKind;
}

/** `reached`: all of that microsecond and before it has happened; `enough`: interrupted before; `ended`: it has come to its end. */
export type Advanced = 'reached' | 'enough' | 'ended';

interface Parts {
  readonly request: RunRequest;
  readonly plan: Plan;
  readonly seed: number;
  readonly plugins: { readonly stamps: readonly PluginStamp[]; blamed(error: unknown): unknown } | undefined;
}

export class OpenRun {
  readonly request: RunRequest;
  readonly plan: Plan;
  readonly testbed: Testbed;
  readonly journal: Journal;
  readonly horizonUs: number;
  readonly story: Story;
  readonly #plugins: Parts['plugins'];
  readonly #lines: string[] = [];
  #outcome: RunOutcome | undefined;

  /**
   * Throws FileProblems for texts that are no scenario.
   */
  static async open(request: RunRequest, options: OpenOptions = {}): Promise<OpenRun> {
    const plugins = request.plugins?.length ? await takePlugins(request.plugins) : undefined;
    const read = request.plan ?? (await readPlan(request));
    const { variant } = request;
    if (variant !== undefined && read.scenario.variant !== variant) {
      throw new Error(`the plan was read for the variant ${read.scenario.variant}, not for ${variant}`);
    }
    const plan = request.mutant === undefined ? read : await mutated(read, request.mutant);
    return new OpenRun({ request, plan, seed: request.seed ?? plan.scenario.seed, plugins }, options);
  }

  private constructor({ request, plan, seed, plugins }: Parts, options: OpenOptions) {
    this.request = request;
    this.plan = plan;
    this.#plugins = plugins;
    const { scenario } = plan;
    const testbed: Testbed = new Testbed(scenario, {
      seed,
      drain: options.drain,
      // What the prologue arranges is no part of the story.
      log: (entry) => {
        if (testbed.nowSeconds >= 0) this.journal.write({ kind: 'log', ...entry } as never);
      },
    });
    const { kernel } = testbed.world;
    for (const { atSeconds, seed: other } of request.reseed ?? [])
      kernel.reseedAt(testbed.zeroUs + Math.round(atSeconds * 1e6), other);
    this.testbed = testbed;
    this.horizonUs = scenario.clock.horizonSeconds * 1e6;
    this.journal = new Journal(() => this.nowUs);
    this.journal.onEvent((event, line) => {
      this.#lines.push(line);
      options.onEvent?.(event, line);
    });
    const { people } = options;
    this.story = new Story(testbed, this.journal, plan, people && ((modelled) => people(modelled, this)));
    writeStart(this.journal, plan, request, { seed, plugins: plugins?.stamps });
    kernel.spawn('story', () => this.story.tell());
  }

  /** Microseconds of the fault clock; the prologue lies before zero. */
  get nowUs(): number {
    return this.testbed.world.kernel.nowUs - this.testbed.zeroUs;
  }

  /** When something happens next, on the fault clock; Infinity when nothing will. */
  get nextUs(): number {
    return this.testbed.world.kernel.nextUs - this.testbed.zeroUs;
  }

  /** The lines of the journal so far, without line feeds. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /**
   * Goes on until all of a microsecond of the fault clock has happened, until `enough` (asked before each event) or `interrupt` says so,
   * or to its end. Throws whatever the kernel throws (TripwireError, DeadlockError) for a world that breaks its own rules.
   */
  async advance(untilUs: number, enough?: () => boolean): Promise<Advanced> {
    if (this.story.ending !== undefined) return 'ended';
    const { kernel } = this.testbed.world;
    const until = this.testbed.zeroUs + Math.min(untilUs, this.horizonUs);
    const end = await withoutStacks(() => kernel.run(until, enough)).catch((error) => {
      throw this.#plugins?.blamed(error) ?? error;
    });
    if (this.story.ending !== undefined || end === 'idle') return 'ended';
    if (end === 'stopped') return 'enough';
    return untilUs >= this.horizonUs ? 'ended' : 'reached';
  }

  /** For what happens inside: `advance` returns after the present event. */
  interrupt(): void {
    this.testbed.world.kernel.stop();
  }

  /**
   * Somebody outside does something now, after all else of this microsecond: call it when `advance(nowUs)` has `reached` it. What they did
   * stands in the journal before anything that follows from it.
   */
  async act(entry: JournalEntry, act: (written: JournalEvent) => void): Promise<Advanced> {
    this.testbed.world.kernel.after(0, () => act(this.journal.write(entry)), 'input');
    return this.advance(this.nowUs);
  }

  /** Ends it where it is, as an operator's stop. */
  stop(): void {
    this.story.end('operator');
  }

  /** Writes its end, and judges it; the same again when it is asked again. */
  finish(): RunOutcome {
    this.#outcome ??= this.#finish();
    return this.#outcome;
  }

  #finish(): RunOutcome {
    const { journal, plan } = this;
    const { kernel } = this.testbed.world;
    const ending: RunEnding = this.story.ending ?? (this.nowUs >= this.horizonUs ? 'horizon' : 'finished');
    const { verdict } = resultOf(journal.events, plan.scenario, ending);
    const trace = { traceEvents: kernel.trace.events, traceSha256: kernel.trace.sha256() };
    journal.write({ kind: 'run.ended', ending, verdict, ...trace });
    const result = resultOf(journal.events, plan.scenario);
    return { result, journal: this.#lines, exitCode: exitCodeOf(result.verdict) };
  }
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
    people: request.inputs && 'asked',
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
