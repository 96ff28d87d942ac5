import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstDifference, JournalBroken, NotAJournal, readJournal } from '../../../src/runbooks/journal/index.ts';
import { journalOf, smallJournal, started } from './sample.ts';

const text = smallJournal().text();
const lines = text.trimEnd().split('\n');

function brokenAt(changed: string): JournalBroken {
  try {
    readJournal(changed);
  } catch (error) {
    if (error instanceof JournalBroken) return error;
    throw error;
  }
  throw new Error('the change was not noticed');
}

test('what was written is read back, with its head hash', () => {
  const journal = smallJournal();
  const read = readJournal(text);
  expect(read.events).toEqual(journal.events);
  expect(read).toMatchObject({ headHash: journal.headHash, ended: true });
});

describe('a journal that was changed', () => {
  test('any one byte, anywhere, changed to any other is found, and the event of its line is named', () => {
    const bytes = Buffer.from(text);
    let line = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [1, 0x20, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= mask;
        expect(brokenAt(changed.toString()).seq, `byte ${at} ^ ${mask}`).toBe(line);
      }
      if (bytes[at] === 10) line++;
    }
  });

  test('random changes of one byte are found too', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(bytes);
        changed[at]! ^= mask;
        expect(() => readJournal(changed.toString())).toThrow(JournalBroken);
      }),
      { numRuns: 300 },
    );
  });

  test('a line that is missing is named by its number', () => {
    const broken = brokenAt(`${lines.toSpliced(2, 1).join('\n')}\n`);
    expect(broken).toMatchObject({ seq: 2, line: 3 });
    expect(broken.message).toBe('event 2 (line 3): it is missing, or its line was changed: the line carries number 3');
  });

  test('a line that stands there twice is named', () => {
    expect(brokenAt(`${lines.toSpliced(3, 0, lines[2]!).join('\n')}\n`)).toMatchObject({
      seq: 3,
      why: 'the line carries number 2: a line stands there twice, or was changed',
    });
  });

  test('an event that was rewritten together with its own hash is found at the next line', () => {
    const forged = journalOf([[0, { ...started, seed: 8 }]])
      .text()
      .trimEnd();
    expect(brokenAt(`${[forged, ...lines.slice(1)].join('\n')}\n`)).toMatchObject({
      seq: 1,
      why: expect.stringContaining('hash'),
    });
  });

  test('two lines in the wrong order are found', () => {
    expect(brokenAt(`${[lines[0], lines[2], lines[1]].join('\n')}\n`).seq).toBe(1);
  });
});

describe('a journal that was interrupted', () => {
  test('in the middle of a line, is told apart from one that was changed', () => {
    const broken = brokenAt(text.slice(0, -30));
    expect(broken).toMatchObject({ seq: lines.length - 1, truncated: true });
    expect(broken.why).toContain('cut off');
  });

  test('between two lines, is sound but has no end', () => {
    expect(readJournal(`${lines.slice(0, 3).join('\n')}\n`)).toMatchObject({ ended: false, events: { length: 3 } });
  });

  test('in its very first line, is still a journal', () => {
    expect(brokenAt(lines[0]!.slice(0, 40))).toMatchObject({ seq: 0, truncated: true });
  });

  test('a missing line feed at the end is no damage', () => {
    expect(readJournal(text.trimEnd()).events).toHaveLength(lines.length);
  });
});

test.each(['', '\n', 'id: two-zones\n', '{"schema":"zonefall.result/v1"}', '\u0000\u0001'])(
  '%j is no journal at all',
  (other) => {
    expect(() => readJournal(other)).toThrow(NotAJournal);
  },
);

test('a journal begins with the start of a run', () => {
  const headless = journalOf([[0, { kind: 'fault.ended', name: 'power-lost' }]]).text();
  expect(brokenAt(headless).why).toBe('a journal begins with run.started');
});

describe('running again', () => {
  const recorded = smallJournal().events;

  test('with the same events shows no difference', () => {
    expect(firstDifference(recorded, smallJournal().events)).toBeUndefined();
  });

  test('names the first event that came later than recorded', () => {
    const again = recorded.map((event) => (event.seq >= 3 ? { ...event, at: event.at + 1 } : event));
    expect(firstDifference(recorded, again)).toMatchObject({
      seq: 3,
      why: 'event 3 (probe) was at 90.5 s, and is at 90.500001 s',
    });
  });

  test('names the field that differs', () => {
    const again = recorded.map((event) => (event.kind === 'probe' ? { ...event, why: 'refused' } : event));
    expect(firstDifference(recorded, again)?.why).toBe('event 3 (probe): why was "timeout", and is "refused"');
  });

  test('names the kind that came instead, and an end that came too early or too late', () => {
    expect(firstDifference(recorded, recorded.toSpliced(2, 1))?.why).toBe('event 2 was signal, and is probe');
    expect(firstDifference(recorded, recorded.slice(0, 5))?.why).toContain('did not happen again');
    expect(firstDifference(recorded.slice(0, 5), recorded)?.why).toContain('was not recorded');
  });
});
