import type { Question } from '../runner/index.ts';
import { failedStep } from '../runner/session.ts';
import type { Decisions } from './decisions.ts';
import type { PresentPeople } from './ports.ts';
import type { Resolutions } from './resolutions.ts';

/** Somebody in front of a terminal. */
export interface Terminal {
  decide(question: Question, by: string): ReturnType<PresentPeople['decide']>;
  note(prompt: string, path: string, by: string): ReturnType<PresentPeople['note']>;
  /** A line about what happens meanwhile. */
  say(text: string): void;
  /** Nobody is asked any more, and nothing is waited for. */
  close(): void;
}

export interface PeopleOptions {
  /** Who sits here, or started this. */
  readonly by: string;
  readonly decisions?: Decisions;
  readonly terminal?: Terminal;
  readonly resolutions: Resolutions;
}

/** Those who answer: what was said on the command line, then a file of decisions, then whoever sits at the terminal. */
export function presentPeople({ by, decisions, terminal, resolutions }: PeopleOptions): PresentPeople {
  return {
    decide: async (question) => {
      const said = question.decision === failedStep ? resolutions.take(question.path) : undefined;
      if (said !== undefined && question.choices.includes(said.choice)) {
        return { choice: said.choice, by: said.by, comment: said.reason, outputs: said.outputs };
      }
      return decisions?.answer(question, by) ?? terminal?.decide(question, by);
    },
    note: async (prompt, path) => decisions?.note(path, by) ?? terminal?.note(prompt, path, by),
  };
}
