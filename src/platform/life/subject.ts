/** What a job needs of the instance that it is about: its surroundings, and a way to let an event happen to it. */
import type { Cloud, Credential, Instance, Role } from '../documents/index.ts';
import type { FollowUps } from '../queue/job.ts';
import type { Work } from './context.ts';
import type { LifeEvent } from './decide.ts';
import { LaunchRefusedError } from './ec2.ts';
import { jobsFor, pass } from './passage.ts';

/** How often EC2 may not know an instance that it has just launched before we believe it. */
export const unknownLooks = 6;

/** Lets an event happen to the start that a job is about, and says what follows. `known` is the instance as it was just read. */
export async function apply(
  { env, config, store }: Work,
  { instanceId, startCount }: { instanceId: string; startCount: number },
  event: LifeEvent,
  known?: Instance,
): Promise<FollowUps> {
  const passage = await pass(env, store, instanceId, event, { startCount, known });
  return passage ? jobsFor(env, config, passage) : {};
}

/** The cloud of an instance and the key pair that it runs with. */
export async function surroundings(
  { store }: Work,
  instance: Instance,
): Promise<{ cloud: Cloud; credential: Credential }> {
  const cloud = await store.get('cloud', instance.cluster_id);
  if (!cloud) throw new LaunchRefusedError(`instance ${instance.nickname} has no cloud`);
  const credential = await store.get('credential', cloud.credential_id);
  if (!credential) throw new LaunchRefusedError(`cloud ${cloud.name} has no credential`);
  return { cloud, credential };
}

export async function rolesOf({ store }: Work, instance: Instance): Promise<Role[]> {
  const roles = await Promise.all(instance.role_ids.map((id) => store.get('role', id)));
  return roles.filter((role) => role !== undefined);
}
