import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DrillState, Pending } from '../../src/runbooks/drill/session.ts';
import { App } from '../../src/tui/app.tsx';
import { plainTheme } from '../../src/tui/kit/index.ts';
import { augustEvents, type FakeSession, minutes, sessionOf, smallSnapshot, stateAt } from './fixture.ts';
import { keys, type Rendered, render } from './kit/render.ts';

const emptyFolder = mkdtempSync(path.join(tmpdir(), 'zonefall-app-'));
const question: Pending = {
  kind: 'decision',
  path: 'decide',
  decision: 'migrate',
  role: 'operator',
  choices: ['wait', 'migrate'],
  askedAtUs: 1_800_000_000,
};

interface Opened extends Rendered {
  readonly session: FakeSession;
  readonly interrupts: () => number;
}

function open(state: Partial<DrillState> = {}, size: { columns?: number; rows?: number; tour?: boolean } = {}): Opened {
  const session = sessionOf({ snapshot: smallSnapshot(), ...state });
  let interrupts = 0;
  const app = (
    <App
      session={session}
      theme={plainTheme}
      folder={emptyFolder}
      tour={size.tour}
      onInterrupt={() => {
        interrupts += 1;
      }}
    />
  );
  return { ...render(app, size), session, interrupts: () => interrupts };
}

test('the rows at the top say that it is simulated, what runs, what time it is there, and how fast it goes', async () => {
  const app = open({ nowUs: 2_600_000_000, pace: 60 });
  const [who, when] = (await app.frame()).split('\n');
  expect(who).toMatch(/^ SIMULATED {2}2011-08-07-eu-west-1 · as-it-was · seed 20110807 .*▸ 60x {2}#e342eae0$/);
  expect(when).toMatch(/^ T\+0:43:20 {2}18:24 UTC {2}20:24 CEST .*budget/);
});

test('the budget goes on with the run, and says when it is overdrawn', async () => {
  const events = await augustEvents();
  const app = open(stateAt(events, minutes(40)));
  expect((await app.frame()).split('\n')[1]).toContain('40m/60m');
  app.session.set(stateAt(events, minutes(112)));
  expect((await app.frame()).split('\n')[1]).toContain('!112m/60m');
});

test('space stops time and lets it go on; n and . move it on', async () => {
  const app = open();
  await app.press(' ');
  app.session.set({ phase: 'paused' });
  expect(await app.frame()).toContain('‖ paused');
  await app.press(' ', 'n', '.');
  expect(app.session.done).toEqual([['pause'], ['resume'], ['runUntil', 'question'], ['step']]);
});

test('after the end nothing moves time any more', async () => {
  const app = open({ phase: 'ended' });
  await app.press(' ');
  expect(app.session.done).toEqual([]);
  expect(await app.frame()).toContain('The run has ended');
});

test('the last row has the keys of what can be done: after the end there is no time to move', async () => {
  const app = open();
  expect(lastRow(await app.frame())).toMatch(/space pause {2}{ } speed/);
  app.session.set({ phase: 'ended' });
  expect(lastRow(await app.frame())).toMatch(/^(?!.*space pause).*D debrief {2}T timeline/);
});

test('the braces go through the speeds, from 1x to max', async () => {
  const app = open({ pace: 3600 });
  await app.press('}', '{');
  app.session.set({ pace: 'max' });
  await app.press('}');
  app.session.set({ pace: 1 });
  await app.press('{', '}');
  expect(app.session.done).toEqual([
    ['setPace', 'max'],
    ['setPace', 600],
    ['setPace', 'max'],
    ['setPace', 1],
    ['setPace', 5],
  ]);
});

test('leaving asks once, and is never one stroke', async () => {
  const app = open();
  await app.press('Q');
  expect(lastRow(await app.frame())).toMatch(/Leave the drill\? .*august\.ndjson.* y \/ n$/);
  await app.press('n', 'Q', 'x', 'Q');
  expect(await app.frame()).toContain('SIMULATED');
  expect(lastRow(await app.frame())).not.toContain('y / n');
  await app.press('Q', 'y');
  expect(app.left()).toBe(true);
});

test('Ctrl-C interrupts, whatever is open', async () => {
  const app = open();
  await app.press(keys.ctrlC, 'Q', keys.ctrlC, 'n', ':', keys.ctrlC);
  expect(app.interrupts()).toBe(3);
});

test('a question opens the screen of decisions over the drill, once', async () => {
  const app = open();
  app.session.set({ pending: [question] });
  expect(lastRow(await app.frame())).toContain('decide');
  await app.press(keys.esc);
  app.session.set({ nowUs: 1_900_000_000 });
  expect(lastRow(await app.frame())).toContain('operator is asked: i decides');
  await app.press('i');
  expect(lastRow(await app.frame())).not.toContain('i decides');
});

test('who looks at something else is told that somebody is asked, and stays there', async () => {
  const app = open();
  await app.press('?');
  app.session.set({ pending: [question] });
  const frame = await app.frame();
  expect(frame).toContain('Everywhere');
  expect(frame.split('\n')[0]).toContain('◆ asked');
  expect(lastRow(frame)).toContain('operator is asked: i decides');
});

test('i says so when nobody is asked', async () => {
  const app = open();
  await app.press('i');
  expect(lastRow(await app.frame())).toContain('Nobody is asked anything now');
});

test('help shows the keys of the screen it was asked from first, and esc goes back there', async () => {
  const app = open();
  await app.press('S', '?');
  expect((await app.frame()).split('\n')[3]).toContain('Data stores');
  await app.press(keys.esc);
  expect(lastRow(await app.frame())).toContain('next box');
});

test('a filter narrows what is shown while it is typed, and esc takes it off', async () => {
  const app = open();
  await app.press('?', '/', 'debrief');
  const frame = await app.frame();
  expect(frame).toContain('what each decision cost');
  expect(frame).not.toContain('slower and faster');
  await app.press(keys.enter, keys.esc);
  expect(await app.frame()).toContain('slower and faster');
});

test('keys that were typed ahead go to the screen that the key before them opened', async () => {
  const app = open();
  await app.press('?/debrief\r');
  expect(await app.frame()).toContain('what each decision cost');
});

test('before the world stands it says so', async () => {
  const app = open({ phase: 'loading', snapshot: undefined, hash: '' });
  expect(await app.frame()).toContain('The world is being built');
  await app.press(' ', 'n');
  expect(app.session.done).toEqual([]);
});

test('a drill that breaks leaves the screen by itself', async () => {
  const app = open();
  app.session.set({ phase: 'broken', error: 'the thread ended' });
  await app.frame();
  expect(app.left()).toBe(true);
});

test('a terminal that is too small says what it needs, and the drill is there again when it is larger', async () => {
  const app = open({}, { columns: 60, rows: 20 });
  expect(await app.frame()).toContain('The drill needs 80x24.');
  await app.resize(80, 24);
  expect(await app.frame()).toContain('SIMULATED');
  await app.resize(12, 3);
  expect((await app.frame()).split('\n').length).toBeLessThanOrEqual(2);
});

test('the tour stops time, shows what it talks about, and lets time go on at its end', async () => {
  const app = open({}, { tour: true });
  expect(await app.frame()).toContain('A tour of a minute, 1 of 6');
  await app.press(keys.enter, keys.enter, keys.enter, keys.enter);
  expect(await app.frame()).toContain('T looks back');
  await app.press(keys.enter, keys.enter);
  expect(await app.frame()).not.toContain('A tour of a minute');
  expect(app.session.done).toEqual([['pause'], ['resume']]);
});

test('the tour can be skipped', async () => {
  const app = open({}, { tour: true });
  await app.press(keys.esc);
  expect(await app.frame()).not.toContain('A tour of a minute');
  expect(app.session.done).toEqual([['pause'], ['resume']]);
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])('no frame is higher than the terminal less a row, nor wider, at %dx%d', async (columns, rows) => {
  const events = await augustEvents();
  const app = open({ ...stateAt(events, minutes(120)), phase: 'paused' }, { columns, rows });
  for (const key of ['h', 'd', 'T', 'S', '@', '?', 'c', 'D', 'd', 'i', 'd', ':']) await app.press(key);
  await app.press('faults and more than fits into a line '.repeat(3));
  await app.frame();
  const sizes = app.frames.map((frame) => frame.split('\n'));
  expect(Math.max(...sizes.map(({ length }) => length))).toBe(rows - 1);
  expect(Math.max(...sizes.flat().map((line) => app.width(line)))).toBeLessThanOrEqual(columns);
});

function lastRow(frame: string): string {
  return frame.split('\n').at(-1)!;
}
