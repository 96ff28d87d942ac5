import { describe, expect, test } from 'vitest';
import type { CommandResult, DrillSession } from '../../src/runbooks/drill/session.ts';
import { ConsoleScreen, sharedStart } from '../../src/tui/screens/console.tsx';
import { augustFacts, type FakeSession, sessionOf } from './fixture.ts';
import { keys } from './kit/render.ts';
import { renderScreen } from './kit/render-screen.ts';

const known = [
  { line: 'fault zone:power-interruption', doc: 'takes the power from a zone' },
  { line: 'fault zone:network-impairment', doc: 'makes a zone’s network bad' },
  { line: 'facts', doc: 'what is known' },
  { line: 'help' },
];
const complete = (text: string) => known.filter(({ line }) => line.startsWith(text) && line !== text);

function open(session: FakeSession, rows = 20) {
  return Object.assign(renderScreen(ConsoleScreen, { name: 'console', session, rows }), { session });
}
const fresh = (more: Partial<DrillSession> = {}, rows?: number) =>
  open(sessionOf({ nowUs: 600e6 }, { complete, ...more }), rows);
/** The line that is typed into. */
const prompt = (frame: string) =>
  frame
    .split('\n')
    .findLast((line) => /^ [:…] ?/.test(line))
    ?.trim();

describe('the console', () => {
  test('says where to begin', async () => {
    expect(await fresh().frame()).toContain('Type help to see what can be done here.');
  });

  test('prints when a line was typed and what it said, in its columns', async () => {
    const lines = ['INSTANCE    STATE', 'i-01bb9387  running'];
    const screen = fresh({ command: async () => ({ ok: true, lines }) });
    await screen.press('aws ec2 describe-instances', keys.enter);
    expect(await screen.frame()).toContain(
      [' T+0:10:00 : aws ec2 describe-instances', '   INSTANCE    STATE', '   i-01bb9387  running'].join('\n'),
    );
    expect(prompt(await screen.frame())).toBe(':');
  });

  test('shows a refusal with a sign, a failure of the thread, too, and silence as done', async () => {
    const answers: Record<string, () => Promise<CommandResult>> = {
      no: async () => ({ ok: false, lines: ['no fault no', 'did you mean now?'] }),
      broken: () => Promise.reject(new Error('the world’s thread ended')),
      fine: async () => ({ ok: true, lines: [] }),
    };
    const screen = fresh({ command: (text) => answers[text]!() });
    for (const text of ['no', 'broken', 'fine']) await screen.press(text, keys.enter);
    expect(await screen.frame()).toMatch(
      /✗ no fault no\n ✗ did you mean now\?[\s\S]+✗ the world’s thread ended[\s\S]+ fine\n {3}done/,
    );
  });

  test('says what still runs, and what it said also when the console was closed meanwhile', async () => {
    let answer: ((result: CommandResult) => void) | undefined;
    const command = () => new Promise<CommandResult>((resolve) => (answer = resolve));
    const screen = fresh({ command });
    await screen.press('step views', keys.enter);
    expect(await screen.frame()).toContain('runs: step views');
    screen.unmount();
    answer!({ ok: true, lines: ['8 of 8 indexes built'] });
    const again = open(screen.session);
    expect(await again.frame()).toContain('8 of 8 indexes built');
    expect(await again.frame()).not.toContain('runs:');
  });

  test('says when it waits for time that stands still, and lets it go on with an empty line', async () => {
    const session = sessionOf({ phase: 'paused' }, { complete, command: () => new Promise(() => {}) });
    const screen = open(session);
    await screen.press(keys.enter);
    expect(session.done).toEqual([]);
    await screen.press('step views', keys.enter);
    expect(await screen.frame()).toContain('time stands still: enter on the empty line lets it go on');
    await screen.press(keys.enter);
    expect(session.done).toEqual([['step']]);
  });

  test('does nothing for an empty line, and leaves with esc', async () => {
    const screen = fresh();
    await screen.press('  ', keys.enter);
    expect(screen.session.done).toEqual([]);
    await screen.press(keys.esc);
    expect(screen.nav().screen).not.toBe('console');
  });

  test('tells the facilitator that the players do not see it', async () => {
    const session = sessionOf({}, { facts: { ...augustFacts, seat: 'facilitator' } });
    expect(await open(session).frame()).toContain('the players do not see it');
  });
});

describe('completion', () => {
  test('lists what could come next with what it does', async () => {
    const screen = fresh();
    await screen.press('f');
    expect(await screen.frame()).toMatch(/fault zone:power-interruption +takes the power from a zone\n/);
    expect(await screen.frame()).not.toMatch(/^ {3}help/m);
  });

  test('goes as far as all agree, then from one to the next, and round', async () => {
    const screen = fresh();
    const line = async () => prompt(await screen.frame());
    await screen.press('fau', keys.tab);
    expect(await line()).toBe(': fault zone:');
    await screen.press(keys.tab);
    expect(await line()).toBe(': fault zone:power-interruption');
    await screen.press(keys.tab);
    expect(await line()).toBe(': fault zone:network-impairment');
    await screen.press(keys.tab);
    expect(await line()).toBe(': fault zone:power-interruption');
    await screen.press('\u001B[Z');
    expect(await line()).toBe(': fault zone:network-impairment');
  });

  test('takes the only one at once', async () => {
    const screen = fresh();
    await screen.press('h', keys.tab);
    expect(prompt(await screen.frame())).toBe(': help');
  });

  test('leaves a line that nothing is known about as it is', async () => {
    const screen = fresh();
    await screen.press('xyz', keys.tab);
    expect(prompt(await screen.frame())).toBe(': xyz');
  });

  test('a long list is a window, and the line stays in sight', async () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ line: `step number-${at}`, doc: `the ${at}th` }));
    const screen = fresh({ complete: () => many });
    await screen.press('s');
    const lines = (await screen.frame()).split('\n');
    expect(lines).toHaveLength(20);
    expect(lines.join('\n')).toMatch(/\n : s/);
    expect(lines.at(-1)).toMatch(/↓\d+$/);
  });

  test('what several lines share', () => {
    expect(sharedStart(['step a', 'step b', 'stop'])).toBe('st');
    expect(sharedStart(['one'])).toBe('one');
    expect(sharedStart([])).toBe('');
  });
});

describe('history', () => {
  test('goes back through what was typed, forward again to what one had begun, and knows each line once', async () => {
    const screen = fresh();
    for (const text of ['one', 'two', 'one']) await screen.press(text, keys.enter);
    const line = async () => prompt(await screen.frame());
    await screen.press(keys.up);
    expect(await line()).toBe(': one');
    await screen.press(keys.up);
    expect(await line()).toBe(': two');
    await screen.press(keys.up);
    expect(await line()).toBe(': two');
    await screen.press(keys.down, keys.down, keys.down);
    expect(await line()).toBe(':');
  });

  test('finds lines that begin as this one does', async () => {
    const screen = fresh();
    for (const text of ['fault a', 'step b', 'fault c']) await screen.press(text, keys.enter);
    await screen.press('step', keys.up);
    expect(prompt(await screen.frame())).toBe(': step b');
    await screen.press(keys.up);
    expect(prompt(await screen.frame())).toBe(': step b');
  });

  test('is there again when the console is opened again', async () => {
    const screen = fresh();
    await screen.press('one', keys.enter);
    screen.unmount();
    const again = open(screen.session);
    await again.press(keys.up);
    expect(prompt(await again.frame())).toBe(': one');
  });
});

test('output is paged through and comes back to its end with the next line', async () => {
  const lines = Array.from({ length: 100 }, (_, at) => `row ${at}.`);
  const screen = fresh({ command: async () => ({ ok: true, lines }) });
  await screen.press('x', keys.enter);
  expect(await screen.frame()).toContain('row 99.');
  await screen.press(keys.pageUp, keys.pageUp);
  expect(await screen.frame()).toContain('row 60.');
  expect(await screen.frame()).not.toContain('row 99.');
  for (let page = 0; page < 20; page++) await screen.press(keys.pageUp);
  expect(await screen.frame()).toContain('T+0:10:00 : x');
  await screen.press(keys.pageDown);
  expect(await screen.frame()).toContain('row 20.');
  await screen.press('x', keys.enter);
  expect(await screen.frame()).toContain('row 99.');
});

test('wide and long lines never leave the screen', async () => {
  const lines = [`主机${'机'.repeat(60)}`, 'x'.repeat(300), `\u001B[31mred\u001B[0m`];
  const screen = fresh({ command: async () => ({ ok: true, lines }) });
  await screen.press('主机 is down '.repeat(8), keys.enter, '机'.repeat(45));
  const shown = (await screen.frame()).split('\n');
  expect(shown).toHaveLength(20);
  const wide = (line: string) =>
    [...line].reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);
  expect(Math.max(...shown.map(wide))).toBeLessThanOrEqual(80);
});
