import type { JournalEvent } from './events.ts';

/** Where two runs part: the event of the recording and the one that came instead; one of them is missing when a run ended earlier. */
export interface Difference {
  readonly seq: number;
  readonly recorded?: JournalEvent;
  readonly again?: JournalEvent;
  /** One sentence for people. */
  readonly why: string;
}

/** The first event at which a run again differs from its recording; undefined when they are the same. */
export function firstDifference(
  recorded: readonly JournalEvent[],
  again: readonly JournalEvent[],
): Difference | undefined {
  const length = Math.max(recorded.length, again.length);
  for (let seq = 0; seq < length; seq++) {
    const before = recorded[seq];
    const now = again[seq];
    if (before !== undefined && now !== undefined && JSON.stringify(before) === JSON.stringify(now)) continue;
    return { seq, recorded: before, again: now, why: explain(seq, before, now) };
  }
  return undefined;
}

function explain(seq: number, before?: JournalEvent, now?: JournalEvent): string {
  if (now === undefined) return `event ${seq} (${before?.kind}) did not happen again: the run ended before it`;
  if (before === undefined)
    return `event ${seq} (${now.kind}) was not recorded: the run went on after the recording's end`;
  if (before.kind !== now.kind) return `event ${seq} was ${before.kind}, and is ${now.kind}`;
  if (before.at !== now.at)
    return `event ${seq} (${before.kind}) was at ${seconds(before.at)}, and is at ${seconds(now.at)}`;
  const field = firstDifferentField(before, now);
  return `event ${seq} (${before.kind}): ${field} was ${show(before, field)}, and is ${show(now, field)}`;
}

function firstDifferentField(before: object, now: object): string {
  const fields = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...fields].find((field) => show(before, field) !== show(now, field)) ?? 'the order of its fields';
}

function show(event: object, field: string): string {
  const text = JSON.stringify((event as Record<string, unknown>)[field]) ?? 'absent';
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
}

function seconds(us: number): string {
  return `${us / 1e6} s`;
}
