/** What the platform does when a machine tells of a run that somebody started there: it keeps the log, as of any run of its own. */
import { logIdOf, newChefLog } from '../documents/index.ts';
import { ConflictError } from '../errors.ts';
import type { Work } from '../life/context.ts';
import type { CommandResult } from '../messages.ts';
import type { FollowUps } from '../queue/job.ts';

export { isClientRun } from './run-id.ts';

/** It can be done twice. */
export async function noteClientRun({ env, store }: Work, result: CommandResult): Promise<FollowUps> {
  const { activity, ok, log, instanceId, commandId, customJson } = result;
  const instance = await store.get('instance', instanceId);
  if (!instance) return {};
  const fields = {
    cluster_id: instance.cluster_id,
    instance_id: instanceId,
    activity,
    ok,
    log,
    custom_json: customJson,
  };
  const identity = { id: logIdOf(commandId), nowMs: env.clock.nowMs() };
  await store.put(newChefLog(fields, identity)).catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
  });
  return {};
}
