/** The id of a deployment's command for an instance: the same however often the job runs, so that the agent runs it once. */
export function deploymentCommandId(deploymentId: string, instanceId: string): string {
  return `deployment-${deploymentId}-${instanceId}`;
}

/** The deployment that a command belongs to; undefined for all others. */
export function deploymentOf(commandId: string): string | undefined {
  return /^deployment-([0-9a-f]{32})-/.exec(commandId)?.[1];
}
