import stringWidth from 'string-width';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DrillSession, Pending } from '../../src/runbooks/drill/session.ts';
import type { JournalEvent } from '../../src/runbooks/journal/index.ts';
import { DecisionScreen } from '../../src/tui/screens/decision.tsx';
import { augustEvents, type FakeSession, minutes, sessionOf, stateAt } from './fixture.ts';
import { keys } from './kit/render.ts';
import { type RenderedScreen, renderScreen } from './kit/render-screen.ts';

let events: readonly JournalEvent[];
beforeAll(async () => {
  events = await augustEvents();
});

let shown: RenderedScreen | undefined;
afterEach(() => shown?.unmount());

function show(session: FakeSession, size: { columns?: number; rows?: number } = {}): RenderedScreen {
  shown = renderScreen(DecisionScreen, { name: 'decision', session, ...size });
  return shown;
}

function asked(seconds: number, pending?: Partial<Pending>, more?: Partial<DrillSession>): FakeSession {
  const state = stateAt(events, seconds);
  const [first] = state.pending!;
  return sessionOf({ ...state, pending: pending === undefined ? state.pending : [{ ...first!, ...pending }] }, more);
}

const answersOf = ({ done }: FakeSession) => done.filter(([what]) => what === 'answer');

const checkpoint = { kind: 'checkpoint', decision: 'checkpoint', path: 'point-of-no-return', word: 'CUTOVER' } as const;

describe('a decision', () => {
  test('shows the question, what waiting has cost, what is known, and the choices: on one screen of 80x24', async () => {
    const frame = await show(asked(minutes(35))).frame();
    expect(frame).toContain('leave-region?');
    expect(frame).toContain('commander is asked');
    expect(frame).toContain('28:56 since it was asked · 34:00 since the first signal');
    expect(frame).toMatch(/decide +█+┃█+ 34:00 of 20m +! 14:00 over/);
    expect(frame).toMatch(/rto +█+.?░+ 35:00 of 60m +25:00 left/);
    expect(frame).toMatch(/0:30 {2}new aws-status Investigating/);
    expect(frame).toContain('✗ kernel-elsewhere');
    expect(frame).toMatch(/▸ 1 go +the plan goes on\n +2 wait +asked again in a minute\n +3 abort +ends the run/);
  });

  test('the cost ticks', async () => {
    const session = asked(minutes(12));
    const screen = show(session);
    expect(await screen.frame()).toContain('11:00 of 20m');
    session.set({ nowUs: minutes(12) * 1e6 + 1e6 });
    expect(await screen.frame()).toContain('11:01 of 20m');
  });

  test('enter decides for the chosen one, with the comment that was written, and goes back to the drill', async () => {
    const session = asked(minutes(35));
    const screen = show(session);
    await screen.press('m', ...'too dark', keys.enter);
    expect(await screen.frame()).toContain('comment too dark');
    await screen.press(keys.down, keys.up, keys.enter);
    expect(answersOf(session)).toEqual([
      ['answer', { path: 'decide', decision: 'leave-region', choice: 'go', comment: 'too dark' }],
    ]);
    expect(screen.nav().screen).toBe('drill');
  });

  test('a digit chooses and does not decide; to wait is one stroke more', async () => {
    const session = asked(minutes(35));
    const screen = show(session);
    await screen.press('2');
    expect(answersOf(session)).toEqual([]);
    await screen.press(keys.enter);
    expect(answersOf(session)).toEqual([['answer', { path: 'decide', decision: 'leave-region', choice: 'wait' }]]);
  });

  test('what ends the run is asked about once more', async () => {
    const session = asked(minutes(35));
    const screen = show(session);
    await screen.press('3', keys.enter);
    expect(answersOf(session)).toEqual([]);
    const { question, settle } = screen.nav() as unknown as { question: { text: string }; settle(yes: boolean): void };
    expect(question.text).toBe('abort: ends the run. Sure?');
    settle(true);
    await screen.frame();
    expect(answersOf(session)).toEqual([['answer', { path: 'decide', decision: 'leave-region', choice: 'abort' }]]);
  });

  test('an answer that is refused is told, and the question stays', async () => {
    const screen = show(
      asked(minutes(35), undefined, { answer: () => Promise.reject(new Error('nobody is asked "decide" any more')) }),
    );
    await screen.press(keys.enter);
    expect(screen.nav()).toMatchObject({
      screen: 'decision',
      shownToast: { text: 'nobody is asked "decide" any more' },
    });
  });
});

describe('the point of no return', () => {
  const question = {
    ...checkpoint,
    choices: ['CUTOVER', 'abort'],
    prompt: 'nothing before this point is undone any more',
  };

  test('wants its word, whole', async () => {
    const session = asked(minutes(35), question);
    const screen = show(session);
    expect(await screen.frame()).toContain('Point of no return');
    await screen.press(keys.enter);
    expect(answersOf(session)).toEqual([]);
    expect(await screen.frame()).toContain('Type CUTOVER');
    await screen.press(...'CUT', keys.enter);
    expect(answersOf(session)).toEqual([]);
    expect(await screen.frame()).toContain('"CUT" is not CUTOVER. Nothing was done.');
    await screen.press(...'OVER', keys.enter);
    expect(answersOf(session)).toEqual([
      ['answer', { path: 'point-of-no-return', decision: 'checkpoint', choice: 'CUTOVER' }],
    ]);
  });

  test('esc leaves the word for later', async () => {
    const session = asked(minutes(35), question);
    const screen = show(session);
    await screen.press(keys.enter, 'C', keys.esc);
    expect(await screen.frame()).not.toContain('Type CUTOVER');
    expect(screen.nav().screen).toBe('decision');
    expect(answersOf(session)).toEqual([]);
  });
});

test('a failed step can be tried again, left out, taken for done or let fail, and says what went wrong', async () => {
  const session = asked(minutes(35), {
    ...{ kind: 'failed-step', decision: 'failed-step', path: 'machines/couch', role: 'operator' },
    choices: ['retry', 'skip', 'mark-done', 'fail'],
    prompt: 'machines/couch failed: InsufficientInstanceCapacity',
  });
  const screen = show(session);
  const frame = await screen.frame();
  expect(frame).toContain('machines/couch failed: InsufficientInstanceCapacity');
  expect(frame).toMatch(/1 retry +tries the step again\n +2 skip +leaves the step out/);
  await screen.press('3', keys.enter);
  expect(answersOf(session)).toMatchObject([['answer', { choice: 'mark-done' }]]);
});

describe('a note', () => {
  const note = { kind: 'note', path: 'post-recovery/debrief', prompt: 'What surprised you?', choices: [] } as const;

  test('is a line that is written down', async () => {
    const session = asked(minutes(35), note);
    const screen = show(session);
    expect(await screen.frame()).toContain('What surprised you?');
    await screen.press(...'two letters', keys.enter);
    expect(answersOf(session)).toEqual([['answer', { path: 'post-recovery/debrief', text: 'two letters' }]]);
    expect(screen.nav().screen).toBe('drill');
  });

  test('an empty one is not', async () => {
    const session = asked(minutes(35), note);
    const screen = show(session);
    await screen.press(keys.enter);
    expect(answersOf(session)).toEqual([]);
    expect(await screen.frame()).toContain('an empty note tells nobody anything');
  });
});

describe('a question that goes away', () => {
  const failed = {
    kind: 'failed-step',
    decision: 'failed-step',
    role: 'operator',
    choices: ['retry', 'fail'],
  } as const;

  test('while somebody types: what she types for it does not answer the next one', async () => {
    const session = asked(minutes(35), { kind: 'note', path: 'debrief', prompt: 'What surprised you?', choices: [] });
    const screen = show(session);
    await screen.press(...'noth');
    session.set({ pending: [{ ...session.state.pending[0]!, ...failed, askedAtUs: minutes(34) * 1e6 }] });
    await screen.press(...'ing 3');
    expect(await screen.frame()).toContain('debrief is not asked any more');
    await screen.press(keys.enter);
    expect(await screen.frame()).toContain('debrief failed');
    expect(answersOf(session)).toEqual([]);
  });

  test('with nothing else to answer leads back to the drill', async () => {
    const session = asked(minutes(35));
    const screen = show(session);
    await screen.frame();
    session.set({ pending: [] });
    await screen.press(keys.enter);
    expect(screen.nav().screen).toBe('drill');
  });
});

test('while somebody types time runs as it does for her, and then as before', async () => {
  const session = asked(minutes(35));
  session.set({ pace: 600 });
  const screen = show(session);
  await screen.press('m', 'x');
  expect(session.done).toEqual([['setPace', 1]]);
  session.set({ pace: 1 });
  await screen.press(keys.enter);
  expect(session.done).toEqual([
    ['setPace', 1],
    ['setPace', 600],
  ]);
});

test('tab goes to the next of several questions', async () => {
  const session = asked(minutes(35));
  const other = {
    ...session.state.pending[0]!,
    path: 'kernel/fence',
    decision: 'go-ungraceful',
    choices: ['go-ungraceful', 'abort'],
  };
  session.set({ pending: [...session.state.pending, other] });
  const screen = show(session);
  expect(await screen.frame()).toContain('tab: 1 more');
  await screen.press(keys.tab);
  expect(await screen.frame()).toContain('go-ungraceful?');
});

test('when nobody is asked it shows what was decided so far', async () => {
  const frame = await show(sessionOf(stateAt(events, minutes(60)))).frame();
  expect(frame).toContain('Nobody is asked anything now');
  expect(frame).toMatch(/0:43 +commander: go on leave-region {2}after 37 min/);
});

test('nothing overflows in a small place, with a long prompt in wide characters', async () => {
  const prompt = '東京リージョンを離れますか。'.repeat(20);
  for (const [columns, rows] of [
    [80, 15],
    [80, 20],
    [120, 36],
    [200, 56],
  ] as const) {
    const screen = show(asked(minutes(35), { prompt }), { columns, rows });
    const lines = (await screen.frame()).split('\n');
    screen.unmount();
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).toContain('3 abort');
  }
});
