import fc from 'fast-check';
import stringWidth from 'string-width';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DrillState } from '../../src/runbooks/drill/session.ts';
import type { JournalEvent } from '../../src/runbooks/journal/index.ts';
import type { RunResult } from '../../src/runbooks/verdict/index.ts';
import { DrillScreen } from '../../src/tui/screens/drill.tsx';
import { augustEvents, augustFacts, type FakeSession, minutes, sessionOf, smallSnapshot, stateAt } from './fixture.ts';
import { keys } from './kit/render.ts';
import { type RenderedScreen, renderScreen } from './kit/render-screen.ts';

let events: readonly JournalEvent[];
beforeAll(async () => {
  events = await augustEvents();
});

let shown: RenderedScreen | undefined;
afterEach(() => shown?.unmount());

function show(session: FakeSession, size: { columns?: number; rows?: number } = {}): RenderedScreen {
  shown = renderScreen(DrillScreen, { name: 'drill', session, ...size });
  return shown;
}

function august(seconds: number, more: Partial<DrillState> = {}): FakeSession {
  const dark = seconds > minutes(8) && seconds < minutes(189);
  return sessionOf({ ...stateAt(events, seconds), snapshot: smallSnapshot({ dark }), ...more });
}

/** The lines of a box's half of the screen, between its title and the next one below. */
function half(frame: string, side: 'left' | 'right', title: string): string[] {
  const lines = frame.split('\n').map((line) => (side === 'left' ? line.slice(0, 43) : line.slice(43)));
  const from = lines.findIndex((line) => line.includes(title));
  const to = lines.findIndex((line, index) => index > from && /^[─━]{2} \d /.test(line.trimStart()));
  return lines.slice(from, to < 0 ? undefined : to);
}

const titles = ['1 Runbook', '2 Signals', '3 World', '4 Steady state'];

describe('at 80x24', () => {
  test('all four boxes are there before anything has happened', async () => {
    const frame = await show(august(-60)).frame();
    for (const title of titles) expect(frame).toContain(title);
    expect(frame).toContain('Nobody has opened the runbook yet');
    expect(frame).toContain('Nothing is known yet');
    expect(half(frame, 'right', '4 Steady').join('\n')).toContain('✓ manage-answers');
  });

  test('while the commander is asked the runbook says so, and the world knows the zone by its letter', async () => {
    const frame = await show(august(minutes(35))).frame();
    expect(half(frame, 'left', '1 Runbook').join('\n')).toMatch(/◆ decide +28:56 ≤2h\s+commander is asked: i decides/);
    expect(half(frame, 'left', '3 World').join('\n')).toMatch(/main +a X{10} {2}b ▫/);
    expect(half(frame, 'right', '4 Steady').join('\n')).toContain('✗ manage-answers');
    expect(frame).not.toMatch(/az1|power-lost/);
  });

  test('t shows the truth: the dark zone, what broke it, and who shares it', async () => {
    const screen = show(august(minutes(35)));
    await screen.press('t');
    const world = half(await screen.frame(), 'left', '3 World').join('\n');
    expect(world).toMatch(/TRUE/);
    expect(world).toMatch(/eu-west-1 +az1 +dark +main X{10}/);
    expect(world).toContain("‼ main's a is kernel's b");
    await screen.press('t');
    expect(await screen.frame()).not.toContain('az1');
  });

  test('the window follows what runs, with a bar and what is left', async () => {
    const frame = await show(august(minutes(200))).frame();
    const runbook = half(frame, 'left', '1 Runbook').join('\n');
    expect(runbook).toMatch(/▸ views +\d:\d\d:\d\d/);
    expect(runbook).toMatch(/█+.?░+ 2\d % \dh(\d\d)? left/);
  });

  test('somebody who selects a step keeps it until esc lets the window follow again', async () => {
    const screen = show(august(minutes(200)));
    await screen.press(keys.home);
    expect(half(await screen.frame(), 'left', '1 Runbook')[1]).toContain('✓ decide');
    await screen.press(keys.esc);
    expect(half(await screen.frame(), 'left', '1 Runbook').join('\n')).toContain('▸ views');
  });

  test('enter goes to the question that is open', async () => {
    const screen = show(august(minutes(35)));
    await screen.press(keys.enter);
    expect(screen.nav()).toMatchObject({ screen: 'decision', args: { path: 'decide' } });
  });

  test('the filter leaves only what contains it', async () => {
    const screen = show(august(minutes(200)));
    await screen.frame();
    screen.nav().setFilter('promote');
    const frame = await screen.frame();
    const runbook = half(frame, 'left', '1 Runbook').join('\n');
    expect(runbook).toContain('promote-couch');
    expect(runbook).not.toContain('decide');
  });
});

describe('zoomed', () => {
  test('a number gives a box the whole screen, the same number or esc the others back', async () => {
    const screen = show(august(minutes(60)));
    await screen.press('2');
    const zoomed = await screen.frame();
    expect(zoomed).toContain('2 Signals');
    expect(zoomed).not.toContain('1 Runbook');
    await screen.press('2');
    expect(await screen.frame()).toContain('1 Runbook');
    await screen.press('3', keys.esc);
    expect(await screen.frame()).toContain('4 Steady state');
  });

  test('the runbook tells its selected step in words', async () => {
    const screen = show(august(minutes(60)));
    await screen.press('1');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await screen.frame()).toContain('kernel/rebuild-kernel/install  running · people:do · platform-on-call');
  });

  test('the world names every machine, the log can be scrolled', async () => {
    const screen = show(august(minutes(60)));
    await screen.press('3');
    expect(await screen.frame()).toMatch(/X main\/couch-master +a {2}64 bit {2}silent/);
    await screen.press('4');
    screen.nav();
    const before = await screen.frame();
    expect(before).toContain('decided');
  });
});

describe('ended', () => {
  test('a run that failed its budgets says so beside the steady state that holds again', async () => {
    const last = events.at(-1)!.at / 1e6;
    const result = { verdict: 'failed' } as RunResult;
    const frame = await show(august(last, { phase: 'ended', result })).frame();
    expect(frame).toContain('✓ recovered');
    expect(frame).toContain('the run has ended: FAILED');
  });

  test('a step that failed for good says why', async () => {
    const failing: JournalEvent[] = [
      ...stateAt(events, minutes(44)).events!,
      { seq: 9000, at: 2640e6, kind: 'step.failed', path: 'kernel', error: 'the kernel is gone', onFailure: null },
    ];
    const state = { events: failing, eventCount: failing.length, nowUs: 2650e6 };
    expect(await show(sessionOf(state)).frame()).toMatch(/✗ kernel[^\n]*\n +the kernel is gone/);
  });
});

test('nothing is wider or higher than its place, at any moment, in any size, with wide characters', async () => {
  const wide = [
    {
      seq: 0,
      at: 1e6,
      kind: 'signal',
      via: '監視',
      text: '東京リージョンのマシンが応答しません。電源を確認してください。'.repeat(3),
    },
    {
      seq: 1,
      at: 2e6,
      kind: 'log',
      host: 'main/主机',
      process: 'a',
      event: '日本.語',
      data: { why: '原因不明'.repeat(20) },
    },
  ] as JournalEvent[];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -10, max: 580 }),
      fc.integer({ min: 80, max: 200 }),
      fc.integer({ min: 15, max: 60 }),
      fc.constantFrom('', '1', '2', '3', '4', 't'),
      async (minute, columns, rows, key) => {
        const past = [...stateAt(events, minutes(minute)).events!, ...wide];
        const screen = show(august(minutes(minute), { events: past, eventCount: past.length }), { columns, rows });
        if (key !== '') await screen.press(key);
        const lines = (await screen.frame()).split('\n');
        screen.unmount();
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        const full = key === '' || key === 't' ? titles : [titles[Number(key) - 1]!];
        for (const title of full) expect(lines.join('\n')).toContain(title);
      },
    ),
    { numRuns: 25 },
  );
});

test('the facilitator sees the truth from the start', async () => {
  const session = Object.assign(august(minutes(35)), { facts: { ...augustFacts, seat: 'facilitator' } });
  expect(await show(session).frame()).toContain('TRUE');
});
