/** Names of the runs that somebody on a machine asked for. */
import type { CommandResult } from '../messages.ts';

const prefix = 'client-';

/** No other run of any agent has the same. */
export function clientRunId(agentId: string, startedAtMs: number): string {
  return `${prefix}${agentId}-${startedAtMs}`;
}

export function isClientRun({ commandId }: CommandResult): boolean {
  return commandId.startsWith(prefix);
}
