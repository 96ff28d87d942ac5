/** Who is healed, and when one looks. */
import type { Instance } from '../documents/instance.ts';
import type { Role } from '../documents/role.ts';
import type { InstallationConfig } from '../installation.ts';
import { type Job, newJob } from '../queue/job.ts';

/** Healing is on unless the role says otherwise, except for databases: their data may not be what it was. */
function healsItself(role: Role): boolean {
  return !(role.disable_auto_healing ?? role.role_type === 'db-master');
}

/** One role that must not be healed keeps the whole instance from it (as in OpsWorks). */
export function isHealed(roles: readonly Role[]): boolean {
  return roles.length > 0 && roles.every(healsItself);
}

/**
 * The look at an instance that has fallen silent, when it has been away for long enough; none while it is there. The job always has the
 * same text, so that asking for it again while it waits changes nothing.
 */
export function observation(
  { healAfterMs }: InstallationConfig,
  { _id, start_count, offline_since_ms }: Instance,
): { job: Job; atMs: number }[] {
  if (offline_since_ms === null) return [];
  const subject = { instanceId: _id, startCount: start_count, offlineSinceMs: offline_since_ms };
  const job = newJob(`heal-${_id}-${start_count}-${offline_since_ms}`, { kind: 'heal', ...subject });
  return [{ job, atMs: offline_since_ms + healAfterMs }];
}
