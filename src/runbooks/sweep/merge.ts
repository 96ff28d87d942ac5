import { UsageError } from '../commands/failures.ts';
import type { BlobHeader, BlobPart } from './blob.ts';
import type { SweepRow } from './row.ts';
import { seedsOfText, wholeSweep } from './shards.ts';

/** So many seeds are named in a message. */
const namedMax = 5;

/**
 * The parts of one sweep put together: for each variant the whole header, and the rows in the order of the seeds, as one sweep would have
 * given them. Throws UsageError for parts of different sweeps, and for seeds that are missing, doubled or none of the sweep's.
 */
export function mergeParts(parts: readonly BlobPart[]): readonly Omit<BlobPart, 'name'>[] {
  const variants = new Map<string, BlobPart[]>();
  for (const part of parts) {
    const { variant } = part.header;
    variants.set(variant, [...(variants.get(variant) ?? []), part]);
  }
  refuseUnevenVariants(parts, [...variants.keys()]);
  return [...variants.values()].map((own) => {
    const [first] = own;
    refuseMixed(first!, parts[0]!, ['variant', 'choices']);
    for (const part of own) refuseMixed(part, first!, []);
    return { header: { ...first!.header, shard: wholeSweep }, rows: rowsInOrder(own, first!.header) };
  });
}

/** A variant that only some of the files have is a mistake of names: a blob of another variant among those of this one. */
function refuseUnevenVariants(parts: readonly BlobPart[], variants: readonly string[]): void {
  for (const variant of variants) {
    for (const { name, header } of parts) {
      const has = parts.some((other) => other.name === name && other.header.variant === variant);
      if (has) continue;
      throw new UsageError(
        `${name} is of another sweep: its variant is ${header.variant}, and it has nothing of ${variant}`,
      );
    }
  }
}

/** Names the first thing in which two headers differ, apart from the shard and from what may differ. */
function refuseMixed(part: BlobPart, first: BlobPart, mayDiffer: readonly (keyof BlobHeader)[]): void {
  const of = ({ header }: BlobPart, key: keyof BlobHeader): string => JSON.stringify(header[key] ?? 'none');
  // What only one of them has is a difference too: plug-ins, say.
  const keys = new Set([...Object.keys(first.header), ...Object.keys(part.header)] as (keyof BlobHeader)[]);
  for (const key of keys) {
    // Where a file lies does not matter, its text does: that is the scenario's hash.
    if (key === 'shard' || key === 'file' || mayDiffer.includes(key) || of(part, key) === of(first, key)) continue;
    throw new UsageError(
      `${part.name} is of another sweep: its ${key} is ${of(part, key)}, in ${first.name} it is ${of(first, key)}`,
    );
  }
}

function rowsInOrder(parts: readonly BlobPart[], header: BlobHeader): readonly SweepRow[] {
  const seeds = seedsOfText(header.seeds);
  const wanted = new Set(seeds);
  const found = new Map<number, { readonly row: SweepRow; readonly name: string }>();
  for (const { name, rows } of parts) {
    for (const row of rows) {
      const other = found.get(row.seed);
      if (other !== undefined) {
        throw new UsageError(
          `seed ${row.seed} is there twice: in ${other.name === name ? `${name} alone` : `${other.name} and in ${name}`}`,
        );
      }
      if (!wanted.has(row.seed)) throw new UsageError(`${name} has seed ${row.seed}, which is none of ${header.seeds}`);
      found.set(row.seed, { row, name });
    }
  }
  const missing = seeds.filter((seed) => !found.has(seed));
  if (missing.length > 0) throw new UsageError(missingText(missing, seeds.length, parts));
  return seeds.map((seed) => found.get(seed)!.row);
}

function missingText(missing: readonly number[], of: number, parts: readonly BlobPart[]): string {
  const named = missing.slice(0, namedMax).join(', ');
  const more = missing.length > namedMax ? ` and ${missing.length - namedMax} more` : '';
  const shards = parts[0]!.header.shard.of;
  const here = new Set(parts.map(({ header }) => header.shard.index));
  const gone = Array.from({ length: shards }, (_, at) => at + 1).filter((index) => !here.has(index));
  const which = gone.slice(0, namedMax).map((index) => `${index}/${shards}`);
  const hint =
    gone.length === 0
      ? ''
      : `; is the blob of shard ${which.join(', ')}${gone.length > namedMax ? ', ...' : ''} not among the files?`;
  return `${missing.length} of ${of} seeds are missing: ${named}${more}${hint}`;
}
