/** Every route of the API. */
import { cloudRoutes } from './clouds.ts';
import { installationRoutes } from './installation.ts';
import { instanceRoutes } from './instances.ts';
import { logRoutes } from './logs.ts';
import { machineRoutes } from './machines.ts';
import { roleSettingsRoutes } from './role-settings.ts';
import { roleRoutes } from './roles.ts';
import type { Route } from './route.ts';
import { userRoutes } from './users.ts';

export const routes: readonly Route[] = [
  ...installationRoutes,
  ...cloudRoutes,
  ...roleRoutes,
  ...roleSettingsRoutes,
  ...instanceRoutes,
  ...machineRoutes,
  ...logRoutes,
  ...userRoutes,
];
