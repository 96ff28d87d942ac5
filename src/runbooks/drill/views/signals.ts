/**
 * What is known, and nothing else: what status pages and monitoring said, what the looks before the plan found, what probes and steps
 * were answered. The world is not in it, and no fault is.
 */
import type { JournalEvent } from '../../journal/index.ts';
import type { ApiCall } from '../snapshot.ts';

export interface SignalRow {
  readonly atSeconds: number;
  /** `aws-status`, `sms`, `monitoring`, `probe`, `preflight`, `ec2`; for a step's own call the step. */
  readonly via: string;
  readonly text: string;
  readonly tone: 'news' | 'bad' | 'good' | 'quiet';
  /** It was heard so often in a row. */
  readonly times: number;
}

export interface SignalsInput {
  readonly events: readonly JournalEvent[];
  /** Calls that people made from their office count as known; others happen behind their back. */
  readonly calls?: readonly ApiCall[];
}

/** In the order of time; what was heard again and again is one row, at its last time. */
export function signalRows({ events, calls = [] }: SignalsInput): readonly SignalRow[] {
  const heard = [...events.flatMap(heardFrom), ...calls.flatMap(answered)];
  return merged(heard.sort((a, b) => a.atSeconds - b.atSeconds));
}

function heardFrom(event: JournalEvent): SignalRow[] {
  const row = (via: string, text: string, tone: SignalRow['tone']): SignalRow[] => [
    { atSeconds: event.at / 1e6, via, text, tone, times: 1 },
  ];
  switch (event.kind) {
    case 'signal':
      return row(event.via, event.text, 'news');
    case 'probe':
      // How all was well before anything happened is no news.
      if (event.at < 0 && event.ok) return [];
      return row(
        'probe',
        `${event.name} ${event.ok ? 'holds' : 'fails'}${because(event.why)}`,
        event.ok ? 'good' : 'bad',
      );
    case 'preflight':
      if (event.ok) return row('preflight', `${event.id} ok`, 'quiet');
      return row('preflight', `${event.id} NO${because(event.why)}`, 'bad');
    case 'step.retried':
      return row(lastOf(event.path), event.error, 'bad');
    case 'step.failed':
      return row(lastOf(event.path), `failed: ${event.error}`, 'bad');
    case 'step.verified':
      return event.ok ? [] : row(lastOf(event.path), `${event.uses}${because(event.why)}`, 'bad');
    default:
      return [];
  }
}

/** An answer of EC2 that a library tried to get past: the step itself may not have failed for it. */
function answered({ atUs, service, from, to, what, error }: ApiCall): SignalRow[] {
  if (service !== 'ec2' || error === undefined || !from.startsWith('operator@')) return [];
  return [{ atSeconds: atUs / 1e6, via: 'ec2', text: `${what} in ${to}: ${error}`, tone: 'bad', times: 1 }];
}

function merged(rows: readonly SignalRow[]): SignalRow[] {
  const list: SignalRow[] = [];
  for (const row of rows) {
    const last = list.at(-1);
    const fine = list.findLastIndex((each) => isFine(each) && row.atSeconds - each.atSeconds < togetherSeconds);
    if (isFine(row) && fine >= 0)
      list[fine] = { ...list[fine]!, text: list[fine]!.text.replace(/ ok$/, `, ${row.text}`) };
    else if (last?.via === row.via && last.text === row.text) list[list.length - 1] = { ...row, times: last.times + 1 };
    else list.push(row);
  }
  return list;
}

const togetherSeconds = 60;

/** A look before the plan that found nothing: those of one plan are one row. */
function isFine({ via, tone }: SignalRow): boolean {
  return via === 'preflight' && tone === 'quiet';
}

function because(why: string): string {
  return why === '' ? '' : `: ${why}`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
