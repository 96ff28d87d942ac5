/** The last lines of what machines and people wrote. What many machines write at once is one line. */
import type { JournalEvent, Json } from '../../journal/index.ts';
import { duration } from '../../reports/times.ts';
import type { Sight } from './world.ts';

export interface LogRow {
  readonly atSeconds: number;
  /** `main/couch-master1`, `12 machines`; empty for what no machine wrote. */
  readonly from: string;
  readonly text: string;
  /** So often in a row, this being the last time. */
  readonly times: number;
  readonly kind: 'log' | 'milestone' | 'people' | 'broken' | 'fault';
}

export interface LogInput {
  readonly events: readonly JournalEvent[];
  readonly sight: Sight;
  /** Machines that are silent for those who watch: what they write reaches nobody. */
  readonly silent?: ReadonlySet<string>;
  /** How many rows are wanted, from the end. */
  readonly count: number;
}

type Told = LogRow & { readonly what?: string; readonly hosts: readonly string[] };

export function logTail({ events, sight, silent, count }: LogInput): readonly LogRow[] {
  const rows: Told[] = [];
  // From the end, and no further than is needed: a day has tens of thousands of lines.
  for (let index = events.length - 1; index >= 0 && rows.length <= count; index--) {
    const told = tell(events[index]!, sight, silent);
    if (told === undefined) continue;
    const alike = rows.findLastIndex(
      (row) => told.what !== undefined && row.what === told.what && row.atSeconds - told.atSeconds < togetherSeconds,
    );
    const after = rows.at(-1);
    if (after !== undefined && told.what === after.what && told.text === after.text && told.from === after.from)
      rows[rows.length - 1] = { ...after, times: after.times + 1 };
    else if (alike >= 0 && rows.length - alike <= amongLines) rows[alike] = together(told, rows[alike]!);
    else rows.push(told);
  }
  return rows
    .slice(0, count)
    .reverse()
    .map(({ atSeconds, from, text, times, kind }) => ({ atSeconds, from, text, times, kind }));
}

const togetherSeconds = 120;
/** Two kinds of line that come in turns are still told apart. */
const amongLines = 3;

function together(first: Told, rest: Told): Told {
  const hosts = [...new Set([...first.hosts, ...rest.hosts])];
  const from = hosts.length === 1 ? hosts[0]! : `${hosts.length} machines`;
  return { ...rest, from, hosts, text: first.text === rest.text ? rest.text : words(rest.what!) };
}

function tell(event: JournalEvent, sight: Sight, silent?: ReadonlySet<string>): Told | undefined {
  const row = (kind: LogRow['kind'], text: string): Told => ({
    atSeconds: event.at / 1e6,
    from: '',
    text,
    times: 1,
    kind,
    hosts: [],
  });
  switch (event.kind) {
    case 'log': {
      if (sight === 'known' && silent?.has(event.host)) return undefined;
      const text = `${words(event.event)}${about(event.data)}`;
      return { ...row('log', text), from: event.host, what: event.event, hosts: [event.host] };
    }
    case 'milestone':
      return row('milestone', event.id.replaceAll('-', ' '));
    case 'decision.made': {
      const comment = event.comment === undefined ? '' : ` (${event.comment})`;
      return row(
        'people',
        `${event.by}: ${event.choice} on ${event.decision}, after ${duration(event.waitedSeconds)}${comment}`,
      );
    }
    case 'mode.changed':
      return row('people', `${event.by} gives the old place up`);
    case 'rollback.started':
      return row('broken', `rolling back ${event.steps.length} steps: ${event.why}`);
    case 'step.undone':
      return row(event.ok ? 'people' : 'broken', `${event.path} ${event.ok ? 'undone' : `not undone: ${event.error}`}`);
    case 'safety-rule.broken':
      return row('broken', `${event.name} bars ${event.path}: ${event.why}`);
    case 'invariant.broken':
      return row('broken', `${event.name} is broken: ${event.why}`);
    case 'stop-condition.met':
      return row('broken', `${event.name} is met: ${event.when}`);
    case 'fault.started':
      return sight === 'true' ? row('fault', `${event.name} begins (${event.action})`) : undefined;
    case 'fault.ended':
      return sight === 'true' ? row('fault', `${event.name} ends`) : undefined;
    default:
      return undefined;
  }
}

/** `couchdb.view-query-waits` as words. */
function words(event: string): string {
  return event.replaceAll(/[.-]/g, ' ');
}

const telling = ['nickname', 'designDocument', 'activity', 'cloud', 'to', 'why', 'reason', 'error'];

/** The fields that people look for, without their names. */
function about(data: Json | undefined): string {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return '';
  const fields = data as Readonly<Record<string, Json>>;
  const values = telling.flatMap((name) => (typeof fields[name] === 'string' ? [fields[name]] : []));
  return values.length === 0 ? '' : ` ${values.join(' ')}`;
}
