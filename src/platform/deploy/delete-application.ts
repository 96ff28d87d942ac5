import { timestamp } from '../documents/index.ts';
import type { Store } from '../store.ts';

/** Takes an application out of its cloud and marks it as deleted. It can be done twice. */
export async function deleteApplication(store: Store, applicationId: string, nowMs: number): Promise<void> {
  const now = timestamp(nowMs);
  const gone = await store.update('application', applicationId, (newest) => ({
    ...newest,
    updated_at: now,
    deleted_at: now,
  }));
  const cloudId =
    gone?.after.cluster_id ?? (await store.get('application', applicationId, { deleted: true }))?.cluster_id;
  if (!cloudId) return;
  await store.update('cloud', cloudId, (cloud) =>
    cloud.application_ids.includes(applicationId)
      ? { ...cloud, updated_at: now, application_ids: cloud.application_ids.filter((id) => id !== applicationId) }
      : undefined,
  );
}
