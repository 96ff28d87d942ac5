import type { JournalEvent, Json } from '../../journal/index.ts';

/** How a step came to its end; each goes with a word of its own. `handled`: it failed, and what the plan does then succeeded. */
export type StepOutcome = 'succeeded' | 'failed' | 'handled' | 'skipped' | 'undone' | 'unfinished';

/** The words for people. */
export const stepOutcomes: Readonly<Record<StepOutcome, string>> = {
  succeeded: 'done',
  failed: 'failed',
  handled: 'failed, handled',
  skipped: 'skipped',
  undone: 'undone',
  unfinished: 'not finished',
};

/** One step of a runbook, from its first start to its end. Times are microseconds since the first fault. */
export interface StepRecord {
  readonly path: string;
  /** Absent for a group of parallel steps. */
  readonly uses?: string;
  readonly owner?: string;
  readonly startUs: number;
  /** The end of the journal for a step that never ended. */
  readonly endUs: number;
  readonly outcome: StepOutcome;
  readonly attempts: number;
  /** Why it failed or was skipped. */
  readonly why?: string;
  readonly outputs?: Readonly<Record<string, Json>>;
  readonly verified: readonly { readonly uses: string; readonly ok: boolean; readonly why: string }[];
}

type Change = { -readonly [K in keyof StepRecord]: StepRecord[K] };

/** The steps of all runbooks of a run, in the order in which they began (or were skipped). */
export function stepRecords(events: readonly JournalEvent[]): StepRecord[] {
  const records = new Map<string, Change>();
  const lastUs = events.at(-1)?.at ?? 0;
  for (const event of events) {
    switch (event.kind) {
      case 'step.started':
        started(records, event, lastUs);
        break;
      case 'step.succeeded':
        change(records, event, { outcome: 'succeeded', endUs: event.at, outputs: event.outputs });
        break;
      case 'step.failed':
        change(records, event, { outcome: 'failed', endUs: event.at, why: event.error });
        break;
      case 'step.handled':
        if (event.ok) change(records, event, { outcome: 'handled', endUs: event.at });
        break;
      case 'step.skipped':
        skipped(records, event);
        break;
      case 'step.undone':
        if (event.ok) change(records, event, { outcome: 'undone' });
        break;
      case 'step.verified': {
        const { uses, ok, why } = event;
        const verified = records.get(event.path)?.verified ?? [];
        change(records, event, { verified: [...verified, { uses, ok, why }] });
        break;
      }
    }
  }
  return [...records.values()];
}

function change(records: ReadonlyMap<string, Change>, { path }: { readonly path: string }, to: Partial<Change>): void {
  const record = records.get(path);
  if (record !== undefined) Object.assign(record, to);
}

function started(
  records: Map<string, Change>,
  { path, uses, owner, attempt, at }: Extract<JournalEvent, { kind: 'step.started' }>,
  lastUs: number,
): void {
  const before = records.get(path);
  if (before !== undefined) {
    Object.assign(before, { attempts: Math.max(before.attempts, attempt), outcome: 'unfinished', endUs: lastUs });
    return;
  }
  const record = { path, uses, owner, startUs: at, endUs: lastUs, attempts: attempt };
  records.set(path, { ...record, outcome: 'unfinished', verified: [] });
}

function skipped(records: Map<string, Change>, event: Extract<JournalEvent, { kind: 'step.skipped' }>): void {
  const { path, why, at } = event;
  if (records.has(path)) change(records, event, { outcome: 'skipped', endUs: at, why });
  else records.set(path, { path, startUs: at, endUs: at, outcome: 'skipped', attempts: 0, why, verified: [] });
}
