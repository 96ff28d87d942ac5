import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { record } from '../../src/tui/recording.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zonefall-cast-'));

class Terminal extends EventEmitter {
  columns = 80;
  rows = 24;
  got = '';
  write(data: string | Uint8Array): boolean {
    this.got += typeof data === 'string' ? data : Buffer.from(data).toString();
    return true;
  }
}

function begin(name: string) {
  const terminal = new Terminal();
  const file = path.join(folder, name);
  const stdout = terminal as unknown as NodeJS.WriteStream;
  const stop = record(stdout, { file, title: 'a drill', env: { TERM: 'xterm', SHELL: '/bin/sh' } });
  const lines = () =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { terminal, stdout, stop, lines };
}

test('a recording has the header of asciicast v2, then all output in order with its time, as it comes', () => {
  const { terminal, stdout, stop, lines } = begin('drill.cast');
  stdout.write('first\r\n');
  stdout.write(Buffer.from('zweïte'));
  expect(lines()[0]).toMatchObject({ version: 2, width: 80, height: 24, title: 'a drill', env: { TERM: 'xterm' } });
  terminal.columns = 120;
  terminal.rows = 40;
  terminal.emit('resize');
  const [, ...events] = lines();
  expect(events.map(([, code, data]) => [code, data])).toEqual([
    ['o', 'first\r\n'],
    ['o', 'zweïte'],
    ['r', '120x40'],
  ]);
  const times: number[] = events.map(([time]) => time);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
  expect(times[0]).toBeGreaterThanOrEqual(0);
  expect(terminal.got).toBe('first\r\nzweïte');
  stop();
  stdout.write('not any more');
  expect(lines()).toHaveLength(4);
});

test('a character that comes in two pieces is recorded whole', () => {
  const { stdout, stop, lines } = begin('pieces.cast');
  const bytes = Buffer.from('✓');
  stdout.write(bytes.subarray(0, 1));
  stdout.write(bytes.subarray(1));
  stop();
  expect(
    lines()
      .slice(1)
      .map(([, , data]) => data),
  ).toEqual(['✓']);
});

test('a file that cannot be written is said before the screen opens', () => {
  expect(() => begin('no/such/folder.cast')).toThrow(/folder\.cast: cannot be written \(ENOENT\)/);
});
