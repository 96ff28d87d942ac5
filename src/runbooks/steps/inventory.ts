/**
 * What an operator looks up before doing something: which machines an installation has, asked of the installation that manages it.
 */

import { StepFailed } from '../runner/index.ts';
import { cloudName, managerOf } from '../testbed/census.ts';
import type { ScalariumApi } from '../testbed/operator.ts';
import type { Testbed } from '../testbed/testbed.ts';

/** An instance as Scalarium's API shows it, as far as operators need it. */
export interface ManagedInstance {
  id: string;
  nickname: string;
  status: string;
  role_ids: string[];
  instance_type: string;
  availability_zone: string | null;
  ec2_instance_id: string | null;
  ip: string | null;
  private_ip: string | null;
  last_error: string | null;
}

interface Named {
  id: string;
  name: string;
}

/** The API of the installation that manages this one. Throws StepFailed where nobody does. */
export function managerApi(testbed: Testbed, installation: string): ScalariumApi {
  const manager = managerOf(testbed.scenario, installation);
  if (!manager) throw new StepFailed(`no installation manages ${installation}`, { permanent: true });
  const { hostName, token } = accessTo(testbed, manager, testbed.installation(installation).spec.account);
  return testbed.operator.api(hostName, token);
}

export function accessTo(testbed: Testbed, installation: string, account: string): { hostName: string; token: string } {
  const state = testbed.installation(installation);
  return { hostName: state.hostName, token: state.token(account) };
}

/** The cloud that holds an installation's machines of a region. */
export async function cloudOf(api: ScalariumApi, installation: string, region: string): Promise<Named> {
  const clouds = (await api.get('/clouds')) as Named[];
  const name = cloudName(installation, region);
  const cloud = clouds.find((candidate) => candidate.name === name);
  if (!cloud) throw new StepFailed(`there is no cloud "${name}" to start machines in`, { permanent: true });
  return cloud;
}

export async function roleOf(api: ScalariumApi, cloudId: string, shortname: string): Promise<string> {
  const roles = (await api.get(`/clouds/${cloudId}/roles`)) as { id: string; shortname: string }[];
  const role = roles.find((candidate) => candidate.shortname === shortname);
  if (!role) throw new StepFailed(`the cloud has no role ${shortname}`, { permanent: true });
  return role.id;
}

/** The machines of an installation in a region (or in one zone of it, by its letter) with a role, the youngest last. */
export async function machinesWith(
  testbed: Testbed,
  installation: string,
  region: string,
  role: string,
  zone?: string,
): Promise<ManagedInstance[]> {
  const api = managerApi(testbed, installation);
  const cloud = await cloudOf(api, installation, region);
  const roleId = await roleOf(api, cloud.id, role);
  const instances = (await api.get(`/clouds/${cloud.id}/instances`)) as ManagedInstance[];
  return instances.filter(
    ({ role_ids, availability_zone }) =>
      role_ids.includes(roleId) && (zone === undefined || availability_zone === region + zone),
  );
}

/** An instance that can be reached. */
export type OnlineInstance = ManagedInstance & { ip: string; private_ip: string };

/** A machine with a role that is online in a region, the oldest of several. Throws StepFailed when there is none. */
export async function onlineWith(
  testbed: Testbed,
  installation: string,
  region: string,
  role: string,
): Promise<OnlineInstance> {
  return (await allOnlineWith(testbed, installation, region, role))[0];
}

/**
 * The one master that is online in a region, or in one zone of it. Throws StepFailed when there is none, and when there are several: what
 * is meant for the new one would be done to the old.
 */
export async function onlineMaster(
  testbed: Testbed,
  installation: string,
  { region, zone }: { readonly region: string; readonly zone?: string },
  role: string,
): Promise<OnlineInstance> {
  const machines = await allOnlineWith(testbed, installation, region, role, zone);
  if (machines.length === 1) return machines[0];
  const zones = machines.map(({ availability_zone }) => availability_zone).join(' and ');
  throw new StepFailed(`${installation} has more than one ${role} online, in ${zones}: say which zone`);
}

async function allOnlineWith(
  testbed: Testbed,
  installation: string,
  region: string,
  role: string,
  zone?: string,
): Promise<[OnlineInstance, ...OnlineInstance[]]> {
  const machines = await machinesWith(testbed, installation, region, role, zone);
  const online = machines.filter(({ status, ip }) => status === 'online' && ip !== null);
  if (online.length === 0) throw new StepFailed(`${installation} has no ${role} online in ${region}${zone ?? ''}`);
  return online as [OnlineInstance, ...OnlineInstance[]];
}
