import { beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../../src/runbooks/drill/snapshot.ts';
import { checksView } from '../../../../src/runbooks/drill/views/checks.ts';
import { decisionView } from '../../../../src/runbooks/drill/views/decision.ts';
import { logTail } from '../../../../src/runbooks/drill/views/log-tail.ts';
import { readPlanFacts } from '../../../../src/runbooks/drill/views/plan-facts.ts';
import { signalRows } from '../../../../src/runbooks/drill/views/signals.ts';
import { worldView } from '../../../../src/runbooks/drill/views/world.ts';
import { type JournalEvent, ofKind } from '../../../../src/runbooks/journal/index.ts';
import { augustEvents, augustFacts, minutes, smallSnapshot, stateAt } from '../../../tui/fixture.ts';

let events: readonly JournalEvent[];
beforeAll(async () => {
  events = await augustEvents();
});

const until = (seconds: number) => stateAt(events, seconds).events!;

describe('signals', () => {
  test('are only what somebody could know: without its faults the journal tells the same', () => {
    const told = signalRows({ events });
    expect(told.length).toBeGreaterThan(8);
    expect(signalRows({ events: events.filter(({ kind }) => !kind.startsWith('fault.') && kind !== 'log') })).toEqual(
      told,
    );
    expect(JSON.stringify(told)).not.toMatch(/power-lost|brown-floor/);
  });

  test('tell on 7 August what the alerts, the status page, the preflight and the calls said, in order', () => {
    const rows = signalRows({ events: until(minutes(50)) });
    expect(rows.map(({ via }) => via)).toEqual([
      ...[
        'sms',
        'preflight',
        'preflight',
        'preflight',
        'monitoring',
        'probe',
        'aws-status',
        'kernel',
        'kernel',
        'aws-status',
      ],
    ]);
    expect(rows.find(({ text }) => text.includes('same physical zone'))).toMatchObject({ tone: 'bad' });
    expect(rows.find(({ tone }) => tone === 'quiet')!.text).toMatch(/kernel-alive.*quota.*ok$/);
    expect(rows.map(({ atSeconds }) => atSeconds)).toEqual(
      rows.map(({ atSeconds }) => atSeconds).sort((a, b) => a - b),
    );
  });

  test('the same answer again and again is one row that counts', () => {
    expect(signalRows({ events: until(minutes(75)) }).at(-1)).toMatchObject({ via: 'connect', times: 12 });
  });

  test('an error of EC2 is known to the operators who called it, and to nobody else', () => {
    const call = {
      ...{ atUs: 5e6, service: 'ec2' as const, to: 'eu-west-1', what: 'RunInstances', latencyMs: 30 },
      error: 'InsufficientInstanceCapacity',
    };
    const rows = signalRows({
      events: [],
      calls: [
        { ...call, from: 'operator@berlin-office' },
        { ...call, from: 'worker@main/worker1' },
      ],
    });
    expect(rows).toMatchObject([
      { via: 'ec2', text: 'RunInstances in eu-west-1: InsufficientInstanceCapacity', times: 1 },
    ]);
  });
});

describe('the known world', () => {
  test('does not depend on the truth', () => {
    const dark = smallSnapshot({ dark: true, seenDark: false });
    const bright: Snapshot = { ...smallSnapshot({ dark: false }), faults: dark.faults };
    expect(worldView(dark, 'known')).toEqual(worldView(bright, 'known'));
    expect(worldView(dark, 'true')).not.toEqual(worldView(bright, 'true'));
  });

  test('names zones by the letters of each account: who meets whom is seen only in the truth', () => {
    const world = smallSnapshot({ dark: true });
    expect(JSON.stringify(worldView(world, 'known'))).not.toMatch(/euw1-az1|is kernel's/);
    const [ireland] = worldView(world, 'true').regions;
    expect(ireland!.places[0]).toMatchObject({ name: 'euw1-az1', state: 'dark', meets: ["main's a is kernel's b"] });
  });

  test('counts what is silent, and what nobody looks at', () => {
    expect(worldView(smallSnapshot({ dark: true }), 'known')).toMatchObject({ up: 0, down: 10, unseen: 9, faults: [] });
    expect(worldView(smallSnapshot({ dark: true }), 'true')).toMatchObject({ down: 12, unseen: 0 });
  });
});

describe('checks', () => {
  test('what was not asked again since something before it failed does not count as holding', async () => {
    const plan = await readPlanFacts(events);
    const answers = (seconds: number) =>
      checksView(until(seconds), plan).probes.map(({ name, answer }) => `${name} ${answer}`);
    expect(answers(0)).toContain('an-instance-can-start holds');
    expect(answers(minutes(30))).toEqual([
      'manage-answers fails',
      'an-instance-can-start not-asked',
      'no-stale-views not-asked',
      'customers-keep-running holds',
      'one-couch-master holds',
    ]);
    expect(checksView(events, plan)).toMatchObject({ held: true, recovered: true, holdForSeconds: 120 });
  });

  test('an invariant that was broken stays broken', () => {
    const broken = {
      seq: 0,
      at: 5e6,
      kind: 'invariant.broken',
      name: 'one-master',
      value: 2,
      why: '2 take writes',
    } as const;
    const probe = {
      seq: 1,
      at: 9e6,
      kind: 'probe',
      name: 'one-master',
      ok: true,
      value: 1,
      why: '1 takes writes',
    } as const;
    expect(checksView([broken, probe]).probes).toMatchObject([{ answer: 'holds', invariant: true, brokenAtUs: 5e6 }]);
  });
});

describe('the log', () => {
  test('what many machines say at once is one line', () => {
    const rows = logTail({ events: until(minutes(12)), sight: 'known', count: 50 });
    expect(rows.find(({ text }) => text === 'bus lost')).toMatchObject({ from: '12 machines' });
  });

  test('faults are told only where the truth is shown, and silent machines are not heard', () => {
    const texts = (sight: 'known' | 'true', silent = new Set<string>()) =>
      logTail({ events, sight, silent, count: 500 }).map(({ from, text }) => `${from} ${text}`);
    expect(texts('true').filter((text) => text.includes('power-lost'))).toHaveLength(2);
    expect(texts('known').filter((text) => text.includes('power-lost'))).toEqual([]);
    expect(texts('known').filter((text) => text.startsWith('kernel/all-in-one '))).not.toEqual([]);
    expect(
      texts('known', new Set(['kernel/all-in-one'])).filter((text) => text.startsWith('kernel/all-in-one ')),
    ).toEqual([]);
  });
});

describe('a question', () => {
  const decided = () => ofKind(events, 'decision.made')[0]!;

  test('shows, at every moment until it is answered, exactly what the answer will say was known', () => {
    const made = decided();
    const before = events.slice(0, made.seq);
    const { pending } = stateAt(before, made.at / 1e6);
    const view = decisionView({ pending: pending![0]!, events: before, nowUs: made.at, budgets: augustFacts.budgets });
    const texts = (name: string) =>
      view.evidence.find((section) => section.name === name)!.rows.map(({ via, text }) => `${via} ${text}`);
    expect(texts('signals')).toEqual(made.known.signals!.map(({ via, text }) => `${via} ${text}`));
    expect(texts('probes')).toEqual(made.known.probes!.map(({ name, why }) => `${name} ${why}`));
    expect(texts('preflight')).toEqual(made.known.preflight!.map(({ id, why }) => `${id} ${why}`));
    expect(view.waitedSeconds).toBe(made.waitedSeconds);
  });

  test('what came after it was asked is marked', () => {
    const state = stateAt(events, minutes(35));
    const view = decisionView({
      ...augustFacts,
      pending: state.pending![0]!,
      events: state.events!,
      nowUs: state.nowUs!,
    });
    const fresh = view.evidence.flatMap(({ rows }) => rows.filter((row) => row.fresh).map(({ via }) => via));
    expect(fresh).toEqual(['monitoring', 'aws-status', 'manage-answers']);
    expect(view.budgets.map(({ id, over }) => [id, over])).toEqual([
      ['rto', false],
      ['decide', true],
    ]);
  });

  test('every choice says what follows, as the runner takes it', () => {
    const ask = (kind: 'decision' | 'checkpoint' | 'failed-step', decision: string, choices: string[], word?: string) =>
      decisionView({
        pending: { kind, path: 'a', decision, role: 'commander', choices, word, askedAtUs: 0 },
        ...{ events: [], nowUs: 0, budgets: [] },
      }).choices.map(({ choice, meaning, word: guard }) => [choice, meaning, ...(guard === undefined ? [] : [guard])]);
    expect(ask('decision', 'leave', ['go', 'wait', 'abort'])).toEqual([
      ['go', 'goes-on'],
      ['wait', 'asked-again'],
      ['abort', 'ends-the-run'],
    ]);
    expect(ask('checkpoint', 'checkpoint', ['CUTOVER', 'abort'], 'CUTOVER')).toEqual([
      ['CUTOVER', 'goes-on', 'CUTOVER'],
      ['abort', 'ends-the-run'],
    ]);
    expect(
      ask('failed-step', 'failed-step', ['retry', 'skip', 'mark-done', 'fail']).map(([, meaning]) => meaning),
    ).toEqual([...['retry', 'skip', 'mark-done', 'fail']]);
    expect(ask('decision', 'go-ungraceful', ['go-ungraceful', 'abort'])[0]).toEqual(['go-ungraceful', 'ungraceful']);
  });
});
