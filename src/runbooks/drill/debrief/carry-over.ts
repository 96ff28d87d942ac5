import type { Script, ScriptEntry } from '../script.ts';
import { type Asked, type Recorded, settledBy } from './recorded.ts';

/** Something said to a question, so long after it was asked (of one that was put off: after it was asked again). */
export interface Said {
  readonly choice: string;
  readonly afterUs: number;
  readonly by: string;
  readonly comment?: string;
}

/** What is said to a question instead of all that was said to it in the run. */
export type Changes = ReadonlyMap<Asked, readonly Said[]>;

/**
 * What the people of a run would have said if they had said something else in one place: the script of an alternative. Four rules.
 *
 * 1. Every question is answered as it was in the run, and as long after it was asked as in the run: whoever took five minutes takes five
 *    minutes also where the question comes an hour earlier. Until the first change that is to the microsecond what happened, and the
 *    difference is that of the change alone: what was waited elsewhere is in both.
 * 2. The nth time that a step asks it gets the nth answer. An answer to what is never asked now is left out.
 * 3. What was never asked in the run is answered by modelled people: nobody knows what these would have said. What stood unanswered when
 *    the run ended stands unanswered.
 * 4. Notes go with their questions; lines of the console are typed at their moments on the fault clock, whatever has changed.
 */
export function carryOver({ asked, others }: Recorded, changes: Changes = new Map()): Script {
  const answers = asked.flatMap((question) => {
    const said = changes.get(question);
    return entriesOf(question, said ?? recordedSaid(question), said !== undefined || settledBy(question) !== undefined);
  });
  return { entries: [...answers, ...others], unanswered: 'modelled' };
}

/** What was really said. */
export function recordedSaid({ answers }: Pick<Asked, 'answers'>): readonly Said[] {
  return answers.map(({ choice, by, comment, askedAtUs, atUs }) => ({
    choice,
    by,
    comment,
    afterUs: atUs - askedAtUs,
  }));
}

function entriesOf({ path, decision, role, choices }: Asked, said: readonly Said[], settled: boolean): ScriptEntry[] {
  const entries = said.map((each): ScriptEntry => ({ kind: 'answer', path, decision, ...each }));
  // An answer that never comes: without it modelled people would give one.
  const never: ScriptEntry = {
    kind: 'answer',
    path,
    decision,
    by: role,
    choice: choices[0]!,
    afterUs: Number.POSITIVE_INFINITY,
  };
  return settled ? entries : [...entries, never];
}
