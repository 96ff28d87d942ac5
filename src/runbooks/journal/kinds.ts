import type { JournalKind } from './events.ts';

/** Every kind, as values; the type keeps the list complete. */
const all: Readonly<Record<JournalKind, true>> = {
  'run.started': true,
  'world.ready': true,
  'fault.started': true,
  'fault.ended': true,
  signal: true,
  'decision.asked': true,
  'decision.escalated': true,
  'decision.made': true,
  'runbook.started': true,
  'runbook.ended': true,
  preflight: true,
  'mode.changed': true,
  'step.started': true,
  'step.progress': true,
  'step.retried': true,
  'step.verified': true,
  'step.failed': true,
  'step.handled': true,
  'step.succeeded': true,
  'step.skipped': true,
  'safety-rule.broken': true,
  checkpoint: true,
  'rollback.started': true,
  'step.undone': true,
  log: true,
  probe: true,
  'steady-state': true,
  'invariant.broken': true,
  'stop-condition.met': true,
  milestone: true,
  measure: true,
  'run.ended': true,
};

export const journalKinds: ReadonlySet<JournalKind> = new Set(Object.keys(all) as JournalKind[]);
