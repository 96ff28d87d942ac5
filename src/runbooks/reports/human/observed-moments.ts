/** Moments that are seen in many small events: what probes found, and what processes wrote into their logs. */

import type { Json } from '../../journal/index.ts';
import { type JournalEvent, type JournalKind, ofKind } from '../../journal/index.ts';
import type { Moment } from './moment.ts';

type EventOf<K extends JournalKind> = Extract<JournalEvent, { kind: K }>;

/** Logs that carry the cause of an outage; all others are small talk. */
const tellingLogs: Readonly<Record<string, number>> = {
  'couchdb.index-discarded': 87,
  'frontend.unavailable': 86,
  'frontend.available': 62,
};
const otherLogWeight = 28;

/** The first log of each kind that gives a reason, with how often it came. */
export function logMoments(events: readonly JournalEvent[]): Moment[] {
  const byEvent = new Map<string, EventOf<'log'>[]>();
  for (const log of ofKind(events, 'log')) {
    if (log.at >= 0) byEvent.set(log.event, [...(byEvent.get(log.event) ?? []), log]);
  }
  return [...byEvent].flatMap(([event, logs]) => {
    const first = logs[0]!;
    const reason = reasonOf(first.data);
    if (reason === undefined && tellingLogs[event] === undefined) return [];
    const times = logs.length === 1 ? '' : ` (${logs.length} times)`;
    const what = event.split('.').at(-1)!.replaceAll('-', ' ');
    const why = reason === undefined ? '' : `: ${reason}`;
    return [
      {
        atUs: first.at,
        kind: 'probe',
        weight: tellingLogs[event] ?? otherLogWeight,
        text: `${first.host} ${what}${why}${times}`,
      },
    ];
  });
}

function reasonOf(data: Json | undefined): string | undefined {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return undefined;
  const fields = data as Readonly<Record<string, Json>>;
  return [fields.why, fields.reason, fields.error].find((reason) => typeof reason === 'string');
}

/** A probe that fails for the first time, and one that holds for good, tell more than those in between. */
export function probeMoments(events: readonly JournalEvent[]): Moment[] {
  const byName = new Map<string, EventOf<'probe'>[]>();
  for (const probe of ofKind(events, 'probe')) byName.set(probe.name, [...(byName.get(probe.name) ?? []), probe]);
  return [...byName.values()].flatMap((changes) => {
    const firstFailure = changes.find(({ ok }) => !ok);
    if (firstFailure === undefined) return [];
    const last = changes.at(-1)!;
    return changes.map((change) => ({
      atUs: change.at,
      kind: 'probe' as const,
      weight: change === firstFailure || (change === last && change.ok) ? 63 : 25,
      text: `${change.name} ${change.ok ? 'holds' : 'fails'}${change.why === '' ? '' : `: ${change.why}`}`,
    }));
  });
}
