import { typedRunbook } from '../../commands/invocation.ts';
import { ofKind } from '../../journal/index.ts';
import { findingsOf, reportedRun } from '../../reports/debrief/index.ts';
import { duration } from '../../reports/times.ts';
import { planOf, WorldCutOff, WorldPool } from '../../sweep/index.ts';
import type { RunResult } from '../../verdict/index.ts';
import type { Debrief, DebriefDecision } from '../session.ts';
import { knownLines } from './known-lines.ts';
import type { DebriefOptions } from './options.ts';
import { asItWas, CutOff, type RunWorld, Trials, type Tried } from './policies.ts';
import { type Asked, recordedOf, settledBy } from './recorded.ts';
import { retestOf } from './retest.ts';
import { scoreOf } from './score.ts';
import { search, type Weighed } from './search.ts';

/** A world takes a second or two; one that takes so long hangs. */
const hangSeconds = 120;

/**
 * What the decisions of a run cost: for each the alternatives, run on the same seed, and the best policy that a small search finds. Nothing
 * is said that was not run. Takes a second or two of one core for each of some dozens of worlds, in threads of their own.
 *
 * Rejects with a RangeError where the run has not come to its end, with FileProblems where its files cannot be read, with the reason of
 * the signal.
 */
export async function debriefOf(options: DebriefOptions): Promise<Debrief> {
  const { jobs, signal } = options;
  signal?.throwIfAborted();
  const pool = new WorldPool({ jobs, hangSeconds });
  const run: RunWorld = async (request) => {
    try {
      return await pool.run(request, { signal });
    } catch (error) {
      throw error instanceof WorldCutOff ? new CutOff('ended from outside', { cause: error.cause }) : error;
    }
  };
  try {
    const { inputs: _, ...request } = options.request;
    const plan = await planOf(request);
    return await debriefWith({ ...options, request: { ...request, plan } }, run);
  } finally {
    await pool.end();
  }
}

/** The same, with worlds that somebody else runs. */
export async function debriefWith(options: DebriefOptions, run: RunWorld): Promise<Debrief> {
  const { events, request, onDone } = options;
  if (events.at(-1)?.kind !== 'run.ended')
    throw new RangeError('the run has not come to its end: its decisions are not over');
  const reported = reportedRun({ events, headHash: '' }, { again: '', tool: { version: '', node: '' } });
  const own = reported.result;
  const recorded = recordedOf(events);
  const trials = new Trials({ request, recorded, run, onDone });
  const { weighed, again, all } = await search(recorded.asked, trials);
  const best = all[0]?.result ?? own;
  const { file, journalPath } = options;
  const started = ofKind(events, 'run.started')[0]!;
  const runbook = typedRunbook(file, request);
  const retest = { file, journalPath, variant: request.variant, vars: started.vars, runbook, seed: own.seed };
  return {
    result: own,
    decisions: weighed.map((each) => decisionOf(each, own)),
    best: { words: all[0]?.policy.words ?? asItWas.words, rtoSeconds: best.recovery.rtoSeconds },
    findings: findingsOf(reported).map(({ title, why, severity, owner, about }) => ({
      title,
      why,
      severity,
      owner: owner ?? 'nobody',
      retest: retestOf({ about }, retest),
    })),
    score: scoreOf(own, best),
    policies: all.map(({ policy, result }) => ({ words: policy.words, ...against(result, own) })),
    gaps: [...trials.gaps, ...notTheSame(again, own)],
  };
}

function decisionOf({ asked, tried }: Weighed, own: RunResult): DebriefDecision {
  const { path, decision, askedAtUs } = asked;
  const answer = settledBy(asked);
  const last = asked.answers.at(-1);
  const comments = asked.answers.flatMap(({ comment }) => (comment ? [comment] : []));
  const atUs = answer?.atUs ?? last?.atUs ?? askedAtUs;
  return {
    path,
    decision,
    by: last?.by ?? asked.role,
    choice: answer?.choice ?? unanswered(asked),
    atUs,
    waitedSeconds: (atUs - askedAtUs) / 1e6,
    ...(comments.length > 0 && { comment: comments.join(' / ') }),
    known: knownLines(last?.known ?? asked.known),
    alternatives: tried.map(({ alternative, trial }) => ({ words: alternative.words, ...against(trial.result, own) })),
  };
}

const unanswered = ({ answers }: Asked): string => (answers.length === 0 ? 'no answer' : 'put off');

/** A run against the one that happened; one that never recovered has no time, but a reason. */
function against({ recovery: { rtoSeconds }, reasons }: RunResult, { recovery: own }: RunResult) {
  const both = rtoSeconds !== null && own.rtoSeconds !== null;
  const differenceSeconds = both ? rtoSeconds - own.rtoSeconds! : null;
  // That the budgets were missed as well goes without saying.
  const why = rtoSeconds === null ? reasons.find((reason) => !reason.startsWith('the budget')) : undefined;
  return { rtoSeconds, differenceSeconds, ...(why !== undefined && { why }) };
}

/** The same answers must give the same recovery; where they do not, what the others are held against is not this run. */
function notTheSame(again: Tried | undefined, { recovery: { rtoSeconds } }: RunResult): string[] {
  if (again === undefined || again.result.recovery.rtoSeconds === rtoSeconds) return [];
  const was = [again.result.recovery.rtoSeconds, rtoSeconds].map(duration);
  return [
    `run again with the same answers it took ${was[0]} instead of ${was[1]}: the differences are not those of the decisions alone`,
  ];
}
