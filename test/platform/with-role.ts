import { newRole, type RoleFields } from '../../src/platform/index.ts';
import { id, type SmallInstallation } from './small-installation.ts';

/** Adds a role to the cloud before the story begins, a custom one unless it says otherwise; its id. */
export function withRole(small: SmallInstallation, fields: Partial<RoleFields>): string {
  const { documents, cloud, world } = small;
  const name = fields.shortname ?? fields.role_type ?? 'custom';
  const role = newRole(
    { cluster_id: cloud._id, name, shortname: name, role_type: 'custom', ...fields },
    { id: id(0x100 + documents.length), nowMs: world.kernel.startMs },
  );
  documents.push(role);
  return role._id;
}
