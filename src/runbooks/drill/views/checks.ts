/** What is measured from outside: whether the steady state holds, which probe says why not, and what must never have broken. */
import { type JournalEvent, ofKind } from '../../journal/index.ts';
import { noFacts, type PlanFacts } from './plan-facts.ts';

export interface ProbeRow {
  readonly name: string;
  /** `not-asked`: it held when it was last asked, but one before it has failed since, and it was not asked again. */
  readonly answer: 'holds' | 'fails' | 'not-asked';
  readonly why: string;
  readonly sinceUs: number;
  readonly invariant: boolean;
  /** An invariant that failed once is broken, whatever it says now. */
  readonly brokenAtUs?: number;
}

export interface ChecksView {
  /** Undefined before anybody looked. */
  readonly held: boolean | undefined;
  readonly sinceUs?: number;
  /** For how long it must hold to count as recovered. */
  readonly holdForSeconds: number;
  readonly recovered: boolean;
  readonly probes: readonly ProbeRow[];
  readonly stopped?: string;
}

export function checksView(events: readonly JournalEvent[], plan: PlanFacts = noFacts): ChecksView {
  const steady = ofKind(events, 'steady-state').at(-1);
  const last = new Map(ofKind(events, 'probe').map((event) => [event.name, event]));
  const broken = new Map(ofKind(events, 'invariant.broken').map((event) => [event.name, event.at]));
  const failingAt = plan.steady.findIndex((name) => steady?.failing.includes(name));
  const invariants = new Set([...plan.invariants, ...broken.keys()]);
  const names = [...plan.steady, ...[...last.keys()].filter((name) => !plan.steady.includes(name))];
  const probes = names.flatMap((name): ProbeRow[] => {
    const event = last.get(name);
    if (event === undefined) return [];
    const place = plan.steady.indexOf(name);
    const unasked = event.ok && failingAt >= 0 && place > failingAt;
    const answer = unasked ? 'not-asked' : event.ok ? 'holds' : 'fails';
    const { why, at: sinceUs } = event;
    return [{ name, answer, why, sinceUs, invariant: invariants.has(name), brokenAtUs: broken.get(name) }];
  });
  return {
    held: steady?.held,
    sinceUs: steady?.at,
    holdForSeconds: plan.holdForSeconds,
    recovered: ofKind(events, 'milestone').some(({ id }) => id === 'recovered'),
    probes: [...probes.filter((row) => !row.invariant), ...probes.filter((row) => row.invariant)],
    stopped: ofKind(events, 'stop-condition.met').at(-1)?.name,
  };
}
