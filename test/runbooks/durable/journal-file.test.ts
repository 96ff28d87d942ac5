import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Durability, JournalFile } from '../../../src/runbooks/durable/journal-file.ts';
import { readRecorded } from '../../../src/runbooks/durable/recorded.ts';
import { JournalBroken, NotAJournal } from '../../../src/runbooks/journal/index.ts';
import { incidentText } from '../reports/incident.ts';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'deeper/run.ndjson');
}

const opened = (path: string, durability: Durability) => new JournalFile(path, { durability, command: 'test' });
const turn = () => new Promise((done) => setImmediate(done));

describe('the journal of a run on disk', () => {
  it('has each line before anything follows from it, in wall time', () => {
    const path = newPath();
    const file = opened(path, 'each');
    for (const line of ['{"a":1}', '{"b":"ä"}']) {
      file.append(line);
      expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`${line}\n$`));
    }
    file.close();
  });

  it('has what was said by the next turn, in virtual time', async () => {
    const path = newPath();
    const file = opened(path, 'grouped');
    file.append('one');
    file.append('two');
    await turn();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    file.append('three');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
  });

  it('keeps what stood there until the first line of another run comes', () => {
    const path = newPath();
    const before = opened(path, 'each');
    before.append('last year');
    before.close();
    opened(path, 'grouped').close();
    expect(readFileSync(path, 'utf8')).toBe('last year\n');
    const file = opened(path, 'each');
    file.append('today');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('today\n');
  });

  it('is not there when nothing was said', () => {
    const path = newPath();
    opened(path, 'grouped').close();
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it.runIf(existsSync('/dev/full'))('tells a run in wall time at once that the disk is full', () => {
    const full = opened('/dev/full', 'each');
    expect(() => full.append('a line')).toThrow(/ENOSPC/);
    full.close();
  });
});

describe('what a journal holds of a run that was killed', () => {
  const text = incidentText();
  const bytes = Buffer.from(text);

  it('is every whole line, wherever the file was cut off', () => {
    fc.assert(
      fc.property(fc.integer({ min: text.indexOf('\n') + 1, max: bytes.length }), (size) => {
        const cut = bytes.subarray(0, size).toString('utf8');
        const recorded = readRecorded(cut);
        expect(`${recorded.lines.join('\n')}\n`).toBe(text.slice(0, cut.lastIndexOf('\n') + 1));
        expect(recorded.bytes).toBe(Buffer.byteLength(`${recorded.lines.join('\n')}\n`));
        expect(recorded.torn).toBe(!cut.endsWith('\n'));
        expect(recorded.ended).toBe(size === bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing before the first line was whole', () => {
    expect(() => readRecorded('')).toThrow(/stopped before its first line was written/);
    expect(() => readRecorded(text.slice(0, 40))).toThrow(/stopped before its first line was written/);
    expect(() => readRecorded('version: 1')).toThrow(NotAJournal);
  });

  it('is no state to go on from when a line was changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.split('\n').length - 2 }), (seq) => {
        const lines = text.split('\n');
        const changed = lines.with(
          seq,
          lines[seq]!.replace(/"at":(-?\d)/, (_, digit) => `"at":${(Number(digit) + 1) % 10}`),
        );
        expect(() => readRecorded(changed.join('\n'))).toThrow(JournalBroken);
      }),
      { numRuns: 40 },
    );
  });

  it('goes on after an operator stopped the run, as if nobody had', () => {
    const stopped = incidentText((entry) => (entry.kind === 'run.ended' ? { ...entry, ending: 'operator' } : entry));
    const recorded = readRecorded(stopped);
    expect(recorded.ended).toBe(false);
    expect(recorded.events.at(-1)!.kind).not.toBe('run.ended');
    expect(writtenAgain(stopped, recorded.bytes)).toBe(`${recorded.lines.join('\n')}\nmore\n`);
  });

  function writtenAgain(before: string, keep: number): string {
    const path = newPath();
    opened(path, 'each').close();
    writeFileSync(path, before);
    const file = opened(path, 'each');
    file.keep(keep);
    file.append('more');
    file.close();
    return readFileSync(path, 'utf8');
  }
});
