import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BlobHeader,
  type BlobPart,
  blobText,
  mergeParts,
  readBlob,
  type SweepRow,
  seedsOfShard,
  textOfSeeds,
} from '../../../src/runbooks/sweep/index.ts';
import { seedsOfText } from '../../../src/runbooks/sweep/shards.ts';

const header: BlobHeader = {
  schema: 'zonefall.blob/v1',
  tool: { version: '1.2.3' },
  file: 'scenarios/small.yaml',
  scenario: { id: 'small', sha256: 'abc', title: 'A small scenario' },
  variant: 'first',
  choices: { variant: 'first', vars: {} },
  budgets: [{ id: 'rto', measure: 'recovery', maxSeconds: 600, percentile: 95 }],
  seeds: '1..1',
  shard: { index: 1, of: 1 },
};

/** A row that looks like one; everything in it follows from the seed. */
const row = (seed: number): SweepRow => ({
  seed,
  verdict: seed % 7 === 0 ? 'crashed' : 'passed',
  rtoSeconds: seed % 7 === 0 ? null : 1000 + seed / 3,
  phases: { detect: 60, decide: seed / 7, mobilise: null, recover: 900, verify: 120 },
  budgets: [{ id: 'rto', actualSeconds: 1000 + seed / 3, passed: false }],
  reasons: seed % 7 === 0 ? ['the world broke: Error: "quoted"'] : [],
  traceSha256: seed % 7 === 0 ? null : seed.toString(16).padStart(64, '0'),
});

interface Cut {
  readonly seeds: readonly number[];
  readonly of: number;
  readonly variants: readonly string[];
}

/** The blobs of all shards, as files. */
function shards({ seeds, of, variants }: Cut): { name: string; text: string }[] {
  return Array.from({ length: of }, (_, at) => {
    const shard = { index: at + 1, of };
    const parts = variants.map((variant) => ({
      header: { ...header, variant, choices: { variant, vars: {} }, seeds: textOfSeeds(seeds), shard },
      rows: seedsOfShard(seeds, shard).map(row),
    }));
    return { name: `shard-${at + 1}.ndjson`, text: parts.map(blobText).join('') };
  });
}

const read = (files: readonly { name: string; text: string }[]): BlobPart[] =>
  files.flatMap(({ name, text }) => [...readBlob(text, name)]);
const merged = (files: readonly { name: string; text: string }[]): string =>
  mergeParts(read(files)).map(blobText).join('');

const seedLists = fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 40 });
const cuts = fc
  .record({
    seeds: seedLists,
    of: fc.integer({ min: 1, max: 16 }),
    variants: fc.constantFrom(['first'], ['first', 'b']),
  })
  .map(({ seeds, of, variants }) => ({ seeds, of: Math.min(of, seeds.length), variants }));
const cutAndOrder = cuts.chain((cut) =>
  fc.record({ cut: fc.constant(cut), order: fc.shuffledSubarray([...Array(cut.of).keys()], { minLength: cut.of }) }),
);

describe('merged shards', () => {
  test('are byte for byte the blob of one sweep, in whatever order the files come', () => {
    fc.assert(
      fc.property(cutAndOrder, ({ cut, order }) => {
        const files = shards(cut);
        const whole = shards({ ...cut, of: 1 })[0]!.text;
        expect(merged(order.map((at) => files[at]!))).toBe(whole);
      }),
    );
  });

  test('with a seed too few or too many are refused, and the seed is named', () => {
    fc.assert(
      fc.property(cuts, fc.nat(), ({ seeds, of }, pick) => {
        const files = shards({ seeds, of, variants: ['first'] });
        const seed = seeds[pick % seeds.length]!;
        const line = `${JSON.stringify(row(seed))}\n`;
        const without = files.map(({ name, text }) => ({ name, text: text.replace(line, '') }));
        expect(() => merged(without)).toThrow(new RegExp(`^1 of ${seeds.length} seeds are missing: ${seed}$`));
        const doubled = files.map(({ name, text }) => ({ name, text: text + (text.includes(line) ? line : '') }));
        expect(() => merged(doubled)).toThrow(new RegExp(`^seed ${seed} is there twice: in shard-\\d+.ndjson alone$`));
        const strange = [{ name: 'strange', text: `${files[0]!.text}${JSON.stringify(row(99))}\n` }, ...files.slice(1)];
        expect(() => merged(strange)).toThrow(/^strange has seed 99, which is none of /);
      }),
    );
  });

  test('of which one is not there are refused, and the shard is named', () => {
    const files = shards({ seeds: seedsOfText('1..10'), of: 4, variants: ['first'] });
    expect(() => merged(files.filter((_, at) => at !== 2))).toThrow(
      '2 of 10 seeds are missing: 3, 7; is the blob of shard 3/4 not among the files?',
    );
    expect(() => merged([...files, { ...files[0]!, name: 'copy.ndjson' }])).toThrow(
      'seed 1 is there twice: in shard-1.ndjson and in copy.ndjson',
    );
  });

  test.each<[string, Partial<BlobHeader>, RegExp]>([
    ['scenario', { scenario: { ...header.scenario, sha256: 'def' } }, /its scenario is .*def/],
    [
      'version of the tool',
      { tool: { version: '1.2.4' } },
      /its tool is \{"version":"1.2.4"\}, in shard-1.ndjson it is/,
    ],
    ['range of seeds', { seeds: '1..11' }, /its seeds is "1..11"/],
    ['variable', { choices: { variant: 'first', vars: { a: '1' } } }, /its choices is .*"a":"1"/],
    ['budget', { budgets: [] }, /its budgets is \[\]/],
    ['variant', { variant: 'b' }, /nothing of/],
    ['set of plug-ins', { plugins: [{ file: 'acme.ts', sha256: 'abc' }] }, /its plugins is .*"acme.ts".* it is "none"/],
  ])('of which one has another %s are refused', (_, change, message) => {
    const [first, second] = read(shards({ seeds: seedsOfText('1..10'), of: 2, variants: ['first'] }));
    const other = { ...second!, header: { ...second!.header, ...change } };
    expect(() => mergeParts([first!, other])).toThrow(message);
    expect(() => mergeParts([first!, other])).toThrow(/is of another sweep/);
    expect(() => mergeParts([other, first!])).toThrow(/is of another sweep/);
  });

  test('of ten thousand rows take less than a second of this processor', () => {
    const files = shards({ seeds: seedsOfText('1..10000'), of: 16, variants: ['first'] });
    // Processor time: other tests run beside this one. `npm run bench` measures the whole command by the wall clock.
    const before = process.cpuUsage();
    expect(merged(files).length).toBeGreaterThan(1e6);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
  });
});

test.each([
  ['an empty file', '', /^x is no blob: it is empty/],
  ['rows alone', `${JSON.stringify(row(1))}\n`, /^x is no blob: it does not begin with a header/],
  ['another text', 'hello\n', /^x:1 is no line of a blob: it is no JSON/],
  ['half of one', blobText({ header, rows: [row(1)] }).slice(0, -5), /^x is cut off/],
  [
    'one of tomorrow',
    blobText({ header: { ...header, schema: 'zonefall.blob/v2' as never }, rows: [] }),
    /^x:1 .* schema:/,
  ],
  ['one with a strange row', blobText({ header, rows: [{ ...row(1), seed: -1 }] }), /^x:2 is no line of a blob: seed:/],
])('%s is refused in one line', (_, text, message) => {
  expect(() => readBlob(text, 'x')).toThrow(message);
});

test('a list of seeds, written as short as possible, is read back as it was', () => {
  fc.assert(
    fc.property(seedLists, (seeds) => {
      expect(seedsOfText(textOfSeeds(seeds))).toEqual(seeds);
    }),
  );
  expect(textOfSeeds([1, 2, 3, 7, 9, 10])).toBe('1..3,7,9..10');
});

test('the shards have every seed once, and none has none', () => {
  fc.assert(
    fc.property(cuts, ({ seeds, of }) => {
      const all = Array.from({ length: of }, (_, at) => seedsOfShard(seeds, { index: at + 1, of }));
      expect(all.every((own) => own.length > 0)).toBe(true);
      expect(all.flat().toSorted()).toEqual(seeds.toSorted());
    }),
  );
  expect(() => seedsOfShard([1, 2], { index: 1, of: 3 })).toThrow('2 seeds make at most 2 shards, not 3');
});
