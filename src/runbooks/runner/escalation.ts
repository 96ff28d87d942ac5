import type { Known } from '../journal/index.ts';
import { Cancelled } from './cancellation.ts';
import type { Answer, Question, RunnerOptions } from './types.ts';

/** Who else is asked when nobody answered for so long. */
export interface Escalation {
  readonly to: string;
  readonly afterSeconds: number;
}

/** Asks one role, and when that takes too long another one as well: the first answer counts, and the other question is taken back. */
export async function firstAnswer(
  question: Question,
  { to, afterSeconds }: Escalation,
  known: () => Known,
  { clock, journal, people }: Pick<RunnerOptions, 'clock' | 'journal' | 'people'>,
): Promise<Answer> {
  const { decision, path, role: from } = question;
  const { cancellation: asking, forget } = question.cancelled.child();
  let disarm = () => {};
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const ask = (each: Question) => people.decide({ ...each, cancelled: asking }).then(resolve, reject);
      asking.onAbort((why) => reject(new Cancelled(why)));
      void ask(question);
      disarm = clock.afterUs(Math.round(afterSeconds * 1e6), () => {
        journal.write({ kind: 'decision.escalated', decision, path, from, to, afterSeconds });
        void ask({ ...question, role: to, escalatedFrom: from, askedAtUs: clock.nowUs(), known: known() });
      });
    });
  } finally {
    disarm();
    forget();
    asking.cancel('it was answered');
  }
}
