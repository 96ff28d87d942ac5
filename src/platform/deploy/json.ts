/** `deploy.<slug>` of the Chef JSON: an application as its recipes want it. */
import { type CloudState, onlineWith } from '../cloud-state.ts';
import type { JsonObject } from '../deep-merge.ts';
import type { Application } from '../documents/application.ts';
import { scmJson } from '../documents/scm.ts';

export interface DeployOptions {
  migrate?: boolean;
  /** How long the restart of this machine waits for those before it. */
  sleepBeforeRestartSeconds?: number;
}

/** Whether the application is built, migrated and restarted is for the recipes; this is what they go by. */
export function deployJson(
  applications: readonly Application[],
  state: CloudState,
  { migrate = false, sleepBeforeRestartSeconds = 0 }: DeployOptions,
): JsonObject {
  if (applications.length === 0) return {};
  const database = databaseJson(state);
  const memcached = { host: onlineWith(state, 'memcached')[0]?.private_ip ?? null, port: 11_211 };
  return Object.fromEntries(
    applications.map((application) => [
      application.slug_name,
      {
        application: application.slug_name,
        application_type: application.application_type,
        deploy_to: `/srv/www/${application.slug_name}`,
        scm: { scm_type: application.scm_type, ...scmJson(application) },
        domains: application.domain_names,
        mounted_at: application.mounted_at,
        document_root: application.document_root,
        rails_env: application.rails_env,
        migrate,
        sleep_before_restart: sleepBeforeRestartSeconds,
        restart_command: 'touch tmp/restart.txt',
        auto_bundle_on_deploy: application.auto_bundle_on_deploy,
        ssl_support: application.ssl_support,
        ssl_certificate: application.ssl_certificate,
        ssl_certificate_key: application.ssl_certificate_key,
        ssl_certificate_ca: application.ssl_certificate_ca,
        database: { ...database, database: application.slug_name },
        memcached,
        symlinks: { log: 'log', system: 'public/system', pids: 'tmp/pids' },
        symlink_before_migrate: { 'config/database.yml': 'config/database.yml' },
      },
    ]),
  );
}

/** The first database that is online. */
function databaseJson(state: CloudState): JsonObject {
  const [master] = onlineWith(state, 'db-master');
  const password = state.cloud.mysql_root_password;
  const login = { username: 'root', ...(password ? { password } : {}) };
  return { adapter: 'mysql', host: master?.private_ip ?? null, ...login, reconnect: true };
}
