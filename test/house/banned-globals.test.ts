import { describe, expect, test } from 'vitest';
import { bannedGlobals, HOST_GLOBALS_FILE } from './banned-globals.ts';
import { readSource } from './source.ts';

test('our code takes clock and chance from what it is handed, never from the machine', () => {
  const files = readSource();
  expect(files.map((file) => file.path)).toContain(HOST_GLOBALS_FILE);
  expect(files.flatMap(bannedGlobals)).toEqual([]);
});

describe('the test of the globals', () => {
  const find = (text: string) => bannedGlobals({ path: 'src/sim/a.ts', text: `\n${text}` });

  test('names file, line and replacement', () => {
    expect(find('const now = Date.now();')).toEqual([
      'src/sim/a.ts:2: Date.now; use the clock you were handed (kernel.nowMs(), environment.clock), or host.wallMs() for a screen',
    ]);
  });

  test.each([
    ['const now = globalThis.Date.now;'],
    ['const now = new Date();'],
    ['const now = Date();'],
    ['const chance = Math.random();'],
    ['const ms = performance.now();'],
    ['setTimeout(() => {}, 5);'],
    ['setInterval(() => {}, 5);'],
    ['setImmediate(() => {});'],
    ['globalThis.setTimeout(() => {}, 5);'],
    ["import { setTimeout } from 'node:timers/promises';"],
    ["import { setTimeout as wait } from 'node:timers/promises';"],
    ["import { randomUUID } from 'node:crypto';"],
    ['const id = crypto.randomUUID();'],
    ['const bytes = crypto.randomBytes(8);'],
    ['const ns = process.hrtime.bigint();'],
    ['const ns = process.hrtime();'],
    ['const signal = AbortSignal.timeout(5);'],
  ])('finds %s', (text) => {
    expect(find(text)).toHaveLength(1);
  });

  test.each([
    ['const then = new Date(1312738860000);'],
    ['const birth = clock.now();'],
    ['environment.setTimeout(() => {}, 5);'],
    ['// Date.now() is banned'],
    ["const text = 'Math.random()';"],
    ['interface Timers { setTimeout(fn: () => void): void }'],
  ])('leaves %s alone', (text) => {
    expect(find(text)).toEqual([]);
  });
});
