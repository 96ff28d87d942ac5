/** What `sweep` and `merge` print. */
import type { NextCommand } from '../reports/human/next.ts';
import { sweepReport } from '../reports/sweep.ts';
import { type BlobPart, blobText, type SweepRow, sweepDocument, sweepResult } from '../sweep/index.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import type { OutputChoice } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { commandLine } from './invocation.ts';
import { emit, jsonText } from './outputs.ts';
import { toolStamp } from './tool.ts';

export type SweepFormat = FormatOf<'sweep'>;

/** What was swept: the header, which holds all seeds of the sweep, and the rows of the shard. */
export type Swept = Pick<BlobPart, 'header' | 'rows'>;

export interface EmitOptions {
  readonly wallSeconds: number;
  /** The rows on stdout have been written already. */
  readonly flowing?: boolean;
}

/** A row as `-o ndjson` prints it: with the variant that it belongs to. */
export function rowLine(variant: string, row: SweepRow): string {
  return `${JSON.stringify({ variant, ...row })}\n`;
}

/**
 * Writes what was asked for: the same for a sweep and for its merged shards. The exit code is 4 if no run of a variant recovered: there is
 * no distribution then. A shard alone says nothing about that.
 */
export async function emitSweeps(
  context: CliContext,
  outputs: readonly OutputChoice<SweepFormat>[],
  swept: readonly Swept[],
  { wallSeconds, flowing = false }: EmitOptions,
): Promise<number> {
  const { stdout, stderr, env } = context.process;
  const results = swept.map(({ header, rows }) => sweepResult(header, rows));
  const ndjson = (): string =>
    swept.flatMap(({ header, rows }) => rows.map((row) => rowLine(header.variant, row))).join('');
  const told = swept.map(({ header }, at) => ({
    subject: header,
    seeds: header.shard.of === 1 ? header.seeds : `shard ${header.shard.index}/${header.shard.of} of ${header.seeds}`,
    result: results[at]!,
  }));
  const next = nextAfter(swept);
  const html = outputs.some(({ format }) => format === 'html')
    ? await (await import('../reports/html/index.ts')).htmlOfSweep(told, next, toolStamp())
    : '';
  const onStdout = outputs.map((output) => ({
    ...output,
    flows: flowing && output.format === 'ndjson' && output.file === undefined,
  }));
  emit(
    context,
    onStdout.filter(({ flows }) => !flows),
    {
      human: () => sweepReport(told, next, screenOf(stdout, env)),
      json: () => jsonText(sweepDocument(results, { tool: toolStamp(), wallSeconds })),
      ndjson,
      html: () => html,
      blob: () => swept.map(blobText).join(''),
    },
  );
  const empty = results.filter(({ rtoSeconds }, at) => rtoSeconds === null && swept[at]!.header.shard.of === 1);
  for (const { variant, seeds } of empty) {
    const which = `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}${variant === 'none' ? '' : ` of ${variant}`}`;
    stderr.write(`zonefall: inconclusive: no run recovered (${which}): there is no distribution\n`);
  }
  return empty.length === 0 ? exitCodes.held : exitCodes.inconclusive;
}

/** What to type after a sweep, or after its shards were merged. */
function nextAfter(swept: readonly Swept[]): NextCommand[] {
  const [{ file, choices, shard }] = swept.map(({ header }) => header) as [BlobPart['header']];
  if (shard.of > 1)
    return [{ command: 'zonefall merge shard-*.ndjson', shows: 'all shards, each written with -o blob=FILE' }];
  const command = commandLine('gate', { scenario: file, ...choices });
  return [{ command, shows: 'do the budgets hold, with confidence' }];
}
