/** What people were asked in a run and what they said, read from its journal: the material that alternatives are made of. */
import { type JournalEvent, type Known, ofKind } from '../../journal/index.ts';
import { failedStep } from '../../runner/session.ts';
import { inputsOf } from '../journal-inputs.ts';
import type { ScriptEntry } from '../script.ts';

/** One answer; who put a question off was asked it again. */
export interface Answered {
  readonly choice: string;
  readonly by: string;
  readonly askedAtUs: number;
  readonly atUs: number;
  readonly known: Known;
  readonly comment?: string;
  /** The step had asked before, and had been given up before anybody answered: this answer is not one to that question. */
  readonly afterMissed: boolean;
}

/** One question, from when it was first asked until somebody said something else than `wait`. */
export interface Asked {
  readonly kind: 'decision' | 'checkpoint' | 'failed-step';
  readonly path: string;
  readonly decision: string;
  readonly role: string;
  readonly choices: readonly string[];
  readonly askedAtUs: number;
  readonly known: Known;
  /** As of an answer. */
  readonly afterMissed: boolean;
  /** In order: all but the last put it off. Empty where nobody ever answered. */
  readonly answers: readonly Answered[];
}

export interface Recorded {
  readonly asked: readonly Asked[];
  /** What was said without being asked a question with choices: notes, so long after they were asked for, and the console's lines. */
  readonly others: readonly ScriptEntry[];
}

/** What puts a question off. */
export const putOff = 'wait';

/** The answer that settled it; undefined for one that stood open, or was put off, when the run ended. */
export function settledBy({ answers }: Pick<Asked, 'answers'>): Answered | undefined {
  const last = answers.at(-1);
  return last?.choice === putOff ? undefined : last;
}

/** The question of a step that was put last. */
interface Open {
  readonly index: number;
  readonly askedAtUs: number;
  readonly answered: boolean;
  readonly afterMissed: boolean;
}

/** The questions of a run in the order in which they were asked first. */
export function recordedOf(events: readonly JournalEvent[]): Recorded {
  const asked: Asked[] = [];
  const open = new Map<string, Open>();
  for (const event of events) {
    if (event.kind !== 'decision.asked' && event.kind !== 'decision.made') continue;
    const { path, decision, at } = event;
    const key = `${decision} ${path}`;
    const before = open.get(key);
    if (event.kind === 'decision.asked') {
      const afterMissed = before?.answered === false;
      const again = before !== undefined && asked[before.index]!.answers.at(-1)?.choice === putOff;
      if (!again) asked.push(questionOf(event, afterMissed));
      const index = again ? before.index : asked.length - 1;
      open.set(key, { index, askedAtUs: at, answered: false, afterMissed });
    } else if (before !== undefined) {
      const { index, askedAtUs, afterMissed } = before;
      const question = asked[index]!;
      const { choice, by, known, comment } = event;
      const answer = { choice, by, known, comment, askedAtUs, atUs: at, afterMissed };
      asked[index] = { ...question, answers: [...question.answers, answer] };
      open.set(key, { ...before, answered: true });
    }
  }
  return { asked, others: othersOf(events) };
}

function questionOf(event: Extract<JournalEvent, { kind: 'decision.asked' }>, afterMissed: boolean): Asked {
  const { path, decision, role, choices, known, at: askedAtUs } = event;
  const kind = decision === 'checkpoint' ? 'checkpoint' : decision === failedStep ? 'failed-step' : 'decision';
  return { kind, path, decision, role, choices, known, askedAtUs, afterMissed, answers: [] };
}

function othersOf(events: readonly JournalEvent[]): ScriptEntry[] {
  const started = ofKind(events, 'step.started');
  return inputsOf(events).flatMap((input): ScriptEntry[] => {
    if (input.kind === 'command') return [input];
    if (input.kind !== 'note') return [];
    const { kind, by, path, text, atUs } = input;
    const askedAtUs = started.findLast((step) => step.path === path && step.at <= atUs)?.at ?? atUs;
    return [{ kind, by, path, text, afterUs: atUs - askedAtUs }];
  });
}
