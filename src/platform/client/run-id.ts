/** Names of the runs that somebody on a machine asked for. */
import type { CommandResult } from '../messages.ts';

const prefix = 'client-';

/** No other run of any agent has the same. */
export function clientRunId(agentId: string, askedAtMs: number, nth: number): string {
  return `${prefix}${agentId}-${askedAtMs}-${nth}`;
}

export function isClientRun({ commandId }: Pick<CommandResult, 'commandId'>): boolean {
  return commandId.startsWith(prefix);
}
