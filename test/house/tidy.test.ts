import { describe, expect, test } from 'vitest';
import { readSource } from './source.ts';
import { missingModuleDocs, untidyLines } from './tidy.ts';

describe('a reader of src', () => {
  const files = readSource();

  test('meets no file above 320 lines, no line above 140 characters and nothing left for later', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.flatMap(untidyLines)).toEqual([]);
  });

  test('is told at the first file of every folder what the folder is', () => {
    expect(missingModuleDocs(files)).toEqual([]);
  });
});

describe('the test of tidiness', () => {
  const untidy = (text: string) => untidyLines({ path: 'src/a.ts', text });

  test('finds a long file, a long line and what was left for later', () => {
    expect(untidy('x\n'.repeat(320))).toEqual([]);
    expect(untidy('x\n'.repeat(321))).toEqual(['src/a.ts: 321 lines, at most 320: split the idea']);
    expect(untidy(`a\n${'x'.repeat(141)}`)).toEqual(['src/a.ts:2: 141 characters, at most 140']);
    expect(untidy(`// ${'x'.repeat(140)}`)).toHaveLength(1);
    expect(untidy(`throw new Error('${'x'.repeat(140)}');`)).toEqual([]);
    expect(untidy(`// ${'FIX' + 'ME'} later`)).toHaveLength(1);
    expect(untidy('const todo = [];')).toEqual([]);
  });

  test('finds a door without a doc', () => {
    const doc = '/** What this room is, how it fits, and a small example of its use. */\n';
    expect(missingModuleDocs([{ path: 'src/a/index.ts', text: `${doc}export {};` }])).toEqual([]);
    expect(missingModuleDocs([{ path: 'src/a/index.ts', text: 'export {};' }])).toHaveLength(1);
    expect(missingModuleDocs([{ path: 'src/a/index.ts', text: '/** Short. */\nexport {};' }])).toHaveLength(1);
    expect(missingModuleDocs([{ path: 'src/a/other.ts', text: 'export {};' }])).toEqual([]);
  });
});
