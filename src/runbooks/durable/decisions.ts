/** Answers that were written down before they were asked for: a file instead of a person at a terminal. */
import { z } from 'zod';
import { parseDocument } from '../files/document.ts';
import { problemsOf } from '../files/issues.ts';
import { FileProblems, hint, type Problem } from '../files/problems.ts';
import { readSource } from '../files/source.ts';
import type { Answer, Question } from '../runner/index.ts';

const entry = z.union(
  [
    z.string().transform((choice) => ({ choice })),
    z.strictObject({
      choice: z.string(),
      by: z.string().min(1).optional(),
      comment: z.string().optional(),
      outputs: z.record(z.string(), z.unknown()).optional(),
    }),
  ],
  { error: 'expected a choice, such as go, or { choice, by, comment }' },
);
const schema = z.record(
  z.string(),
  z.union([entry, z.array(entry)], { error: 'expected a choice, or a list of choices' }),
);

type Entry = { choice: string; by?: string; comment?: string; outputs?: Record<string, unknown> };

/** Each answer is given once; a list answers one time after the other. */
export class Decisions {
  readonly #left: ReadonlyMap<string, Entry[]>;
  readonly #problem: (key: string, message: string) => Problem;

  private constructor(left: ReadonlyMap<string, Entry[]>, problem: (key: string, message: string) => Problem) {
    this.#left = left;
    this.#problem = problem;
  }

  /**
   * Reads a file such as
   *
   * ```yaml
   * leave-region: go                       # a decision, by its name
   * kernel/install: done                   # or the path of the step that asks
   * approve-dns: [wait, { choice: go, by: anna, comment: "the record is ours" }]
   * ```
   *
   * Throws FileProblems.
   */
  static read(path: string): Decisions {
    const document = parseDocument(readSource(path));
    const read = schema.safeParse(document.value);
    if (!read.success) {
      throw new FileProblems(problemsOf(read.error.issues, { document, schema, value: document.value, base: [] }));
    }
    const left = new Map(
      Object.entries(read.data).map(([key, given]) => [key, Array.isArray(given) ? given : [given]]),
    );
    return new Decisions(left, (key, message) => document.problem([key], message));
  }

  /**
   * The next answer to a question, by the path or the id of its step, or by the name of its decision. Throws FileProblems on one that is
   * no choice.
   */
  answer({ path, decision, choices }: Pick<Question, 'path' | 'decision' | 'choices'>, by: string): Answer | undefined {
    const key = this.#keyFor(path, idOf(path), decision);
    const next = key === undefined ? undefined : this.#left.get(key)!.shift();
    if (next === undefined) return undefined;
    if (choices.includes(next.choice)) return { ...next, by: next.by ?? by };
    const message = `"${next.choice}" is no choice of ${decision}${hint(next.choice, choices)}`;
    throw new FileProblems([this.#problem(key!, message)]);
  }

  /** What somebody writes down, by the path or the id of the step that asks. */
  note(path: string, by: string): { text: string; by: string } | undefined {
    const next = this.#left.get(this.#keyFor(path, idOf(path)) ?? '')?.shift();
    return next && { text: next.choice, by: next.by ?? by };
  }

  #keyFor(...keys: string[]): string | undefined {
    return keys.find((key) => (this.#left.get(key)?.length ?? 0) > 0);
  }
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
