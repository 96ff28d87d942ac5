import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JournalEntry, JournalEvent } from '../../../src/runbooks/journal/index.ts';
import { exitCodeOf, momentsOf, type Objectives, phasesOf, resultOf } from '../../../src/runbooks/verdict/index.ts';
import { journalOf, started } from '../journal/sample.ts';

type Line = readonly [seconds: number, entry: JournalEntry];

const known = {};
const fault: Line = [
  0,
  { kind: 'fault.started', name: 'power-lost', action: 'zone:power-interruption', targets: ['az1'] },
];
const signal: Line = [60, { kind: 'signal', via: 'sms', text: 'no host answers' }];
const go: Line = [2400, made('go')];
const mobilised: Line = [4200, { kind: 'milestone', id: 'migration-started' }];
const holds: Line = [35220, { kind: 'steady-state', held: true, failing: [] }];
const recovered: Line = [35340, { kind: 'milestone', id: 'recovered' }];
const broken: Line = [10, { kind: 'steady-state', held: false, failing: ['manage-answers'] }];
const noLoss: Line = [35340, { kind: 'measure', name: 'data-loss', value: 0 }];

function made(choice: string): JournalEntry {
  return {
    kind: 'decision.made',
    decision: 'leave-region',
    path: 'decide',
    by: 'commander',
    choice,
    waitedSeconds: 9,
    known,
  };
}

function ended(ending: 'finished' | 'horizon' | 'stop-condition' | 'aborted' | 'operator', seconds = 36_000): Line {
  return [seconds, { kind: 'run.ended', ending, verdict: 'failed', traceEvents: 48_211, traceSha256: 'cd'.repeat(32) }];
}

const objectives: Objectives = {
  budgets: [
    { id: 'rto', measure: 'recovery', maxSeconds: 3600, percentile: 95 },
    { id: 'decide', measure: 'phase.decide', maxSeconds: 2400, percentile: 95 },
    { id: 'rpo', measure: 'data-loss', maxSeconds: 5, percentile: 100 },
  ],
  fit: [
    { event: 'recovered', atSeconds: 35_400, withinSeconds: 2700 },
    { event: 'machines-ready', atSeconds: 4740, withinSeconds: 900 },
  ],
  invariants: [],
};
const patient: Objectives = {
  ...objectives,
  budgets: [{ id: 'rto', measure: 'recovery', maxSeconds: 40_000, percentile: 95 }],
};

const theDay = [fault, broken, signal, go, mobilised, holds, recovered, noLoss];

function eventsOf(lines: readonly Line[]): readonly JournalEvent[] {
  return journalOf([[0, started], ...lines.toSorted(([a], [b]) => a - b)]).events;
}

function judge(lines: readonly Line[], wanted: Objectives = patient) {
  const { verdict, reasons } = resultOf(eventsOf(lines), wanted);
  return { verdict, exitCode: exitCodeOf(verdict), reasons: reasons.join('; ') };
}

describe('a recovery that took 589 minutes', () => {
  const result = resultOf(eventsOf([...theDay, ended('finished')]), objectives);

  test('is split into phases that add up to it, counted from the fault', () => {
    expect(result.recovery).toEqual({
      recovered: true,
      rtoSeconds: 35_340,
      rpoSeconds: 0,
      lostWrites: null,
      phases: { detect: 60, decide: 2340, mobilise: 1800, recover: 31_020, verify: 120 },
    });
  });

  test('misses the budget that it exceeds, and holds the others', () => {
    expect(result.budgets.map(({ id, actualSeconds, passed }) => [id, actualSeconds, passed])).toEqual([
      ['rto', 35_340, false],
      ['decide', 2340, true],
      ['rpo', 0, true],
    ]);
    expect(result).toMatchObject({
      verdict: 'failed',
      reasons: ['the budget "rto" was missed: recovery took 35340 s, 31740 s more than 3600 s'],
    });
    expect(exitCodeOf(result.verdict)).toBe(1);
  });

  test('is compared with history, and an anchor that the run never reached does not fit', () => {
    expect(result.fit).toMatchObject([
      { event: 'recovered', actualSeconds: 35_340, fits: true },
      { event: 'machines-ready', actualSeconds: null, fits: false },
    ]);
  });

  test('carries what is needed to see it again', () => {
    expect(result).toMatchObject({
      schema: 'zonefall.result/v1',
      environment: 'simulated',
      scenario: { id: 'two-zones' },
      variant: 'as-it-was',
      seed: 7,
      milestones: [
        { id: 'migration-started', atSeconds: 4200 },
        { id: 'recovered', atSeconds: 35_340 },
      ],
      trace: { events: 48_211, sha256: 'cd'.repeat(32) },
      virtualSeconds: 36_000,
    });
  });

  test('passes a budget that allows for it', () => {
    expect(judge([...theDay, ended('finished')])).toEqual({ verdict: 'passed', exitCode: 0, reasons: '' });
  });
});

describe('phases', () => {
  test('waiting is no decision, and the time of a moment that did not come belongs to the next phase', () => {
    const waited: Line = [1000, made('wait')];
    expect(phasesOf(momentsOf(eventsOf([fault, signal, waited, go])))).toMatchObject({ detect: 60, decide: 2340 });
    const nobodyDecided = theDay.filter((line) => line !== go);
    expect(phasesOf(momentsOf(eventsOf(nobodyDecided)))).toMatchObject({ decide: null, mobilise: 4140 });
  });

  test('what was known or decided before the fault does not count', () => {
    const early: Line[] = [
      [-500, { kind: 'signal', via: 'sms', text: 'another day' }],
      [-400, made('go')],
    ];
    const events = journalOf([[-600, started], ...early, fault, signal]).events;
    expect(momentsOf(events)).toMatchObject({ fault: 0, signal: 60e6, decided: undefined });
  });

  test('a steady state that broke once more begins to hold when it last did', () => {
    const flapped: Line[] = [
      [5000, holds[1]],
      [6000, broken[1]],
    ];
    expect(phasesOf(momentsOf(eventsOf([...theDay, ...flapped]))).recover).toBe(31_020);
  });

  test('always are zero or more and add up to the recovery, whatever came in which order', () => {
    const moment = fc.option(fc.nat(1000), { nil: undefined });
    fc.assert(
      fc.property(
        moment,
        moment,
        moment,
        fc.nat(1000),
        fc.nat(1000),
        (signalAt, decided, mobilisedAt, holdsAt, hold) => {
          const moments = {
            fault: 0,
            signal: signalAt,
            decided,
            mobilised: mobilisedAt,
            holds: holdsAt,
            recovered: holdsAt + hold,
          };
          const phases = Object.values(phasesOf(moments)).filter((seconds) => seconds !== null);
          for (const seconds of phases) expect(seconds).toBeGreaterThanOrEqual(0);
          const total = phases.reduce((sum, seconds) => sum + seconds, 0);
          expect(total).toBeCloseTo(moments.recovered / 1e6, 9);
        },
      ),
    );
  });
});

describe('the verdict', () => {
  test('is failed when the plan ended and the steady state was never reached', () => {
    const lines = [fault, broken, signal, go, ended('finished')];
    expect(judge(lines)).toMatchObject({
      verdict: 'failed',
      exitCode: 1,
      reasons: expect.stringContaining('never reached'),
    });
  });

  test('is failed when the plan failed, even if the run was watched until its horizon', () => {
    const failed: Line = [
      9000,
      { kind: 'runbook.ended', id: 'x', path: '', status: 'failed', why: 'views: it took longer than PT12H' },
    ];
    const child: Line = [8000, { ...failed[1], path: 'kernel/rebuild' } as JournalEntry];
    const cut = ended('horizon', 30_000);
    expect(judge([fault, broken, signal, go, child, failed, cut])).toMatchObject({
      verdict: 'failed',
      reasons: expect.stringMatching(
        /^the plan failed: views: it took longer than PT12H; .*; the steady state was never reached$/,
      ),
    });
    expect(judge([fault, broken, signal, go, child, cut]).verdict).toBe('inconclusive');
  });

  test('is inconclusive when the horizon came before the recovery and before its budget was spent', () => {
    const cut = [fault, broken, signal, go, ended('horizon', 30_000)];
    expect(judge(cut)).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 4,
      reasons: expect.stringContaining('not recovered 30000 s'),
    });
  });

  test('is failed when the horizon came and the recovery is late whenever it comes', () => {
    const cut = [fault, broken, signal, go, ended('horizon', 41_000)];
    expect(judge(cut)).toMatchObject({ verdict: 'failed', reasons: expect.stringContaining('"rto"') });
  });

  test('is failed by a budget that was missed before the horizon came', () => {
    const slow = { ...patient, budgets: [{ id: 'decide', measure: 'phase.decide', maxSeconds: 60, percentile: 95 }] };
    expect(judge([fault, broken, signal, go, ended('horizon', 3000)], slow)).toMatchObject({ verdict: 'failed' });
  });

  test('is failed by a broken invariant, however fast the recovery', () => {
    const invariants = [
      { name: 'one-master', uses: 'couchdb:writable-masters', with: {}, tolerance: {} },
    ] as unknown as Objectives['invariants'];
    const split: Line = [5000, { kind: 'invariant.broken', name: 'one-master', value: 2, why: '2 masters' }];
    const result = resultOf(eventsOf([...theDay, split, ended('finished')]), { ...patient, invariants });
    expect(result).toMatchObject({
      verdict: 'failed',
      reasons: ['the invariant "one-master" was broken: 2 masters'],
      invariants: [{ name: 'one-master', held: false, brokenAtSeconds: 5000 }],
    });
    const seen: Line = [5000, { kind: 'probe', name: 'one-master', ok: true, value: 1, why: '' }];
    expect(judge([...theDay, seen, ended('finished')], { ...patient, invariants }).verdict).toBe('passed');
    expect(judge([...theDay, ended('finished')], { ...patient, invariants })).toMatchObject({
      verdict: 'inconclusive',
      reasons: expect.stringContaining('nothing measured it'),
    });
  });

  test.each([
    ['stop-condition', 'a stop condition was met'],
    ['operator', 'an operator stopped the run'],
    ['aborted', 'the plan was aborted'],
  ] as const)('is stopped when the run ended by %s, whatever else failed', (ending, reason) => {
    expect(judge([...theDay, ended(ending)], objectives)).toMatchObject({
      verdict: 'stopped',
      exitCode: 5,
      reasons: reason,
    });
  });

  test('of a stopped run says which condition, and of an aborted one who decided', () => {
    const met: Line = [100, { kind: 'stop-condition.met', name: 'split-brain', when: 'masters > 1' }];
    expect(judge([fault, met, ended('stop-condition')]).reasons).toBe(
      'the stop condition "split-brain" was met: masters > 1',
    );
    const aborted: Line = [
      100,
      { kind: 'runbook.ended', id: 'x', path: '', status: 'aborted', why: 'commander decided "abort"' },
    ];
    expect(judge([fault, aborted, ended('aborted')]).reasons).toContain('commander decided');
  });
});

describe('nothing vacuous passes', () => {
  test.each<[string, Line[], string]>([
    ['no fault', [signal, ended('finished')], 'no fault started'],
    [
      'a fault without a target',
      [[0, { ...fault[1], targets: [] } as JournalEntry], ...theDay.slice(1), ended('finished')],
      'found no target',
    ],
    [
      'a steady state that was broken beforehand',
      [[-5, broken[1]], ...theDay, ended('finished')],
      'did not hold before',
    ],
    ['a journal without an end', theDay, 'interrupted'],
  ])('%s is inconclusive', (_, lines, reason) => {
    const events = journalOf([[-10, started], ...lines.toSorted(([a], [b]) => a - b)]).events;
    const { verdict, reasons } = resultOf(events, patient);
    expect(verdict).toBe('inconclusive');
    expect(reasons.join()).toContain(reason);
  });

  test('a budget on what nobody measured fails, and says so', () => {
    const lines = [...theDay.filter((line) => line !== noLoss), ended('finished')];
    const { budgets, verdict } = resultOf(eventsOf(lines), { ...objectives, budgets: objectives.budgets.slice(2) });
    expect(budgets[0]).toMatchObject({
      actualSeconds: null,
      passed: false,
      why: expect.stringContaining('has no value'),
    });
    expect(verdict).toBe('failed');
  });

  test('a budget on a milestone or on a measure of its own is held against just that', () => {
    const budget = (measure: string) => ({ id: measure, measure, maxSeconds: 4300, percentile: 95 });
    const cost: Line = [100, { kind: 'measure', name: 'api-outage', value: 5000 }];
    const { budgets } = resultOf(eventsOf([...theDay, cost, ended('finished')]), {
      ...objectives,
      budgets: [budget('milestone.migration-started'), budget('milestone.nowhere'), budget('api-outage')],
    });
    expect(budgets.map(({ actualSeconds, passed }) => [actualSeconds, passed])).toEqual([
      [4200, true],
      [null, false],
      [5000, false],
    ]);
  });
});

test('the run itself asks for its verdict before it writes its end, and gets the one that a reader gets', () => {
  const before = eventsOf(theDay);
  const after = eventsOf([...theDay, ended('finished', 35_340)]);
  expect(resultOf(before, objectives, 'finished')).toEqual({
    ...resultOf(after, objectives),
    trace: { events: 0, sha256: '' },
  });
});
