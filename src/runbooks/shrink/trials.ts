import { availableParallelism } from 'node:os';
import type { Plan, RunRequest } from '../execute.ts';
import { hangSecondsDefault, WorldPool } from '../sweep/index.ts';
import type { RunResult } from '../verdict/index.ts';
import type { FaultPlan } from './reduce.ts';

/** What became of a run with a fault plan; undefined when its world broke or hung, which shows nothing about a budget. */
export type Trial = RunResult | undefined;

export interface TrialsOptions {
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** Called with the number of plans that were looked at. */
  onTrial?(count: number): void;
}

/**
 * Runs one seed of a scenario with other fault plans, side by side; the same plan only once. What it answers does not depend on how many
 * run at once, and neither does `count`: looks ahead that turned out to be needless are not in it.
 */
export class Trials {
  readonly #request: RunRequest & { readonly plan: Plan };
  readonly #breaks: (result: RunResult) => boolean;
  readonly #options: TrialsOptions;
  readonly #jobs: number;
  readonly #pool: WorldPool;
  readonly #known = new Map<string, Promise<Trial>>();
  readonly #needed = new Set<string>();

  constructor(
    request: RunRequest & { readonly plan: Plan },
    breaks: (result: RunResult) => boolean,
    options: TrialsOptions = {},
  ) {
    this.#request = request;
    this.#breaks = breaks;
    this.#options = options;
    this.#jobs = options.jobs ?? availableParallelism();
    this.#pool = new WorldPool({ jobs: this.#jobs, hangSeconds: hangSecondsDefault });
  }

  /** How many different plans it took so far. */
  get count(): number {
    return this.#needed.size;
  }

  async of(plan: FaultPlan): Promise<Trial> {
    const key = JSON.stringify(plan);
    const trial = await this.#start(key, plan);
    this.#options.signal?.throwIfAborted();
    if (!this.#needed.has(key)) {
      this.#needed.add(key);
      this.#options.onTrial?.(this.#needed.size);
    }
    return trial;
  }

  /** The index of the first plan that breaks. Later ones run meanwhile, as many as there are threads. */
  async firstBreaking(plans: readonly FaultPlan[]): Promise<number | undefined> {
    for (const [at, plan] of plans.entries()) {
      for (const ahead of plans.slice(at, at + this.#jobs)) void this.#start(JSON.stringify(ahead), ahead);
      const trial = await this.of(plan);
      if (trial !== undefined && this.#breaks(trial)) return at;
    }
    return undefined;
  }

  /** Ends the threads; whatever still runs ahead is not needed. */
  async end(): Promise<void> {
    await this.#pool.end();
  }

  #start(key: string, method: FaultPlan): Promise<Trial> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { plan } = this.#request;
    const scenario = { ...plan.scenario, method };
    const trial = this.#pool.run({ ...this.#request, plan: { ...plan, scenario } }).catch(() => undefined);
    this.#known.set(key, trial);
    return trial;
  }
}
