/**
 * The documents of an installation: what CouchDB holds, one file for each kind, with pure constructors that the API and
 * a world in its steady state share.
 */
export { type Account, newAccount } from './account.ts';
export {
  type Application,
  type ApplicationFields,
  type ApplicationType,
  applicationTypes,
  newApplication,
  slugOf,
} from './application.ts';
export { type Cloud, type CloudFields, newCloud, type SshUser } from './cloud.ts';
export { awsCredential, type Credential, type CredentialFields, newCredential } from './credential.ts';
export {
  type ApplicationCommand,
  applicationCommands,
  type CloudCommand,
  cloudCommands,
  type Deployment,
  type DeploymentCommand,
  type DeploymentFields,
  type DeploymentRun,
  type DeploymentStatus,
  newDeployment,
} from './deployment.ts';
export { copyOf, type Document, type Identity, presented, timestamp } from './document.ts';
export { type AuditEvent, type AuditEventFields, newEvent } from './event.ts';
export {
  type AutoScalingType,
  agentIdOf,
  architectureOf,
  autoScalingTypes,
  clientTokenOf,
  type Instance,
  type InstanceFields,
  type InstanceStatus,
  type InstanceVolume,
  instanceIdOf,
  instanceStates,
  newInstance,
  onlineInstance,
  type Schedule,
  weekdays,
} from './instance.ts';
export { type ChefLog, type ChefLogFields, logIdOf, newChefLog } from './log.ts';
export {
  newPermission,
  type Permission,
  type PermissionFields,
  type PermissionLevel,
  permissionId,
  permissionLevels,
  permits,
  type Rights,
} from './permission.ts';
export {
  builtInRoleTypes,
  type EbsVolume,
  type LoadBasedScaling,
  type LoadThresholds,
  newRole,
  type Role,
  type RoleFields,
  type RoleType,
} from './role.ts';
export { type ScmType, scmTypes } from './scm.ts';
export { newSshKey, type SshKey, type SshKeyFields } from './ssh-key.ts';
export { newUser, tokenHash, type User, type UserFields } from './user.ts';

import type { Account } from './account.ts';
import type { Application } from './application.ts';
import type { Cloud } from './cloud.ts';
import type { Credential } from './credential.ts';
import type { Deployment } from './deployment.ts';
import type { AuditEvent } from './event.ts';
import type { Instance } from './instance.ts';
import type { ChefLog } from './log.ts';
import type { Permission } from './permission.ts';
import type { Role } from './role.ts';
import type { SshKey } from './ssh-key.ts';
import type { User } from './user.ts';

export type AnyDocument =
  | Account
  | Application
  | AuditEvent
  | ChefLog
  | Cloud
  | Credential
  | Deployment
  | Instance
  | Permission
  | Role
  | SshKey
  | User;
