import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { firstHash, Journal, toJson } from '../../../src/runbooks/journal/index.ts';
import { journalOf, smallJournal, started } from './sample.ts';

test('every event is a line of JSON whose hash covers the line before it', () => {
  const lines = smallJournal().text().trimEnd().split('\n');
  let previous = firstHash;
  for (const [seq, line] of lines.entries()) {
    const { hash, ...event } = JSON.parse(line);
    expect(event.seq).toBe(seq);
    expect(hash).toBe(
      createHash('sha256')
        .update(previous + JSON.stringify(event))
        .digest('hex'),
    );
    previous = hash;
  }
  expect(smallJournal().headHash).toBe(previous);
});

test('the same events at the same times have the same head hash, and one microsecond more has another', () => {
  const entry = { kind: 'signal', via: 'sms', text: 'down' } as const;
  const write = (seconds: number) =>
    journalOf([
      [0, started],
      [seconds, entry],
    ]).headHash;
  expect(write(1)).toBe(write(1));
  expect(write(1.000001)).not.toBe(write(1));
});

test('time is whole and never runs backwards', () => {
  expect(() =>
    journalOf([
      [2, started],
      [1, started],
    ]),
  ).toThrow('event 1 (run.started) is at 1000000 us, after one at 2000000 us');
  expect(() => new Journal(() => 0.5).write(started)).toThrow('is at 0.5 us');
});

test('a screen hears of each event as it is written, until it stops listening', () => {
  const journal = new Journal(() => 0);
  const heard: string[] = [];
  const stop = journal.onEvent((event, line) => heard.push(`${event.seq} ${event.kind} ${line.length > 64}`));
  journal.write(started);
  stop();
  journal.write({ kind: 'fault.ended', name: 'power-lost' });
  expect(heard).toEqual(['0 run.started true']);
});

test('whatever a step returns becomes something that a line can carry', () => {
  const circle: Record<string, unknown> = { name: 'circle' };
  circle.self = circle;
  const text = JSON.stringify(
    toJson({ at: Number.NaN, big: 12n, error: new Error('no'), fn: () => 1, none: undefined, circle }),
  );
  expect(text).toContain('"at":"NaN","big":"12","error":"no","circle":{"name":"circle"');
  expect(text).not.toContain('fn');
  expect(toJson('x'.repeat(5000))).toMatch(/… \(5000 characters\)$/);
});
