import { type Application, proposeCompletions } from '@stricli/core';
import type { CliContext } from './context.ts';

/**
 * What may come next on a command line, a line each: commands, flags, and the values that a flag knows. Nothing where a file is wanted, so
 * that the shell completes files. `words` are those after `zonefall`, the last one as far as it was typed.
 */
export async function complete(
  application: Application<CliContext>,
  words: readonly string[],
  context: CliContext,
): Promise<string> {
  const found = await proposeCompletions(application, words, context).catch(() => []);
  const last = words.at(-1) ?? '';
  // Flags are offered to those who began one.
  const wanted = found.map((each) => each.completion).filter((text) => last.startsWith('-') || !text.startsWith('-'));
  return wanted.map((text) => `${text}\n`).join('');
}
