/**
 * What people say in a run in which nobody is asked live: the inputs of a drill that was played before, or a file of decisions.
 *
 * ```ts
 * const script: Script = { entries: [{ kind: 'answer', decision: 'leave-region', choice: 'go', afterUs: 600e6 }] };
 * const { result } = await execute({ sources, inputs: script });
 * ```
 */
import type { Input, Seat } from './input.ts';
import type { Pending } from './session.ts';

export interface Script {
  /** An `Input` of another run is one, too. Each is used once; of several for the same question the first comes first. */
  readonly entries: readonly ScriptEntry[];
  /**
   * What becomes of a question that no entry answers: `fail` ends the run (NeedsAPerson), `wait` lets it stand for as long as its step may
   * take, `modelled` leaves it to modelled people, who do what they do in a run without a drill. Default `fail`.
   */
  readonly unanswered?: 'fail' | 'wait' | 'modelled';
  /** Up to this moment of the fault clock `fail` waits: nobody answered so far, and what was recorded is to be the same again. */
  readonly recordedUntilUs?: number;
}

export type ScriptEntry = {
  /** The fault clock. An answer is given then, or when its question is asked if that is later; without it, when it is asked. */
  readonly atUs?: number;
  /** So long after the question was asked. */
  readonly afterUs?: number;
  /** The role that is asked without it; of a command `operator`. */
  readonly by?: string;
  /** Where it is written, for messages: `decisions.yaml:3:5`. */
  readonly where?: string;
} & (
  | {
      readonly kind: 'answer';
      /** The whole path of the step that asks; any without it. */
      readonly path?: string;
      /** The decision's name; or the step that asks, by its path or id. */
      readonly decision: string;
      readonly choice: string;
      readonly comment?: string;
    }
  | { readonly kind: 'note' /** Path or id of the step. */; readonly path: string; readonly text: string }
  | { readonly kind: 'command'; readonly text: string; readonly seat?: Seat }
);

/** An input that is due now, and where it is written. */
export interface Due {
  readonly input: Input;
  readonly where?: string;
}

interface Waiting {
  readonly entry: ScriptEntry;
  readonly question?: Pending;
  readonly dueUs: number;
}

/** Reads a script along with a run. */
export class ScriptReader {
  #left: ScriptEntry[];

  constructor({ entries }: Pick<Script, 'entries'>) {
    this.#left = [...entries];
  }

  /** Whether an entry will answer this question, be it later. */
  answers(question: Pending): boolean {
    return this.#left.some((entry) => matches(entry, question));
  }

  /** When the next entry is due of which that is known now; Infinity when there is none. */
  nextUs(pending: readonly Pending[]): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#waiting(pending).map(({ dueUs }) => dueUs));
  }

  /** Takes the first entry that is due. */
  take(nowUs: number, pending: readonly Pending[]): Due | undefined {
    const found = this.#waiting(pending).find(({ dueUs }) => dueUs <= nowUs);
    if (found === undefined) return undefined;
    const { entry, question } = found;
    this.#left = this.#left.filter((other) => other !== entry);
    return { input: inputOf(entry, question, nowUs), where: entry.where };
  }

  /** Reads another one from here on. */
  replace({ entries }: Pick<Script, 'entries'>): void {
    this.#left = [...entries];
  }

  /** The entries whose moment is known, each question with the first that answers it. */
  #waiting(pending: readonly Pending[]): Waiting[] {
    const open = new Set(pending);
    return this.#left.flatMap((entry): Waiting[] => {
      if (entry.kind === 'command') return [{ entry, dueUs: entry.atUs ?? 0 }];
      const question = [...open].find((each) => matches(entry, each));
      if (question === undefined) return [];
      open.delete(question);
      return [{ entry, question, dueUs: Math.max(entry.atUs ?? 0, question.askedAtUs + (entry.afterUs ?? 0)) }];
    });
  }
}

function matches(entry: ScriptEntry, { kind, path, decision }: Pending): boolean {
  switch (entry.kind) {
    case 'command':
      return false;
    case 'note':
      return kind === 'note' && names(entry.path, path);
    case 'answer':
      if (kind === 'note' || (entry.path !== undefined && entry.path !== path)) return false;
      return entry.decision === decision || names(entry.decision, path);
  }
}

/** A step by its path, or by the id at its end. */
function names(name: string, path: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

function inputOf(entry: ScriptEntry, question: Pending | undefined, atUs: number): Input {
  const by = entry.by ?? question?.role ?? 'operator';
  if (entry.kind === 'command') return { kind: 'command', atUs, by, text: entry.text, seat: entry.seat ?? 'player' };
  const { path, decision } = question!;
  if (entry.kind === 'note') return { kind: 'note', atUs, by, path, text: entry.text };
  return { kind: 'answer', atUs, by, path, decision, choice: entry.choice, comment: entry.comment };
}
