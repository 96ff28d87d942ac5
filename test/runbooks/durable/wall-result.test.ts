import { expect, test } from 'vitest';
import { wallResultOf } from '../../../src/runbooks/durable/index.ts';
import { Journal, type JournalEntry } from '../../../src/runbooks/journal/index.ts';

/** A runbook of one step, which took so long. */
function journalOf(seconds: number): Journal {
  const story: [seconds: number, entry: JournalEntry][] = [
    [
      0,
      {
        kind: 'run.started',
        format: 'zonefall.journal/v1',
        environment: 'live',
        scenario: { id: 'small', sha256: 'a'.repeat(64), title: 'A small plan' },
        ...{ variant: 'none', seed: 0, vars: {}, sources: [] },
        clock: { start: '2026-11-23T09:30:00Z', zone: 'UTC', horizonSeconds: 0 },
      },
    ],
    [seconds, { kind: 'step.succeeded', path: 'act', outputs: {} }],
    [seconds, { kind: 'runbook.ended', id: 'small', path: '', status: 'succeeded' }],
  ];
  let nowUs = 0;
  const journal = new Journal(() => nowUs);
  for (const [at, entry] of story) {
    nowUs = at * 1e6;
    journal.write(entry);
  }
  return journal;
}

test('a recovery that was a little late says by how much, in digits that people read', () => {
  const { verdict, reasons } = wallResultOf(journalOf(3600.3).events, { objectives: { rtoSeconds: 3600 } });
  expect({ verdict, reasons }).toEqual({
    verdict: 'failed',
    reasons: ['the budget "rto" was missed: recovery took 3600.3 s, 0.3 s more than 3600 s'],
  });
  expect(wallResultOf(journalOf(3600).events, { objectives: { rtoSeconds: 3600 } }).verdict).toBe('passed');
});
