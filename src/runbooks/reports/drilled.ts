import type { Debrief, DebriefDecision, Fork } from '../drill/session.ts';
import { duration } from './times.ts';
import { signed } from './words.ts';

/** What the report of a drill knows besides its run. */
export interface Drilled {
  readonly debrief: Debrief;
  /** All runs of the drill, and which of them is reported. */
  readonly forks: readonly Fork[];
  readonly fork: number;
}

type Alternative = DebriefDecision['alternatives'][number];

/** `-10 min`, `no difference`, why it never recovers, `recovers` where the run itself did not. */
export function costWords({ rtoSeconds, differenceSeconds, why }: Alternative): string {
  if (rtoSeconds === null) return why ?? 'never recovers';
  if (differenceSeconds === null) return 'recovers';
  return Math.abs(differenceSeconds) < 1 ? 'no difference' : signed(differenceSeconds);
}

/** Whether another way would have been better than what was done. */
export function costTone(
  { rtoSeconds, differenceSeconds }: Alternative,
  ownRecovered: boolean,
): 'good' | 'bad' | 'plain' {
  if (rtoSeconds === null) return ownRecovered ? 'bad' : 'plain';
  if (differenceSeconds === null) return 'good';
  if (Math.abs(differenceSeconds) < 1) return 'plain';
  return differenceSeconds < 0 ? 'good' : 'bad';
}

/** The best policy in a sentence. */
export function bestWords({ best, policies }: Debrief): string {
  const [first] = policies;
  const own = first?.differenceSeconds === 0 && first.words === best.words;
  const tried = `${policies.length} ${policies.length === 1 ? 'policy' : 'policies'} on this seed`;
  if (best.rtoSeconds === null) return `Of ${tried} none recovers.`;
  if (own) return `Of ${tried} none is better than what was done: ${duration(best.rtoSeconds)} to recovery.`;
  return `Of ${tried} the best recovers in ${duration(best.rtoSeconds)}: ${best.words}.`;
}
