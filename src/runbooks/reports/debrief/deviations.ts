import { type JournalEvent, type JournalKind, ofKind } from '../../journal/index.ts';
import { duration } from '../times.ts';

/** A point at which the run left the plan that the runbook writes down. */
export interface Deviation {
  readonly atUs: number;
  /** The step, if it was one. */
  readonly path: string;
  /** In a few words. */
  readonly what: string;
  readonly why: string;
}

type Tellers = {
  readonly [K in JournalKind]?: (event: Extract<JournalEvent, { kind: K }>) => Omit<Deviation, 'atUs'> | undefined;
};

const tellers: Tellers = {
  'step.failed': ({ path, error, onFailure }) => ({ path, what: afterFailure[onFailure ?? 'none'], why: error }),
  'step.skipped': ({ path, why }) => ({ path, what: 'skipped', why }),
  'step.undone': ({ path, ok, error = '' }) => ({ path, what: ok ? 'undone' : 'could not be undone', why: error }),
  'step.verified': ({ path, ok, uses, why }) => (ok ? undefined : { path, what: `not verified by ${uses}`, why }),
  'step.resolved': ({ path, choice, by, reason = '' }) => ({
    path,
    what: `left in the middle by a crash; ${by} chose ${choice}`,
    why: reason,
  }),
  'run.resumed': ({ by }) => ({ path: '', what: `another process went on, begun by ${by}`, why: '' }),
  'decision.escalated': ({ path, from, to, afterSeconds }) => ({
    path,
    what: `escalated to ${to}`,
    why: `${from} had not answered for ${duration(afterSeconds)}`,
  }),
  'mode.changed': ({ path, by }) => ({ path, what: 'ungraceful from here on', why: `${by} decided so` }),
  'safety-rule.broken': ({ path, name, why }) => ({ path, what: `kept back by the safety rule ${name}`, why }),
  'rollback.started': ({ path, steps, why }) => ({ path, what: `rollback of ${steps.length} steps`, why }),
};

const afterFailure = {
  continue: 'failed, and the plan went on',
  retry: 'failed, and was tried again',
  stop: 'failed, and stopped the plan',
  none: 'failed',
} as const;

/**
 * Where the run deviated from its runbook, in the order of time. Attempts that a step's own `retry` allows for are told once for each
 * step, at the first.
 */
export function deviationsOf(events: readonly JournalEvent[]): Deviation[] {
  const told = events.flatMap((event) => {
    const tell = tellers[event.kind] as ((event: JournalEvent) => Omit<Deviation, 'atUs'> | undefined) | undefined;
    const deviation = tell?.(event);
    return deviation === undefined ? [] : [{ atUs: event.at, ...deviation }];
  });
  return [...told, ...retries(events)].sort((a, b) => a.atUs - b.atUs);
}

function retries(events: readonly JournalEvent[]): Deviation[] {
  const byPath = new Map<string, Extract<JournalEvent, { kind: 'step.retried' }>[]>();
  for (const retried of ofKind(events, 'step.retried')) {
    byPath.set(retried.path, [...(byPath.get(retried.path) ?? []), retried]);
  }
  return [...byPath].map(([path, all]) => ({
    atUs: all[0]!.at,
    path,
    what: all.length === 1 ? 'tried again' : `tried again ${all.length} times`,
    why: all[0]!.error,
  }));
}
