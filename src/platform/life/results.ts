import { isClientRun } from '../client/run-id.ts';
import { deploymentOf } from '../deploy/ids.ts';
import type { CommandResult } from '../messages.ts';

/** Whether a run's end is to be written down. One that went well changes a machine and no document, unless it was more than a configure. */
export function changesDocuments(result: CommandResult): boolean {
  const { ok, activity, commandId } = result;
  return !ok || activity === 'setup' || isClientRun(result) || deploymentOf(commandId) !== undefined;
}
