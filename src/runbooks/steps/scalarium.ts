/** Steps that ask an installation of Scalarium for something, through its HTTP API, as an operator's script would. */
import { fetchFrom } from '../../sim/network/index.ts';
import { type StepContext, StepFailed, type StepHandlers } from '../runner/index.ts';
import type { ScalariumApi } from '../testbed/operator.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { findInstance } from './ec2.ts';
import { accessTo, cloudOf, type ManagedInstance, managerApi, roleOf } from './inventory.ts';

/** Hardly any machine boots and sets itself up faster, so nobody looks earlier. */
const FIRST_LOOK_SECONDS = 180;
/** All who wait look at the full and the half minute, at one list. */
const POLL_SECONDS = 30;
const PING_TIMEOUT_US = 20_000_000;

export function scalariumSteps(testbed: Testbed): StepHandlers {
  return {
    'scalarium:ping': async ({ with: { installation }, nowUs }) => {
      const startUs = nowUs();
      await ping(testbed, testbed.installation(installation).hostName);
      return { latencyMs: (nowUs() - startUs) / 1000 };
    },
    'scalarium:connect': async ({ with: { installation } }) => {
      const state = testbed.installation(installation);
      const [account] = state.genesis.tokens.keys();
      const { hostName, token } = accessTo(testbed, installation, account!);
      const { network } = testbed.world;
      // What the office's resolver gives: until the time to live has run out that may be the old address.
      const [address] = network.resolverOf(testbed.operator.process.host).lookup(hostName);
      await testbed.operator.api(hostName, token).get('/clouds');
      return { address };
    },
    'scalarium:start-instances': (context) => startInstances(testbed, context.with, context),
    'scalarium:stop-instances': (context) => stopInstances(testbed, context),
    'scalarium:restore-backup': async ({ with: { installation, to } }) => {
      const { ip } = await findInstance(testbed, testbed.installation(installation).spec.account, to);
      const restored = await testbed.operator.ssh(ip, 'restore-backup', { installation });
      return restored as Record<string, unknown>;
    },
    'scalarium:start-services': async ({ with: { installation, on }, sleep }) => {
      const { ip } = await findInstance(testbed, testbed.installation(installation).spec.account, on);
      await testbed.operator.ssh(ip, 'start-services', { installation });
      for (;;) {
        const answers = await ping(testbed, ip).then(
          () => true,
          () => false,
        );
        if (answers) return { address: ip };
        await sleep(POLL_SECONDS);
      }
    },
  };
}

async function ping(testbed: Testbed, hostName: string): Promise<void> {
  const { process } = testbed.operator;
  const response = await fetchFrom(process, `https://${hostName}/api/ping`, {}, { timeoutUs: PING_TIMEOUT_US });
  if (response.status !== 200) throw new StepFailed(`${hostName} answers ${response.status}`);
}

/** Stops the machines of an installation's cloud of a region; those that are at rest already stay as they are. */
async function stopInstances(
  testbed: Testbed,
  { with: { installation, region, zone }, sleep }: StepContext<'scalarium:stop-instances'>,
): Promise<{ stopped: string[] }> {
  const api = managerApi(testbed, installation);
  const cloud = await cloudOf(api, installation, region);
  const path = `/clouds/${cloud.id}/instances`;
  const awake = async () =>
    ((await api.get(path)) as ManagedInstance[]).filter(
      ({ status, availability_zone }) =>
        !['new', 'stopped'].includes(status) && (zone === undefined || availability_zone === region + zone),
    );
  const machines = await awake();
  for (const { id, status } of machines) if (status !== 'shutting_down') await api.post(`${path}/${id}/stop`);
  while ((await awake()).length > 0) await sleep(POLL_SECONDS);
  return { stopped: machines.map(({ nickname }) => nickname) };
}

export interface WantedMachines {
  installation: string;
  role: string;
  type: string;
  count: number;
  region: string;
  zone?: string;
}

/** Adds machines to the installation's cloud of a region, starts them and waits until all are online. */
export async function startInstances(
  testbed: Testbed,
  { installation, role, type, count, region, zone }: WantedMachines,
  { sleep, progress, nowUs }: Pick<StepContext, 'sleep' | 'progress' | 'nowUs'>,
): Promise<{ instances: string[]; addresses: (string | null)[] }> {
  const api = managerApi(testbed, installation);
  const cloud = await cloudOf(api, installation, region);
  const ids = await addInstances(api, cloud.id, { role, type, count, zoneName: region + (zone ?? 'a') });
  for (const id of ids) await api.post(`/clouds/${cloud.id}/instances/${id}/start`);
  let before = 0;
  for (let lookAfterSeconds = FIRST_LOOK_SECONDS; ; lookAfterSeconds = POLL_SECONDS) {
    const lookAtSeconds = POLL_SECONDS * Math.ceil((nowUs() / 1e6 + lookAfterSeconds) / POLL_SECONDS);
    await sleep(lookAtSeconds - nowUs() / 1e6);
    const instances = (await api.get(`/clouds/${cloud.id}/instances`)) as ManagedInstance[];
    const started = instances.filter(({ id }) => ids.includes(id));
    const failed = started.find(({ status }) => status === 'start_failed' || status === 'setup_failed');
    if (failed)
      throw new StepFailed(`${failed.nickname}: ${failed.status} (${failed.last_error ?? 'no reason given'})`);
    const online = started.filter(({ status }) => status === 'online');
    if (online.length !== before) progress(online.length / count, `${online.length} of ${count} ${role} online`);
    before = online.length;
    if (online.length === count) {
      testbed.installation(installation).startedIn(role, region);
      return { instances: started.map(({ id }) => id), addresses: started.map(({ ip }) => ip) };
    }
  }
}

async function addInstances(
  api: ScalariumApi,
  cloudId: string,
  { role, type, count, zoneName }: { role: string; type: string; count: number; zoneName: string },
): Promise<string[]> {
  const roleId = await roleOf(api, cloudId, role);
  const existing = (await api.get(`/clouds/${cloudId}/instances`)) as ManagedInstance[];
  const taken = new Set(existing.map(({ nickname }) => nickname));
  const ids: string[] = [];
  for (let number = 1; ids.length < count; number++) {
    const nickname = `${role}${number}`;
    if (taken.has(nickname)) continue;
    const body = { nickname, availability_zone: zoneName, instance_type: type, roles: [roleId] };
    const { id } = (await api.post(`/clouds/${cloudId}/instances`, body)) as { id: string };
    ids.push(id);
  }
  return ids;
}
