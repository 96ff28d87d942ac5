/**
 * A blob: the rows of one shard in a file, NDJSON. A header line says what was swept, then come the rows; several variants follow each
 * other, each with its header. The same shard gives the same bytes on every machine.
 */
import { z } from 'zod';
import { UsageError } from '../commands/failures.ts';
import { phaseNames } from '../verdict/index.ts';
import type { SweepRow } from './row.ts';

const textMap = z.record(z.string(), z.string());

/** What was swept: the rows of two sweeps belong together if all of this is the same. */
const subjectSchema = z.strictObject({
  /** The scenario's file as it was typed. */
  file: z.string(),
  scenario: z.strictObject({ id: z.string(), sha256: z.string(), title: z.string() }),
  /** The variant's name, also where none was chosen. */
  variant: z.string(),
  /** As it must be typed to get the same. */
  choices: z.strictObject({ variant: z.string().optional(), vars: textMap, runbook: z.string().optional() }),
  budgets: z.array(
    z.strictObject({ id: z.string(), measure: z.string(), maxSeconds: z.number(), percentile: z.number() }),
  ),
  /** Kinds of steps and probes that did not come with the tool. */
  plugins: z.array(z.strictObject({ file: z.string(), sha256: z.string() })).optional(),
});

const headerSchema = z.strictObject({
  schema: z.literal('zonefall.blob/v1'),
  tool: z.strictObject({ version: z.string() }),
  ...subjectSchema.shape,
  /** All seeds of the sweep, not only those of this shard. */
  seeds: z.string(),
  shard: z.strictObject({ index: z.int().min(1), of: z.int().min(1) }),
});

const seconds = z.number().nullable();
const rowSchema = z.strictObject({
  seed: z.int().min(0),
  verdict: z.enum(['passed', 'failed', 'inconclusive', 'stopped', 'crashed', 'hung']),
  rtoSeconds: seconds,
  phases: z.strictObject(Object.fromEntries(phaseNames.map((name) => [name, seconds]))),
  budgets: z.array(z.strictObject({ id: z.string(), actualSeconds: seconds, passed: z.boolean() })),
  reasons: z.array(z.string()),
  traceSha256: z.string().nullable(),
});

export type SweepSubject = Readonly<z.infer<typeof subjectSchema>>;
export type BlobHeader = Readonly<z.infer<typeof headerSchema>>;

/** One variant of one shard. */
export interface BlobPart {
  /** The file that it comes from. */
  readonly name: string;
  readonly header: BlobHeader;
  readonly rows: readonly SweepRow[];
}

export function blobText({ header, rows }: Pick<BlobPart, 'header' | 'rows'>): string {
  return [header, ...rows].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Throws UsageError, one line, for a text that is no blob. */
export function readBlob(text: string, name: string): readonly BlobPart[] {
  const parts: (BlobPart & { rows: SweepRow[] })[] = [];
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new UsageError(`${name} is cut off: its last line has no end`);
  lines.forEach((line, at) => {
    const value = jsonOf(line, `${name}:${at + 1}`);
    if (typeof value === 'object' && value !== null && 'schema' in value) {
      parts.push({ name, header: checked(headerSchema, value, `${name}:${at + 1}`), rows: [] });
    } else if (parts.length === 0) {
      throw new UsageError(`${name} is no blob: it does not begin with a header (sweep -o blob=FILE writes one)`);
    } else {
      // The keys stand as they were written, so that what comes out is what went in.
      checked(rowSchema, value, `${name}:${at + 1}`);
      parts.at(-1)!.rows.push(value as SweepRow);
    }
  });
  if (parts.length === 0) throw new UsageError(`${name} is no blob: it is empty`);
  return parts;
}

function jsonOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UsageError(`${where} is no line of a blob: it is no JSON`);
  }
}

function checked<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const { error, data } = schema.safeParse(value);
  if (error === undefined) return data as z.infer<S>;
  const [issue] = error.issues;
  const path = issue!.path.length === 0 ? '' : ` ${issue!.path.join('.')}:`;
  throw new UsageError(`${where} is no line of a blob:${path} ${issue!.message}`);
}
