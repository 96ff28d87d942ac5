/** Every route of the API. */
import { accountRoutes } from './accounts.ts';
import { applicationRoutes } from './applications.ts';
import { cloneRoutes } from './clone.ts';
import { cloudRoutes } from './clouds.ts';
import { deploymentRoutes } from './deployments.ts';
import { installationRoutes } from './installation.ts';
import { instanceRoutes } from './instances.ts';
import { logRoutes } from './logs.ts';
import { machineRoutes } from './machines.ts';
import { permissionRoutes } from './permissions.ts';
import { roleSettingsRoutes } from './role-settings.ts';
import { roleRoutes } from './roles.ts';
import type { Route } from './route.ts';
import { scalingRoutes } from './scaling.ts';
import { sshKeyRoutes } from './ssh-keys.ts';
import { userRoutes } from './users.ts';

export const routes: readonly Route[] = [
  ...installationRoutes,
  ...cloudRoutes,
  ...cloneRoutes,
  ...roleRoutes,
  ...roleSettingsRoutes,
  ...instanceRoutes,
  ...machineRoutes,
  ...logRoutes,
  ...scalingRoutes,
  ...applicationRoutes,
  ...deploymentRoutes,
  ...accountRoutes,
  ...sshKeyRoutes,
  ...userRoutes,
  ...permissionRoutes,
];
