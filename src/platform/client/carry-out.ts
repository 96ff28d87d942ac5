/** The job `client-run`: recipes that somebody on a machine has asked for, with the newest JSON of the cloud. */
import { sharedJson } from '../chef-json.ts';
import { instanceIdOf } from '../documents/index.ts';
import { cloudState, command } from '../life/commands.ts';
import type { Handler } from '../life/context.ts';

export const clientRun: Handler<'client-run'> = async ({ env, store }, { agentId, runId, recipes }) => {
  const instance = await store.get('instance', instanceIdOf(agentId));
  if (instance?.agent_id !== agentId) return {};
  const state = await cloudState(store, instance.cluster_id);
  if (!state) return {};
  return { commands: [command(env, runId, 'execute_recipes', instance, state, sharedJson(state), { recipes })] };
};
