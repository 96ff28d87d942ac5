import { host } from '../../sim/kernel/host-globals.ts';
import { mergeParts, readBlob } from '../sweep/index.ts';
import type { CliContext } from './context.ts';
import type { OutputChoice } from './flags.ts';
import { readText } from './inputs.ts';
import { chosenOutputs } from './outputs.ts';
import { emitSweeps, type SweepFormat } from './sweep-outputs.ts';

export type MergeFlags = {
  readonly output?: readonly OutputChoice<SweepFormat>[];
};

/** `zonefall merge`: the shards of a sweep as one: the same output as of one sweep that ran all seeds itself. */
export async function merge(context: CliContext, flags: MergeFlags, ...files: string[]): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const swept = mergeParts(files.flatMap((file) => readBlob(readText(context, file), file)));
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  return emitSweeps(context, outputs, swept, { wallSeconds });
}
