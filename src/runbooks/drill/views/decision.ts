/**
 * What somebody is asked: the question, exactly what she can know, what each choice means, and what waiting has cost so far.
 *
 * The evidence is what the journal will say of the decision: `knownSoFar`, the very function that writes it down.
 */
import { type JournalEvent, type Known, ofKind } from '../../journal/index.ts';
import { knownSoFar } from '../../runner/known.ts';
import { momentsOf } from '../../verdict/moments.ts';
import type { Pending } from '../session.ts';
import { type BudgetInput, type BudgetRow, budgetRows } from './budget.ts';

export interface EvidenceRow {
  readonly text: string;
  readonly via: string;
  readonly atSeconds?: number;
  readonly ok?: boolean;
  /** It became known after the question was asked. */
  readonly fresh: boolean;
}

export interface Evidence {
  readonly name: 'signals' | 'probes' | 'preflight';
  readonly rows: readonly EvidenceRow[];
}

/** What follows from a choice: the plan goes on, the question comes back, the run ends, or what becomes of a step. */
export type Meaning =
  | 'goes-on'
  | 'asked-again'
  | 'ends-the-run'
  | 'ungraceful'
  | 'retry'
  | 'skip'
  | 'mark-done'
  | 'fail';

export interface Choice {
  readonly choice: string;
  readonly meaning: Meaning;
  /** This word must be typed, whole, for the choice to count. */
  readonly word?: string;
}

export interface DecisionView {
  readonly kind: Pending['kind'];
  readonly path: string;
  readonly decision: string;
  readonly role: string;
  readonly prompt?: string;
  readonly word?: string;
  readonly evidence: readonly Evidence[];
  readonly choices: readonly Choice[];
  /** Since this was asked. */
  readonly waitedSeconds: number;
  /** Since the first signal: the time to decide counts from there, whatever was asked when. Undefined before it. */
  readonly sinceSignalSeconds?: number;
  /** Since the first fault: what customers have waited. */
  readonly sinceFaultSeconds?: number;
  /** How often it was put off, by whom last. */
  readonly putOff: number;
  readonly escalatedTo?: string;
  /** The budgets whose clock runs while somebody thinks. */
  readonly budgets: readonly BudgetRow[];
}

export interface DecisionInput extends Omit<BudgetInput, 'holdForSeconds'> {
  readonly pending: Pending;
}

export function decisionView(input: DecisionInput): DecisionView {
  const { pending, events, nowUs } = input;
  const { kind, path, decision, role, prompt, word, askedAtUs } = pending;
  const { fault, signal } = momentsOf(events);
  const since = (us: number | undefined) => (us === undefined ? undefined : Math.max(0, nowUs - us) / 1e6);
  const asked = ofKind(events, 'decision.asked').findLast(
    (event) => event.path === path && event.decision === decision,
  );
  const made = ofKind(events, 'decision.made').filter((event) => event.path === path && event.choice === 'wait');
  const escalated = ofKind(events, 'decision.escalated').findLast(
    (event) => event.path === path && event.at >= askedAtUs,
  );
  return {
    ...{ kind, path, decision, role, prompt, word },
    evidence: asked === undefined ? [] : evidenceOf(asked.known, events, asked.at),
    choices: pending.choices.map((choice) => choiceOf(choice, pending)),
    waitedSeconds: since(askedAtUs) ?? 0,
    sinceSignalSeconds: since(signal),
    sinceFaultSeconds: since(fault),
    putOff: made.length,
    escalatedTo: pending.escalatedTo ?? escalated?.to,
    budgets: budgetRows(input).filter(({ state }) => state === 'running'),
  };
}

const sections = ['signals', 'probes', 'preflight'] as const;

/** The sections that the question came with, as they are now. */
function evidenceOf(asked: Known, events: readonly JournalEvent[], askedAtUs: number): Evidence[] {
  const names = sections.filter((name) => asked[name] !== undefined);
  const now = knownSoFar(events, names);
  const changed = new Set(ofKind(events, 'probe').flatMap(({ name, at }) => (at > askedAtUs ? [name] : [])));
  return names.map((name): Evidence => {
    if (name === 'signals') {
      const rows = (now.signals ?? []).map((each) => ({ ...each, fresh: each.atSeconds > askedAtUs / 1e6 }));
      return { name, rows };
    }
    if (name === 'probes') {
      const rows = (now.probes ?? []).map(({ name: via, ok, why }) => ({
        via,
        ok,
        text: why,
        fresh: changed.has(via),
      }));
      return { name, rows };
    }
    const rows = (now.preflight ?? []).map(({ id: via, ok, why }) => ({ via, ok, text: why, fresh: false }));
    return { name, rows };
  });
}

/** The word guards the choice that goes on; it may be that choice itself. */
function choiceOf(choice: string, pending: Pending): Choice {
  const meaning = meaningOf(choice, pending);
  return meaning === 'goes-on' && pending.word !== undefined
    ? { choice, meaning, word: pending.word }
    : { choice, meaning };
}

/** As the runner takes it: the first choice of an approval goes on, `wait` is asked again, any other ends the run. */
function meaningOf(choice: string, { kind, choices, decision }: Pending): Meaning {
  if (kind === 'failed-step')
    return choice === 'retry' || choice === 'skip' || choice === 'mark-done' ? choice : 'fail';
  if (choice === choices[0]) return decision === 'go-ungraceful' ? 'ungraceful' : 'goes-on';
  if (choice === 'wait') return 'asked-again';
  return choice === 'failed' ? 'fail' : 'ends-the-run';
}

/** Whether a choice needs more than one stroke: what it does cannot be taken back. */
export function isFinal(meaning: Meaning): boolean {
  return meaning === 'ends-the-run' || meaning === 'fail' || meaning === 'ungraceful';
}
