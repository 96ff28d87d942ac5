/** A policy: what people say to all questions of a run. It is run, never guessed. */
import type { RunRequest } from '../../execute.ts';
import type { RunResult } from '../../verdict/index.ts';
import type { Script } from '../script.ts';
import { type Alternative, nameOf } from './alternatives.ts';
import { carryOver } from './carry-over.ts';
import type { Recorded } from './recorded.ts';

/** What is said otherwise than in the run, at most one alternative for each question; none is the run as it was. */
export interface Policy {
  readonly words: string;
  readonly changes: readonly Alternative[];
  /** Nobody is asked: the people of the model decide everything. */
  readonly modelled?: boolean;
}

/** A policy that was run. */
export interface Tried {
  readonly policy: Policy;
  readonly result: RunResult;
}

export const asItWas: Policy = { words: 'as it was done', changes: [] };
export const modelledPeople: Policy = { words: 'what the modelled people did', changes: [], modelled: true };

export function policyOf(changes: readonly Alternative[]): Policy {
  if (changes.length === 0) return asItWas;
  const words = changes.map(({ asked, words: said }) => `${nameOf(asked)}: ${said}`).join('; ');
  return { words, changes };
}

/** Runs one world. */
export type RunWorld = (request: RunRequest) => Promise<RunResult>;

export interface TrialsOptions {
  readonly request: RunRequest;
  readonly recorded: Recorded;
  readonly run: RunWorld;
  onDone?(done: number, of: number): void;
}

/** Runs policies, each once. One whose world breaks is no result: it is told among the gaps. */
export class Trials {
  readonly gaps: string[] = [];
  readonly #options: TrialsOptions;
  readonly #tried = new Map<string, Promise<Tried | undefined>>();
  #done = 0;

  constructor(options: TrialsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#tried.size;
  }

  /** In the order of the policies; undefined for one whose world broke. Rejects only when it was ended from outside. */
  run(policies: readonly Policy[]): Promise<readonly (Tried | undefined)[]> {
    return Promise.all(policies.map((policy) => this.#once(policy)));
  }

  isTried(policy: Policy): boolean {
    return this.#tried.has(keyOf(this.#scriptOf(policy)));
  }

  #once(policy: Policy): Promise<Tried | undefined> {
    const script = this.#scriptOf(policy);
    const key = keyOf(script);
    const known = this.#tried.get(key);
    if (known !== undefined) return known;
    const trial = this.#try(policy, script);
    this.#tried.set(key, trial);
    return trial;
  }

  #scriptOf({ changes, modelled }: Policy): Script | undefined {
    if (modelled) return undefined;
    return carryOver(this.#options.recorded, new Map(changes.map(({ asked, said }) => [asked, said])));
  }

  async #try(policy: Policy, inputs: Script | undefined): Promise<Tried | undefined> {
    const { request, run, onDone } = this.#options;
    try {
      return { policy, result: await run({ ...request, inputs }) };
    } catch (error) {
      if (error instanceof CutOff) throw error.cause;
      this.gaps.push(`${policy.words}: could not be run (${error instanceof Error ? error.message : String(error)})`);
      return undefined;
    } finally {
      this.#done += 1;
      onDone?.(this.#done, this.#tried.size);
    }
  }
}

/** Thrown by a RunWorld that was ended from outside; `cause` is the reason. */
export class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** Two policies with which the same is said are one, whatever they are called. */
function keyOf(script: Script | undefined): string {
  const said = script?.entries.map((entry) => ({ ...entry, by: undefined, comment: undefined }));
  return JSON.stringify(said ?? 'modelled');
}

/**
 * Which of two runs went better, below zero for the first: one that recovered; then with fewer broken invariants; with fewer missed
 * budgets; sooner; with less lost.
 */
export function compareRuns(a: RunResult, b: RunResult): number {
  const [first, second] = [a, b].map(ranks);
  for (const [index, rank] of first!.entries()) {
    const difference = rank - second![index]!;
    // Infinity from infinity is no number: both are as bad.
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

function ranks({ recovery, invariants, budgets }: RunResult): number[] {
  return [
    recovery.recovered ? 0 : 1,
    invariants.filter(({ brokenAtSeconds }) => brokenAtSeconds !== undefined).length,
    budgets.filter(({ passed }) => !passed).length,
    recovery.rtoSeconds ?? Number.POSITIVE_INFINITY,
    recovery.rpoSeconds ?? Number.POSITIVE_INFINITY,
  ];
}
