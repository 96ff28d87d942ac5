/**
 * The documents of an installation that has been running for months: accounts, users, clouds, roles, and its machines
 * as instances that are online. Made by the platform's own constructors, written in one go before the story begins.
 */
import {
  type AnyDocument,
  type Cloud,
  type Instance,
  newAccount,
  newCloud,
  newCredential,
  newInstance,
  newRole,
  newUser,
  onlineInstance,
  type Role,
} from '../../platform/index.ts';
import type { RandomStream } from '../../sim/kernel/index.ts';
import type { Host } from '../../sim/network/index.ts';
import type { PlannedMachine } from './census.ts';

export interface RunningMachine {
  plan: PlannedMachine;
  host: Host;
  ec2InstanceId: string;
  zoneName: string;
}

export interface GenesisOptions {
  random: RandomStream;
  nowMs: number;
  /** Everything that this installation manages. */
  machines: readonly RunningMachine[];
  /** Clouds that exist without a machine so far: a region to move to, a cloud for canaries. */
  spareClouds: readonly { name: string; account: string; region: string; roles: readonly string[] }[];
  /** AWS's key for an account. */
  accessKeyId: (account: string) => string;
  /** Canaries: a definition that has never been started, by region. */
  canary?: { account: string; region: string; type: string; role: string; nickname: string; cloud: string };
}

export interface Genesis {
  documents: AnyDocument[];
  /** An administrator's API token for each account. */
  tokens: Map<string, string>;
  clouds: Map<string, Cloud>;
  roles: Map<string, Role>;
  /** By the machine's label. */
  agents: Map<string, { agentId: string; instanceId: string }>;
  canaryInstanceId: string | undefined;
}

export function genesis(options: GenesisOptions): Genesis {
  const { random, nowMs } = options;
  const identity = () => ({ id: random.hex(32), nowMs });
  const made: Genesis = {
    documents: [],
    tokens: new Map(),
    clouds: new Map(),
    roles: new Map(),
    agents: new Map(),
    canaryInstanceId: undefined,
  };
  const accounts = new Map<string, { accountId: string; credentialId: string; userId: string }>();
  const add = <D extends AnyDocument>(document: D): D => {
    made.documents.push(document);
    return document;
  };

  const accountOf = (name: string) => {
    let found = accounts.get(name);
    if (!found) {
      const token = random.hex(40);
      const account = add(newAccount({ name }, identity()));
      const accountId = account._id;
      const key = { aws_access_key_id: options.accessKeyId(name), aws_secret_access_key: random.hex(40) };
      const credential = add(newCredential({ account_id: accountId, name, ...key }, identity()));
      const user = add(
        newUser({ account_id: accountId, name: `${name} admin`, token, admin: true, api_enabled: true }, identity()),
      );
      found = { accountId, credentialId: credential._id, userId: user._id };
      accounts.set(name, found);
      made.tokens.set(name, token);
    }
    return found;
  };
  const cloudOf = (name: string, account: string, region: string) => {
    const found = made.clouds.get(name);
    if (found) return found;
    const { accountId, credentialId, userId } = accountOf(account);
    const cloud = add(
      newCloud({ name, region, account_id: accountId, credential_id: credentialId, user_id: userId }, identity()),
    );
    made.clouds.set(name, cloud);
    return cloud;
  };
  const roleOf = (cloud: Cloud, shortname: string) => {
    const key = roleKey(cloud.name, shortname);
    const found = made.roles.get(key);
    if (found) return found;
    const fields = { cluster_id: cloud._id, name: shortname, shortname, role_type: 'custom' as const };
    // People decide what becomes of an installation's own machines and of databases; nothing heals them by itself.
    const role = add(newRole({ ...fields, disable_auto_healing: true }, identity()));
    made.roles.set(key, role);
    return role;
  };

  for (const { plan, host, ec2InstanceId, zoneName } of options.machines) {
    const cloud = cloudOf(plan.cloud, plan.account, plan.region);
    const instance = add(
      onlineInstance(
        {
          cluster_id: cloud._id,
          role_ids: plan.roles.map((role) => roleOf(cloud, role)._id),
          nickname: plan.nickname,
          instance_type: plan.type,
          availability_zone: zoneName,
          ec2_instance_id: ec2InstanceId,
          ...addressesOf(host),
        },
        identity(),
      ),
    );
    made.agents.set(plan.label, { agentId: instance.agent_id, instanceId: instance._id });
  }
  for (const { name, account, region, roles } of options.spareClouds) {
    const cloud = cloudOf(name, account, region);
    for (const role of roles) roleOf(cloud, role);
  }
  if (options.canary) {
    const { cloud: name, account, region, role, nickname, type } = options.canary;
    const cloud = cloudOf(name, account, region);
    const fields = { cluster_id: cloud._id, role_ids: [roleOf(cloud, role)._id], nickname, instance_type: type };
    made.canaryInstanceId = add<Instance>(newInstance(fields, identity()))._id;
  }
  return made;
}

export function roleKey(cloud: string, shortname: string): string {
  return `${cloud}/${shortname}`;
}

/** A machine's addresses and names as Scalarium's documents spell them. */
export function addressesOf(host: Host): {
  ip: string;
  dns_name: string;
  private_ip: string;
  private_dns_name: string;
} {
  const [privateIp, publicIp] = host.addresses as [string, string];
  return {
    ip: publicIp,
    dns_name: `ec2-${publicIp.replaceAll('.', '-')}.${host.site.region}.compute.amazonaws.com`,
    private_ip: privateIp,
    private_dns_name: `ip-${privateIp.replaceAll('.', '-')}.${host.site.region}.compute.internal`,
  };
}
