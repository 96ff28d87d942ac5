import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { budgetRows } from '../../../../src/runbooks/drill/views/budget.ts';
import { type PlanFacts, readPlanFacts } from '../../../../src/runbooks/drill/views/plan-facts.ts';
import { earlierSeconds, runbookView, windowFrom } from '../../../../src/runbooks/drill/views/runbook.ts';
import type { JournalEntry, JournalEvent } from '../../../../src/runbooks/journal/index.ts';
import { augustEvents, augustFacts, minutes, stateAt } from '../../../tui/fixture.ts';

let events: readonly JournalEvent[];
let plan: PlanFacts;
let endSeconds: number;

beforeAll(async () => {
  events = await augustEvents();
  plan = await readPlanFacts(events);
  endSeconds = Math.ceil(events.at(-1)!.at / 1e6);
});

function at(seconds: number, more: Partial<Parameters<typeof runbookView>[0]> = {}) {
  const state = stateAt(events, seconds);
  return runbookView({ events: state.events!, nowUs: state.nowUs!, pending: state.pending, plan, ...more });
}

const stepOf = (view: ReturnType<typeof at>, path: string) => view.rows.find((row) => row.path === path);

describe('the runbook of 7 August', () => {
  test('is not there before somebody opens it', () => {
    expect(at(minutes(3))).toMatchObject({ rows: [], title: undefined, of: 0 });
  });

  test('waits for the commander, and says how long already', () => {
    const view = at(minutes(20));
    expect(stepOf(view, 'decide')).toMatchObject({ phase: 'asking', owner: 'commander' });
    expect(stepOf(view, 'decide')!.elapsedSeconds).toBeCloseTo(minutes(20) - 363, -1);
    expect(view.focus).toEqual({ first: 0, last: 0 });
  });

  test('shows the runbook that a failed step brought along below that step, while the plan mends it', () => {
    const view = at(minutes(60));
    expect(stepOf(view, 'kernel')).toMatchObject({
      phase: 'mending',
      depth: 0,
      why: expect.stringContaining('kernel.scalarium.com'),
    });
    expect(stepOf(view, 'kernel/rebuild-kernel')).toMatchObject({
      phase: 'running',
      depth: 1,
      calls: { id: 'rebuild-kernel' },
    });
    expect(stepOf(view, 'kernel/rebuild-kernel/install')).toMatchObject({ phase: 'running', depth: 2 });
    expect(view.rows[view.focus.last]!.path).toBe('kernel/rebuild-kernel/install');
  });

  test('says what a step should take, and who says so: an earlier run, the called runbook, or only a limit', () => {
    const view = at(minutes(60));
    expect(stepOf(view, 'kernel/rebuild-kernel')!.expected).toEqual({ seconds: minutes(40), from: 'objective' });
    expect(stepOf(view, 'kernel/rebuild-kernel/install')!.expected).toEqual({ seconds: minutes(90), from: 'limit' });
    const again = at(minutes(60), { earlier: earlierSeconds([events]) });
    expect(stepOf(again, 'kernel/rebuild-kernel/install')!.expected).toMatchObject({ from: 'earlier' });
    expect(stepOf(again, 'kernel/rebuild-kernel/install')!.expected!.seconds).toBeCloseTo(1225, -1);
  });

  test('a step that outlasts its earlier run by a tenth is late, one that nears its limit too', () => {
    const earlier = new Map([['views', 3600]]);
    expect(stepOf(at(minutes(120), { earlier }), 'views')!.late).toBe(false);
    expect(stepOf(at(minutes(160), { earlier }), 'views')!.late).toBe(true);
    expect(stepOf(at(minutes(160)), 'views')!.late).toBe(false);
  });

  test('folds the parts of what is done away, and shows them when asked for', () => {
    const folded = at(minutes(100));
    expect(stepOf(folded, 'machines')).toMatchObject({ phase: 'succeeded', folded: 5 });
    expect(stepOf(folded, 'machines/bus')).toBeUndefined();
    expect(stepOf(at(minutes(100), { unfolded: true }), 'machines/bus')).toMatchObject({ phase: 'succeeded' });
  });

  test('a step that needs a failed one is blocked, and not merely left out', () => {
    const story: JournalEntry[] = [
      {
        ...{ kind: 'runbook.started', id: 'r', path: '', title: 'R', inputs: {} },
        steps: [
          { path: 'a', uses: 'ec2:launch', needs: [] },
          { path: 'b', uses: 'ec2:launch', needs: ['a'] },
          { path: 'c', uses: 'ec2:launch', needs: [] },
        ],
      },
      { kind: 'step.started', path: 'a', id: 'a', attempt: 1 },
      { kind: 'step.failed', path: 'a', error: 'no capacity', onFailure: null },
      { kind: 'step.skipped', path: 'b', why: 'it needs "a", which failed' },
      { kind: 'step.skipped', path: 'c', why: 'its condition is false' },
    ];
    const told = story.map((entry, seq) => ({ seq, at: seq * 1e6, ...entry }) as JournalEvent);
    const { rows } = runbookView({ events: told, nowUs: 9e6 });
    expect(rows.map(({ phase }) => phase)).toEqual(['failed', 'blocked', 'skipped']);
  });

  test('counts to the end', () => {
    const view = at(endSeconds);
    expect(view).toMatchObject({ ended: 'succeeded', done: view.of });
  });
});

test('a window shows what happens, wherever it happens', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 30 }), fc.nat(60), fc.nat(10), (count, height, first, more) => {
      fc.pre(first < count);
      const last = Math.min(count - 1, first + more);
      const from = windowFrom(count, height, { first, last });
      expect(from).toBeGreaterThanOrEqual(0);
      expect(from).toBeLessThanOrEqual(Math.max(0, count - height));
      expect(last).toBeGreaterThanOrEqual(from);
      expect(last).toBeLessThan(from + height);
      if (last - first < height) expect(first).toBeGreaterThanOrEqual(from);
    }),
  );
});

describe('the budgets on 7 August', () => {
  const rows = (seconds: number, earlier?: ReadonlyMap<string, number>) => {
    const state = stateAt(events, seconds);
    const [rto, decide, rpo] = budgetRows({ ...augustFacts, events: state.events!, nowUs: state.nowUs!, earlier });
    return { rto: rto!, decide: decide!, rpo: rpo! };
  };

  test('do not run before the fault, and the time to decide not before anybody knows of it', () => {
    expect(rows(-60).rto).toMatchObject({ state: 'ahead', over: false });
    expect(rows(30)).toMatchObject({ rto: { spentSeconds: 30 }, decide: { state: 'ahead' } });
    expect(rows(90)).toMatchObject({ rto: { spentSeconds: 90 }, decide: { state: 'running', spentSeconds: 30 } });
  });

  test('what nobody knows is not made up: before the views tell their pace the projection is a lower bound', () => {
    expect(rows(minutes(20)).rto.projected).toEqual({ seconds: minutes(20), sure: 'at-least' });
    expect(rows(minutes(20)).rpo).toMatchObject({ state: 'unmeasured' });
    expect(rows(minutes(20)).rpo.projected).toBeUndefined();
  });

  test('once an index build tells its pace, hours are seen coming eight hours ahead', () => {
    const { rto } = rows(minutes(110));
    const actual = rows(endSeconds).rto.spentSeconds!;
    expect(rto.because).toBe('views');
    expect(rto.projected!.sure).toBe('at-least');
    expect(Math.abs(rto.projected!.seconds - actual) / actual).toBeLessThan(0.05);
  });

  test('with an earlier run the same end is seen as soon as the plan goes its way', () => {
    const { rto } = rows(minutes(60), earlierSeconds([events]));
    const actual = rows(endSeconds).rto.spentSeconds!;
    expect(rto).toMatchObject({ projected: { sure: 'about' }, over: false, willBeOver: true });
    expect(Math.abs(rto.projected!.seconds - actual) / actual).toBeLessThan(0.05);
  });

  test('at the end they are what the verdict says', () => {
    const milestone = events.find((event) => event.kind === 'milestone' && event.id === 'recovered')!;
    expect(rows(endSeconds)).toMatchObject({
      rto: { state: 'done', spentSeconds: milestone.at / 1e6, over: true },
      decide: { state: 'done', over: true },
      rpo: { state: 'done', spentSeconds: 0, over: false },
    });
  });

  test('never come to less than is spent, and never shrink', () => {
    fc.assert(
      fc.property(fc.nat(34_000), fc.nat(600), (seconds, later) => {
        const now = rows(seconds).rto;
        expect(now.projected!.seconds).toBeGreaterThanOrEqual(now.spentSeconds!);
        expect(rows(seconds + later).rto.spentSeconds!).toBeGreaterThanOrEqual(now.spentSeconds!);
      }),
      { numRuns: 60 },
    );
  });
});
