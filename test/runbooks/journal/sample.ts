import { Journal, type JournalEntry, type RunStarted } from '../../../src/runbooks/journal/index.ts';

export const started: RunStarted = {
  kind: 'run.started',
  format: 'zonefall.journal/v1',
  environment: 'simulated',
  scenario: { id: 'two-zones', sha256: 'ab'.repeat(32) },
  variant: 'as-it-was',
  seed: 7,
  vars: {},
  clock: { start: '2011-08-07T19:41:00+02:00', zone: 'Europe/Berlin', horizonSeconds: 3600 },
  sources: [{ file: 'two-zones.yaml', text: 'id: two-zones\n' }],
};

/** A journal whose entries are written at the given seconds. */
export function journalOf(entries: readonly (readonly [seconds: number, entry: JournalEntry])[]): Journal {
  let nowUs = 0;
  const journal = new Journal(() => nowUs);
  for (const [seconds, entry] of entries) {
    nowUs = Math.round(seconds * 1e6);
    journal.write(entry);
  }
  return journal;
}

/** Six events, from the start to the end. */
export function smallJournal(): Journal {
  return journalOf([
    [0, started],
    [0, { kind: 'fault.started', name: 'power-lost', action: 'zone:power-interruption', targets: ['az1'] }],
    [60, { kind: 'signal', via: 'sms', text: 'Störung: manage antwortet nicht – 3 of 3 hosts' }],
    [90.5, { kind: 'probe', name: 'manage-answers', ok: false, value: null, why: 'timeout' }],
    [3000, { kind: 'milestone', id: 'recovered' }],
    [3000, { kind: 'run.ended', ending: 'finished', verdict: 'passed', traceEvents: 12, traceSha256: 'cd'.repeat(32) }],
  ]);
}
