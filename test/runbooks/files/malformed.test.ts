import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FileProblems,
  formatProblem,
  loadScenario,
  parseScenario,
  validateFile,
} from '../../../src/runbooks/files/index.ts';

/** Each file says in its first line what is wrong with it, and in its last ones where and how it must be said. */
const folder = 'test/malformed';
const good = join(folder, 'good.yaml');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.startsWith('good'))
  .sort();

function expectedLines(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('# expected '))
    .map((line) => `${path}:${line.slice('# expected '.length)}`);
}

/** The catalogue grows: an expected line that ends in ", ..." says how its list of names begins. */
function asFarAs(expected: string, line: string): string {
  const beginning = expected.slice(0, -3);
  return expected.endsWith(', ...') && line.startsWith(beginning) ? expected : line;
}

function problemsOf(read: () => unknown): FileProblems {
  try {
    read();
  } catch (error) {
    if (error instanceof FileProblems) return error;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

describe('a malformed file is answered with one line for each mistake', () => {
  it('there are at least 40 of them, and the good pair beside them is good', () => {
    expect(files.length).toBeGreaterThanOrEqual(40);
    expect(validateFile(good).problems).toEqual([]);
  });

  for (const name of files) {
    const path = join(folder, name);
    const story = readFileSync(path, 'utf8').split('\n', 1)[0]!.slice(2);
    it(story, () => {
      const isRunbook = name.endsWith('.runbook.yaml');
      const found = problemsOf(() => (isRunbook ? loadScenario(good, { runbook: path }) : loadScenario(path)));
      const expected = expectedLines(path);
      expect(expected.length).toBeGreaterThan(0);
      const lines = found.problems.map(formatProblem);
      expect(lines.map((line, nth) => asFarAs(expected[nth] ?? '', line))).toEqual(expected);
      expect(found.message).toBe(lines.join('\n'));
    });
  }
});

describe('a file that is no file of ours', () => {
  const from = (text: string) => problemsOf(() => parseScenario([{ path: 'x.yaml', text }])).message;

  it('has 5 MB', () => {
    expect(from(`# ${'a'.repeat(5_000_000)}\n`)).toBe('x.yaml: the file has 4.8 MiB; at most 1 MiB is read');
  });

  it('is binary', () => {
    const text = `kind: scenario\nid: ${String.fromCharCode(0, 1, 2)}`;
    expect(from(text)).toBe('x.yaml:2:5: this is no UTF-8 text (a binary file?)');
  });

  it('is a program of 100 MB', () => {
    expect(problemsOf(() => loadScenario('node_modules/.bin/node')).message).toMatch(
      /^node_modules\/\.bin\/node: the file has \d+\.\d MiB/,
    );
  });

  it.each([
    ['lists in lists', `a: ${'['.repeat(1_000_000)}`, '1:43'],
    ['mappings in mappings', `a: ${'{b: '.repeat(100_000)}`, '1:160'],
    ['lists in lists, a line each', Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), '41:41'],
    ['dashes in a row', `a:\n  ${'- '.repeat(100_000)}`, '2:81'],
  ])('is nested a hundred thousand levels deep: %s', (_, text, place) => {
    const started = process.hrtime.bigint();
    expect(from(text)).toBe(`x.yaml:${place}: nested more than 40 levels deep`);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2000);
  });

  it('is not there', () => {
    expect(problemsOf(() => loadScenario('test/malformed/goood.yaml')).message).toBe(
      'test/malformed/goood.yaml: there is no such file; did you mean "test/malformed/good.yaml"?',
    );
  });

  it('is a folder', () => {
    expect(problemsOf(() => loadScenario('test')).message).toBe('test: this is a directory, not a file');
  });
});
