import { recordedScript, type Script } from '../drill/index.ts';
import { readJournal } from '../journal/index.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './failures.ts';
import { readText } from './inputs.ts';

/** What is answered without a person: the inputs of a drill that was played before. */
export async function decisionsFrom(context: CliContext, file: string): Promise<Script> {
  const script = recordedScript(readJournal(readText(context, file)).events);
  if (script === undefined) throw new UsageError(`${file}: nobody was asked in this run`);
  return script;
}
