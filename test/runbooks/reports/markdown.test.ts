import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownOfCompare, markdownOfGate, markdownOfRun } from '../../../src/runbooks/reports/markdown.ts';
import { assembled, coded, escaped, tableOf } from '../../../src/runbooks/reports/markdown-blocks.ts';
import { recovered, rowsOf, without } from '../gate/rows.ts';
import { comparedPage, gateOf, reportedIncident } from './reported.ts';

/** https://docs.github.com/en/actions: a larger summary is dropped. */
const summaryMax = 1024 * 1024;

/** The cells of a line, as GitHub parts it: at bars that nothing escapes. */
function cellsOf(line: string): string[] {
  return line.replace(/^\||\|$/g, '').split(/(?<!\\)\|/);
}

function tablesOf(markdown: string): string[][] {
  const blocks = markdown.split('\n\n').map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks.filter((lines) => lines.length > 0);
}

/** Texts of characters that mean something somewhere. */
const nasty = fc.string({ unit: fc.constantFrom(...'|\\`<>"\'&\n\r\t\0\u2028\u202e@#[]*_~-+.! ab') });

describe('a step summary', () => {
  it('stays below 1,024 KiB: 10,000 seeds that all fail, with huge texts, in 20 scenarios', async () => {
    const huge = `it broke ${'because of everything '.repeat(5000)}`;
    const one = await gateOf(
      rowsOf(10_000, (seed) =>
        seed % 2 === 0 ? without(seed, 'crashed', huge) : recovered(seed, { recover: 99_999 }),
      ),
      { title: huge, file: `scenarios/${'x'.repeat(10_000)}.yaml` },
    );
    const all = markdownOfGate({ ...one, results: Array.from({ length: 20 }, () => one.results[0]!) });
    expect(Buffer.byteLength(all)).toBeLessThan(summaryMax);
    expect(all).toContain('Gate failed');
    const crowd = markdownOfGate({ ...one, results: Array.from({ length: 2000 }, () => one.results[0]!) });
    expect(Buffer.byteLength(crowd)).toBeLessThan(summaryMax);
    expect(crowd).toMatch(/\d+ more parts did not fit/);
  });

  it('stays below it for one run with huge texts', () => {
    const huge = '|'.repeat(1_200_000);
    const run = reportedIncident((entry) => {
      if (entry.kind === 'signal') return { ...entry, text: huge };
      return entry.kind === 'step.failed' ? { ...entry, error: huge } : entry;
    });
    expect(Buffer.byteLength(markdownOfRun({ ...run, title: huge }))).toBeLessThan(summaryMax);
  });

  it('drops what matters least, never the verdict', () => {
    const blocks = ['first', ...Array.from({ length: 100 }, () => 'x'.repeat(1000))];
    const text = assembled(blocks, 5000);
    expect(text).toMatch(/^first\n\nx/);
    expect(Buffer.byteLength(text)).toBeLessThan(5000);
    expect(text).toMatch(/\*96 more parts did not fit/);
  });
});

describe('tables', () => {
  it('are aligned for whoever reads the source, and have as many cells in each line', async () => {
    const gate = await gateOf(rowsOf(59, (seed) => recovered(seed, { recover: 900 + 60 * seed })));
    for (const text of [markdownOfRun(reportedIncident()), markdownOfGate(gate), markdownOfCompare(comparedPage)]) {
      const tables = tablesOf(text);
      expect(tables.length).toBeGreaterThan(0);
      for (const lines of tables) {
        expect(new Set(lines.map((line) => cellsOf(line).length)).size, lines.join('\n')).toBe(1);
        expect(lines[1]).toMatch(/^\|( -+[-:] \|)+$/);
      }
    }
  });

  it('keep their cells whatever somebody wrote into one', () => {
    const headings = [{ title: 'a' }, { title: 'b', numeric: true }];
    fc.assert(
      fc.property(nasty, (text) => {
        for (const cell of [escaped(text), coded(text)]) {
          const lines = tableOf(headings, [[cell, '1']]).split('\n');
          expect(lines).toHaveLength(3);
          expect(cellsOf(lines[2]!)).toHaveLength(2);
        }
      }),
    );
  });
});

describe('texts of others', () => {
  it.each([
    ['<img src=x onerror=alert(1)>', '&lt;img'],
    ['[click](https://example.com)', '\\[click\\]'],
    ['**bold** and `code`', '\\*\\*bold'],
    ['a | b', 'a \\| b'],
    ['ask @somebody about #12', '@<!-- -->somebody about #<!-- -->12'],
    ['see https://example.com', 'https:<!-- -->//'],
    ['two\nlines', 'two lines'],
    ['a\u202eb', 'a b'],
  ])('%s is no markup', (text, told) => {
    expect(escaped(text)).toContain(told);
  });

  it('cannot end their code', () => {
    expect(coded('a `` b')).toBe('``` a `` b ```');
  });
});

it('tells a run: verdict, phases, objectives, decisions, findings, and the way to see it again', () => {
  const text = markdownOfRun(reportedIncident());
  for (const part of [
    '## ❌ A zone loses power',
    '### Phases',
    '### Objectives',
    '### Decisions',
    '### Findings',
    '### Deviations',
    'platform-on-call',
    'Again: `zonefall replay run.ndjson`',
  ]) {
    expect(text).toContain(part);
  }
});

it('tells of budgets of which nothing was seen: a pinned seed failed, and nothing else was run', async () => {
  const pins = [without(700, 'failed', 'the budget "rto" was missed: never')];
  const text = markdownOfGate(await gateOf(rowsOf(59, recovered), { pins }));
  const row = cellsOf(text.split('\n').find((line) => line.includes('`rto`') && line.includes('p95'))!);
  expect(row.slice(4, 7).map((cell) => cell.trim())).toEqual(['—', '—', '0 of 0']);
});

it('tells a gate: the claim, the budgets, the line to reproduce', async () => {
  const text = markdownOfGate(await gateOf(rowsOf(59, (seed) => recovered(seed, { recover: 9999 }))));
  expect(text).toMatch(/^## ❌ Gate failed\n/);
  expect(text).toContain('59 of 59 missed');
  expect(text).toContain('Reproduce: zonefall run scenarios/a.yaml --variant as-it-was --seed');
});
