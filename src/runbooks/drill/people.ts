/**
 * The people of a drill: they are there, and asked. What they say comes from outside, as inputs. What nobody can really do in a
 * rehearsal takes the time that it takes in the model: opening the runbook, hands-on work.
 */
import { hint } from '../files/problems.ts';
import type { Answer, ModelledPeople, People, Question } from '../runner/index.ts';
import { failedStep } from '../runner/session.ts';
import type { AnswerInput, NoteInput } from './input.ts';
import type { Pending } from './session.ts';

interface Asked {
  readonly pending: Pending;
  answer(given: Answer | string): void;
}

export interface DrillPeopleOptions {
  readonly modelled: ModelledPeople;
  /** The fault clock's moment of the kernel's zero: a question carries the kernel's time. */
  readonly zeroUs: number;
  nowUs(): number;
  /** A question is put. */
  asked(): void;
  /** Whether anybody will answer; otherwise the modelled people do. */
  isAsked(pending: Pending): boolean;
}

/** What somebody said does not fit what is asked. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

export class DrillPeople implements People {
  readonly present = true;
  readonly modelledWork = true;
  readonly #options: DrillPeopleOptions;
  #asked: readonly Asked[] = [];

  constructor(options: DrillPeopleOptions) {
    this.#options = options;
  }

  /** What is asked now, in the order in which it was. Somebody else who is asked as well is named in the first one's. */
  get pending(): readonly Pending[] {
    const first = new Map<string, Pending>();
    for (const { pending } of this.#asked) {
      const before = first.get(keyOf(pending));
      first.set(keyOf(pending), before === undefined ? pending : { ...before, escalatedTo: pending.role });
    }
    return [...first.values()];
  }

  reactionSeconds(): number {
    return this.#options.modelled.reactionSeconds();
  }

  workSeconds(work: string): number {
    return this.#options.modelled.workSeconds(work);
  }

  async decide(question: Question): Promise<Answer> {
    const pending = pendingOf(question, this.#options.zeroUs);
    if (!this.#options.isAsked(pending)) return this.#modelled(question, pending);
    return question.cancelled.race(this.#ask<Answer>(pending, question.cancelled));
  }

  async note(prompt: string, { path, cancelled }: Parameters<People['note']>[1]): Promise<string> {
    const askedAtUs = this.#options.nowUs();
    const pending: Pending = { kind: 'note', path, decision: 'note', role: '', choices: [], prompt, askedAtUs };
    if (!this.#options.isAsked(pending)) return '';
    return cancelled.race(this.#ask<string>(pending, cancelled));
  }

  /** Hands over what somebody said. Throws NotAsked, with what is possible, when nothing like it is asked. */
  take(said: (AnswerInput | NoteInput) & { readonly by: string }): void {
    this.check(said);
    const heard = this.#find(said);
    this.#forget(heard);
    for (const { answer } of heard) {
      answer(said.kind === 'note' ? said.text : { choice: said.choice, by: said.by, comment: said.comment });
    }
  }

  /** Throws as `take` does, and changes nothing. */
  check(said: AnswerInput | NoteInput): void {
    const [asked] = this.#find(said);
    if (asked === undefined) {
      const what = said.kind === 'note' ? `a note of ${said.path}` : `${said.decision} at ${said.path}`;
      throw new NotAsked(`nobody asks for ${what} now; ${this.#possible()}`);
    }
    if (said.kind === 'note') return;
    const { decision, choices } = asked.pending;
    if (choices.includes(said.choice)) return;
    throw new NotAsked(`"${said.choice}" is no choice of ${decision}${hint(said.choice, choices)}`);
  }

  #possible(): string {
    const { pending } = this;
    if (pending.length === 0) return 'nothing is asked';
    return `asked: ${pending.map(({ path, decision, choices }) => `${decision} at ${path} (${choices.join(', ')})`).join('; ')}`;
  }

  #find(said: AnswerInput | NoteInput): readonly Asked[] {
    const decision = said.kind === 'note' ? 'note' : said.decision;
    return this.#asked.filter(
      ({ pending }) =>
        pending.path === said.path &&
        pending.decision === decision &&
        (pending.kind === 'note') === (said.kind === 'note'),
    );
  }

  #ask<T extends Answer | string>(pending: Pending, cancelled: Question['cancelled']): Promise<T> {
    return new Promise((resolve) => {
      const asked: Asked = { pending, answer: (given) => resolve(given as T) };
      this.#asked = [...this.#asked, asked];
      cancelled.onAbort(() => this.#forget([asked]));
      this.#options.asked();
    });
  }

  #forget(gone: readonly Asked[]): void {
    this.#asked = this.#asked.filter((asked) => !gone.includes(asked));
  }

  /** What modelled people are never asked they answer as if they had not been: a word is typed, and what failed has failed. */
  async #modelled(question: Question, { kind }: Pending): Promise<Answer> {
    if (kind === 'checkpoint') return { choice: question.choices[0]!, by: question.role };
    if (kind === 'failed-step') return { choice: question.choices.at(-1)!, by: question.role };
    return this.#options.modelled.decide(question);
  }
}

function keyOf({ path, decision }: Pending): string {
  return `${decision} ${path}`;
}

function pendingOf({ decision, path, role, choices, prompt, askedAtUs }: Question, zeroUs: number): Pending {
  const kind = decision === 'checkpoint' ? 'checkpoint' : decision === failedStep ? 'failed-step' : 'decision';
  const word = kind === 'checkpoint' ? choices[0] : undefined;
  return { kind, path, decision, role, choices, prompt, word, askedAtUs: askedAtUs - zeroUs };
}
