import type { Script, ScriptEntry } from '../script.ts';
import { type Asked, type Recorded, settledBy } from './recorded.ts';

/** Something said to a question, so long after it was asked (of one that was put off: after it was asked again). */
export interface Said {
  readonly choice: string;
  readonly afterUs: number;
  readonly by: string;
  readonly comment?: string;
  /** Not before this moment of the fault clock. */
  readonly atUs?: number;
}

/** What is said to a question instead of all that was said to it in the run. */
export type Changes = ReadonlyMap<Asked, readonly Said[]>;

/**
 * What the people of a run would have said if they had said something else in one place: the script of an alternative. Four rules.
 *
 * 1. Every question is answered as it was in the run, and as long after it was asked as in the run: whoever took five minutes takes five
 *    minutes also where the question comes an hour earlier. Until the first change that is to the microsecond what happened, and the
 *    difference is that of the change alone: what was waited elsewhere is in both.
 * 2. The nth time that a step asks it gets the nth answer; what came after a question that was given up unanswered is not said before its
 *    moment in the run, for it is no answer to that one. An answer to what is never asked now is left out.
 * 3. What was never asked in the run is answered by modelled people: nobody knows what these would have said. What stood unanswered when
 *    the run ended stands unanswered.
 * 4. Notes go with their questions; lines of the console are typed at their moments on the fault clock, whatever has changed.
 */
export function carryOver({ asked, others }: Recorded, changes: Changes = new Map()): Script {
  const answers = asked.flatMap((question, index) => {
    const said = changes.get(question);
    if (said !== undefined)
      return said.map((each, nth) => entryOf(question, nth === 0 ? guarded(question, each) : each));
    const entries = recordedSaid(question).map((each) => entryOf(question, each));
    const last = !asked
      .slice(index + 1)
      .some(({ path, decision }) => path === question.path && decision === question.decision);
    return settledBy(question) === undefined && last ? [...entries, never(question)] : entries;
  });
  return { entries: [...answers, ...others], unanswered: 'modelled' };
}

/** What was really said. */
export function recordedSaid({ answers }: Pick<Asked, 'answers'>): readonly Said[] {
  return answers.map(({ choice, by, comment, askedAtUs, atUs, afterMissed }) => ({
    ...{ choice, by, comment, afterUs: atUs - askedAtUs },
    ...(afterMissed && { atUs }),
  }));
}

function guarded({ afterMissed, askedAtUs }: Asked, said: Said): Said {
  return afterMissed ? { ...said, atUs: askedAtUs + said.afterUs } : said;
}

function entryOf({ path, decision }: Asked, said: Said): ScriptEntry {
  return { kind: 'answer', path, decision, ...said };
}

/** An answer that never comes: without it modelled people would give one. */
function never({ path, decision, role, choices }: Asked): ScriptEntry {
  return { kind: 'answer', path, decision, by: role, choice: choices[0]!, afterUs: Number.POSITIVE_INFINITY };
}
