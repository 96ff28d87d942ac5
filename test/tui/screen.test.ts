import type { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ScreenOptions } from '../../src/runbooks/drill/screen.ts';
import type { DrillState } from '../../src/runbooks/drill/session.ts';
import { screen } from '../../src/tui/index.tsx';
import { type FakeSession, sessionOf, smallSnapshot } from './fixture.ts';
import { FakeStdin, FakeStdout, keys } from './kit/render.ts';

const enter = '\u001B[?1049h';
const leave = '\u001B[?1049l';
const showCursor = '\u001B[?25h';

interface Shown {
  readonly session: FakeSession;
  readonly stdin: FakeStdin;
  readonly folder: string;
  /** Everything that the terminal got so far. */
  got(): string;
  said(): string;
  /** When the screen is left; with the error that it was left with. */
  readonly over: Promise<Error | undefined>;
  shows(text: string): Promise<void>;
}

function show(options: Partial<ScreenOptions> = {}, state: Partial<DrillState> = {}): Shown {
  const session = sessionOf({ snapshot: smallSnapshot(), ...state });
  const stdout = new FakeStdout(100, 30);
  const stdin = new FakeStdin();
  const folder = mkdtempSync(path.join(tmpdir(), 'zonefall-screen-'));
  let said = '';
  const got = () => stdout.written.join('');
  const left = screen(session, {
    ...{ stdout: stdout as unknown as NodeJS.WriteStream, stdin: stdin as unknown as NodeJS.ReadStream },
    stderr: { write: (text) => (said += text) },
    ...{ env: {}, tour: false, folder },
    ...options,
  });
  return {
    ...{ session, stdin, folder, got },
    said: () => said,
    over: left.then(
      () => undefined,
      (error: Error) => error,
    ),
    async shows(text) {
      for (let tries = 0; tries < 400 && !got().includes(text); tries++)
        await new Promise((done) => setTimeout(done, 10));
      expect(got()).toContain(text);
    },
  };
}

/** The terminal is as it was: on its first screen, with a cursor, with keys that are echoed. */
function expectRestored({ got, stdin }: Shown): void {
  expect(got().lastIndexOf(leave)).toBeGreaterThan(got().lastIndexOf(enter));
  expect(got().lastIndexOf(showCursor)).toBeGreaterThan(got().lastIndexOf('\u001B[?25l'));
  expect(stdin.isRaw).toBe(false);
}

test('the drill is drawn on the terminal’s other screen, from its corner on', async () => {
  const shown = show();
  await shown.shows('SIMULATED');
  expect(shown.got().startsWith(`${enter}\u001B[H`)).toBe(true);
  expect(shown.stdin.isRaw).toBe(true);
  shown.stdin.write('Q');
  await shown.shows('Leave the drill?');
  shown.stdin.write('y');
  expect(await shown.over).toBeUndefined();
  expectRestored(shown);
  expect(shown.said()).toBe('');
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s leaves the terminal as it was', async (signal) => {
  const shown = show();
  await shown.shows('SIMULATED');
  process.emit(signal);
  expect(await shown.over).toBeUndefined();
  expectRestored(shown);
});

test('Ctrl-C is the signal that it is everywhere else', async () => {
  const shown = show();
  await shown.shows('SIMULATED');
  const heard = new Promise((resolve) => process.once('SIGINT', resolve));
  shown.stdin.write(keys.ctrlC);
  expect(await heard).toBe('SIGINT');
  expect(await shown.over).toBeUndefined();
  expectRestored(shown);
});

test('a drill whose thread was killed is left by itself, and says why on the first screen', async () => {
  const shown = show();
  await shown.shows('SIMULATED');
  shown.session.set({ phase: 'broken', error: 'the thread was killed' });
  expect(await shown.over).toBeUndefined();
  expectRestored(shown);
  expect(shown.said()).toMatch(
    /ended unexpectedly: the thread was killed\n.*zonefall drill --resume .*august\.ndjson\n$/,
  );
});

test('an exception while something is drawn leaves the terminal as it was, and is handed on', async () => {
  const shown = show();
  await shown.shows('SIMULATED');
  shown.session.set({ nowUs: 1n as unknown as number });
  expect(await shown.over).toBeInstanceOf(Error);
  expectRestored(shown);
});

test('an exception anywhere else is told after the terminal is as it was', async () => {
  const shown = show();
  await shown.shows('SIMULATED');
  (process as EventEmitter).emit('uncaughtExceptionMonitor', new Error('elsewhere'));
  expectRestored(shown);
  expect(await shown.over).toBeUndefined();
});

test('nothing listens any more when the screen is left', async () => {
  const events = ['SIGTERM', 'SIGHUP', 'unhandledRejection', 'uncaughtExceptionMonitor'] as const;
  const counts = () => events.map((name) => process.listenerCount(name as 'SIGTERM'));
  const before = counts();
  const shown = show();
  await shown.shows('SIMULATED');
  expect(counts()).not.toEqual(before);
  shown.session.set({ phase: 'broken' });
  await shown.over;
  expect(counts()).toEqual(before);
});

test('the tour is shown once in a folder', async () => {
  const first = show({ tour: true });
  await first.shows('A tour of a minute');
  first.stdin.write(keys.esc);
  for (let tries = 0; tries < 200 && !existsSync(path.join(first.folder, '.zonefall/tour-seen')); tries++) {
    await new Promise((done) => setTimeout(done, 10));
  }
  first.session.set({ phase: 'broken' });
  await first.over;
  const second = show({ tour: true, folder: first.folder });
  await second.shows('SIMULATED');
  expect(second.got()).not.toContain('A tour of a minute');
  second.session.set({ phase: 'broken' });
  await second.over;
});

test('a drill is recorded from its first frame to its last', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'zonefall-cast-')), 'drill.cast');
  const shown = show({ record: file });
  await shown.shows('SIMULATED');
  shown.session.set({ phase: 'broken' });
  await shown.over;
  const [header, ...events] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(header).toMatchObject({ version: 2, width: 100, height: 30, title: expect.stringContaining('(simulated)') });
  expect(events.map(([, , data]) => data).join('')).toBe(shown.got());
});

test('a theme that cannot be used is refused before anything is drawn', async () => {
  const shown = show({ theme: 'no-such-theme.yaml' });
  expect(await shown.over).toMatchObject({ name: 'ThemeInvalid' });
  expect(shown.got()).toBe('');
});

test('while time passes nothing clears the screen, and a quiet drill draws nothing', async () => {
  const shown = show({}, { phase: 'running' });
  await shown.shows('SIMULATED');
  const begun = shown.got().length;
  for (let second = 0; second < 40; second++) {
    shown.session.set({ nowUs: second * 1e6 });
    await new Promise((done) => setTimeout(done, 5));
  }
  const passed = shown.got().slice(begun);
  expect(passed.split('17:41 UTC').length).toBeGreaterThan(10);
  // Only the row that changed is drawn anew.
  expect(passed).not.toContain('SIMULATED');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what clears a screen, or all below the cursor.
  expect(passed).not.toMatch(/\u001B\[[0-3]?J/);
  // The last frame may still be on its way.
  await new Promise((done) => setTimeout(done, 150));
  const written = shown.got().length;
  await new Promise((done) => setTimeout(done, 100));
  expect(shown.got().length).toBe(written);
  shown.session.set({ phase: 'broken' });
  await shown.over;
});
