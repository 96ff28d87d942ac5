/**
 * A customer of its own for each call, so that what one call changes no other one sees: an account with a cloud and one of
 * everything that a path can name.
 */
import {
  type AnyDocument,
  newAccount,
  newApplication,
  newChefLog,
  newCloud,
  newCredential,
  newDeployment,
  newInstance,
  newPermission,
  newRole,
  newSshKey,
  newUser,
  onlineInstance,
  type PermissionLevel,
  type routes,
} from '../../../src/platform/index.ts';
import { type Answer, id, type SmallInstallation } from '../small-installation.ts';

export type Route = (typeof routes)[number];
export type Who = PermissionLevel | 'admin';
export const everybody: readonly Who[] = ['none', 'show', 'deploy', 'manage', 'admin'];

/** A route as a line: `POST /clouds/:cloud/clone`. */
export const titleOf = ({ method, path }: Route): string => `${method} ${path}`;

/** A customer, who calls a route with what is the customer's own. */
export class Customer {
  readonly token: string;
  readonly userId: string;
  /** What the names in a path stand for. A new kind of parameter wants a line here. */
  readonly ids: Record<string, string>;
  readonly documents: AnyDocument[];

  constructor(number: number, nowMs: number, who: Who, { underApplication = true, online = false } = {}) {
    const base = 0x1000 * (number + 1);
    let used = 0;
    const identity = () => ({ id: id(base + used++), nowMs });
    const account = newAccount({ name: `customer ${number}` }, identity());
    const account_id = account._id;
    const user = (name: string, admin: boolean, token: string) =>
      newUser({ account_id, name, token, admin, api_enabled: true }, identity());
    this.token = `customer-${number}-${who}`.padEnd(40, '-');
    const asking = user('asking', who === 'admin', this.token);
    const other = user('other', false, `other-${number}`.padEnd(40, '-'));
    const chief = user('chief', true, `chief-${number}`.padEnd(40, '-'));
    const credential = newCredential(
      { account_id, name: 'aws', aws_access_key_id: 'AKIAMAIN', aws_secret_access_key: 'secret' },
      identity(),
    );
    const application = newApplication(
      { cluster_id: id(base + 0x100), name: 'Web Shop', application_type: 'php' },
      identity(),
    );
    const cloud = newCloud(
      {
        account_id,
        credential_id: credential._id,
        name: 'shop',
        region: 'eu-west-1',
        application_ids: [application._id],
      },
      { id: application.cluster_id, nowMs },
    );
    const cluster_id = cloud._id;
    const role = newRole({ cluster_id, name: 'PHP', shortname: 'php-app', role_type: 'php-app' }, identity());
    const plain = { cluster_id, role_ids: [role._id], nickname: 'php-app1', instance_type: 'm1.small' };
    const machine = {
      ec2_instance_id: 'i-12345678',
      availability_zone: 'eu-west-1a',
      ip: '198.51.100.7',
      dns_name: 'ec2-198-51-100-7',
      private_ip: '10.0.0.7',
      private_dns_name: 'ip-10-0-0-7',
    };
    const instance = online ? onlineInstance({ ...plain, ...machine }, identity()) : newInstance(plain, identity());
    const log = newChefLog(
      { cluster_id, instance_id: instance._id, activity: 'deploy', ok: true, log: '' },
      identity(),
    );
    const run = {
      agent_id: null,
      status: 'successful',
      created_at: log.created_at,
      completed_at: log.created_at,
      log_id: log._id,
      error: null,
    } as const;
    const deployment = newDeployment(
      {
        cluster_id,
        application_id: underApplication ? application._id : null,
        command: underApplication ? 'deploy' : 'update_custom_cookbooks',
        instances: [instance._id],
        runs: { [instance._id]: run },
        status: 'successful',
        successful: true,
      },
      identity(),
    );
    const ssh_key = newSshKey({ account_id, name: 'of the office' }, identity());
    const documents = {
      ssh_key,
      account,
      user: other,
      credential,
      cloud,
      role,
      instance,
      application,
      deployment,
      log,
    };
    this.userId = asking._id;
    this.ids = Object.fromEntries(Object.entries(documents).map(([name, document]) => [name, document._id]));
    this.documents = [...Object.values(documents), asking, chief];
    if (who !== 'admin') {
      this.documents.push(newPermission({ user_id: asking._id, cluster_id, level: who }, identity()));
    }
  }

  /** The route's path with the customer's own ids, or with those given. */
  pathOf({ path }: Route, ids: Record<string, string> = {}): string {
    return path.replaceAll(/:(\w+)/g, (_, name: string) => {
      const found = ids[name] ?? this.ids[name];
      if (found === undefined) throw new Error(`:${name} of ${path} is in no line of the customer's ids`);
      return found;
    });
  }

  /** The example of the route's declaration, with the customer's own ids in place of those that stand for them. */
  exampleOf({ example }: Route): unknown {
    return example && withIds(example as Record<string, unknown>, this.ids);
  }

  call(
    small: SmallInstallation,
    route: Route,
    options: { body?: unknown; ids?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { body = this.exampleOf(route), ids } = options;
    return small.api(route.method, this.pathOf(route, ids), body, { 'X-Scalarium-Token': this.token });
  }
}

/** `roles: [...]` becomes the customer's role, `credential_id: ...` the customer's credential. */
function withIds(example: Record<string, unknown>, ids: Record<string, string>): Record<string, unknown> {
  const own = (name: string, value: unknown) => {
    if (Array.isArray(value) && ids[name.slice(0, -1)]) return [ids[name.slice(0, -1)]];
    return name.endsWith('_id') ? (ids[name.slice(0, -3)] ?? value) : value;
  };
  return Object.fromEntries(Object.entries(example).map(([name, value]) => [name, own(name, value)]));
}

/** How often CouchDB and Redis have been written to since. */
export function countWrites(small: SmallInstallation): () => number {
  const { database } = small.config;
  const couch = () => small.couch.server.inspect().databases.find(({ name }) => name === database)!.updateSeq;
  // The bus moves on what an earlier call has put off.
  small.bus.end();
  const before = couch();
  let redis = 0;
  small.redis.onWrite = () => redis++;
  return () => redis + couch() - before;
}
