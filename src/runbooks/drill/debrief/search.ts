/** The best policy that a small search finds: single changes, then the good ones together, then further steps from there. */
import { type Alternative, alternativesOf, atOnce, tenMinutesBefore } from './alternatives.ts';
import { asItWas, compareRuns, modelledPeople, policyOf, type Trials, type Tried } from './policies.ts';
import { type Asked, putOff, settledBy } from './recorded.ts';

/** So many worlds are run at most beyond the alternatives of each question. */
const searchMax = 24;

/** One question, and what became of each other way to answer it. */
export interface Weighed {
  readonly asked: Asked;
  readonly tried: readonly { readonly alternative: Alternative; readonly trial: Tried }[];
}

export interface Searched {
  readonly weighed: readonly Weighed[];
  /** The run with the very same answers, once more. */
  readonly again: Tried | undefined;
  readonly modelled: Tried | undefined;
  /** Everything that was run, the best first. */
  readonly all: readonly Tried[];
}

/** Weighs every question of a run, and looks for the best policy. */
export async function search(questions: readonly Asked[], trials: Trials): Promise<Searched> {
  const singles = questions.flatMap((asked) => alternativesOf(asked));
  const together = policyOf(questions.flatMap((asked) => quick(asked)));
  const first = [asItWas, modelledPeople, ...singles.map((each) => policyOf([each])), together];
  const ran = await trials.run(first);
  const [again, modelled] = ran;
  const weighed = questions.map((asked) => ({
    asked,
    tried: singles.flatMap((alternative, index) => {
      const trial = ran[index + 2];
      return alternative.asked !== asked || trial === undefined ? [] : [{ alternative, trial }];
    }),
  }));
  const found = ran.filter((trial) => trial !== undefined);
  const further = again === undefined ? [] : await furtherFrom(again, weighed, trials, found);
  // Two policies that say the same were run once.
  const all = [...new Set([...found, ...further])].sort((a, b) => compareRuns(a.result, b.result));
  return { weighed, again, modelled, all };
}

/** The same answer as soon as it was asked for. */
function quick(asked: Asked): Alternative[] {
  const answer = settledBy(asked);
  return answer === undefined ? [] : [atOnce(asked, answer.choice)];
}

/** The changes that were better each by itself, all together; from the best so far one more change at a time, as long as that helps. */
async function furtherFrom(
  own: Tried,
  weighed: readonly Weighed[],
  trials: Trials,
  before: readonly Tried[],
): Promise<Tried[]> {
  const added: Tried[] = [];
  const most = trials.count + searchMax;
  const helpful = weighed.flatMap(({ tried }) => {
    const [best] = [...tried].sort((a, b) => compareRuns(a.trial.result, b.trial.result));
    return best !== undefined && compareRuns(best.trial.result, own.result) < 0 ? [best.alternative] : [];
  });
  const take = async (policies: readonly ReturnType<typeof policyOf>[]): Promise<void> => {
    const fresh = policies.filter((policy) => !trials.isTried(policy)).slice(0, Math.max(0, most - trials.count));
    added.push(...(await trials.run(fresh)).filter((trial) => trial !== undefined));
  };
  await take([policyOf(helpful)]);
  const best = () =>
    [...before, ...added].filter(({ policy }) => !policy.modelled).sort((a, b) => compareRuns(a.result, b.result))[0]!;
  for (;;) {
    const from = best();
    const { changes } = from.policy;
    const more = weighed.flatMap(({ asked }) => steps(asked, changes).map((step) => replaced(changes, step)));
    const less = changes.map((change) => changes.filter((other) => other !== change));
    await take([...more, ...less].map(policyOf));
    if (best() === from) return added;
  }
}

/** From anywhere: each choice of a question at once, and what is said now ten minutes before. */
function steps(asked: Asked, changes: readonly Alternative[]): Alternative[] {
  const now = changes.find((change) => change.asked === asked)?.said.at(-1);
  const before = now && tenMinutesBefore(asked, now);
  const choices = asked.choices.filter((choice) => choice !== putOff).map((choice) => atOnce(asked, choice));
  return before === undefined ? choices : [before, ...choices];
}

function replaced(changes: readonly Alternative[], by: Alternative): Alternative[] {
  return [...changes.filter(({ asked }) => asked !== by.asked), by];
}
