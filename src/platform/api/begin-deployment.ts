import { type Deployment, type DeploymentFields, newDeployment } from '../documents/index.ts';
import { ConflictError } from '../errors.ts';
import { newJob } from '../queue/job.ts';
import { type Frontend, newIdentity } from './parts.ts';

/** Queues the whole deployment, then writes it down; a worker that is faster has written it already. */
export async function beginDeployment(frontend: Frontend, fields: DeploymentFields): Promise<Deployment> {
  const { env, store, queue } = frontend;
  const deployment = newDeployment(fields, newIdentity(frontend));
  await queue.add({ now: [newJob(env.random.hex(32), { kind: 'deploy', deployment })] });
  await store.put(deployment).catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
  });
  return deployment;
}
