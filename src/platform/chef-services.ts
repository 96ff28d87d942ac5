/** What the machines of a cloud are told of each other's services: `haproxy`, `mysql`, ... of the Chef JSON. */
import { type CloudState, onlineWith } from './cloud-state.ts';
import type { JsonObject } from './deep-merge.ts';
import type { ApplicationType } from './documents/application.ts';
import type { RoleType } from './documents/role.ts';

/** How many connections a balancer gives a machine. Ours: the same for all. */
export const backends = 5;

/** The roles behind a balancer: their key in its JSON, and what they run. */
export const applicationRoles = {
  'rails-app': { key: 'rails', type: 'rails' },
  'php-app': { key: 'php', type: 'php' },
  'nodejs-app': { key: 'nodejs', type: 'nodejs' },
  web: { key: 'static', type: 'static' },
} as const satisfies Partial<Record<RoleType, { key: string; type: ApplicationType }>>;

export function servicesJson(state: CloudState): JsonObject {
  const behind = Object.entries(applicationRoles).map(([role, { key, type }]) => ({
    key,
    machines: onlineWith(state, role as RoleType),
    applications: state.applications.filter((application) => application.application_type === type),
  }));
  return {
    mysql: {
      ...(state.cloud.mysql_root_password ? { server_root_password: state.cloud.mysql_root_password } : {}),
      clients: behind.flatMap(({ machines }) => machines.map((machine) => machine.private_ip)),
    },
    rails: { max_pool_size: 8 },
    passenger: { max_pool_size: 8 },
    haproxy: Object.fromEntries(
      behind.flatMap(({ key, machines, applications }) => [
        [`${key}_backends`, machines.map(({ nickname, private_ip }) => ({ name: nickname, ip: private_ip, backends }))],
        [
          `${key}_applications`,
          Object.fromEntries(
            applications.map(({ slug_name, domain_names, mounted_at }) => [
              slug_name,
              { domains: domain_names, mounted_at },
            ]),
          ),
        ],
      ]),
    ),
  };
}
