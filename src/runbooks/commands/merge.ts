import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { host } from '../../sim/kernel/host-globals.ts';
import { emitSweeps, mergeParts, readBlob, type SweepFormat } from '../sweep/index.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './failures.ts';
import type { OutputChoice } from './flags.ts';
import { chosenOutputs } from './outputs.ts';

export type MergeFlags = {
  readonly output?: readonly OutputChoice<SweepFormat>[];
};

/** `zonefall merge`: the shards of a sweep as one: the same output as of one sweep that ran all seeds itself. */
export async function merge(context: CliContext, flags: MergeFlags, ...files: string[]): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const swept = mergeParts(files.flatMap((file) => readBlob(textOf(context, file), file)));
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  return emitSweeps(context, outputs, swept, { wallSeconds });
}

function textOf({ folder }: CliContext, file: string): string {
  try {
    return readFileSync(resolve(folder, file), 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}
