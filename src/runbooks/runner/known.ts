import { type JournalEvent, type Known, ofKind } from '../journal/index.ts';

/**
 * What those who decide can know at this moment, from what the journal says they saw: every signal so far, the last
 * answer of every probe, the preflight findings. `evidence` is what the step names; `topology` and `budgets` are not
 * signals, and reports show them beside the decision.
 */
export function knownSoFar(events: readonly JournalEvent[], evidence: readonly string[]): Known {
  return {
    ...(evidence.includes('signals') && { signals: signals(events) }),
    ...(evidence.includes('probes') && { probes: lastAnswers(events) }),
    ...(evidence.includes('preflight') && { preflight: findings(events) }),
  };
}

function signals(events: readonly JournalEvent[]) {
  return ofKind(events, 'signal').map(({ at, via, text }) => ({ atSeconds: at / 1e6, via, text }));
}

function lastAnswers(events: readonly JournalEvent[]) {
  const last = new Map(ofKind(events, 'probe').map((event) => [event.name, event]));
  return [...last.values()].map(({ name, ok, why }) => ({ name, ok, why }));
}

function findings(events: readonly JournalEvent[]) {
  return ofKind(events, 'preflight').map(({ id, severity, ok, why }) => ({ id, severity, ok, why }));
}
