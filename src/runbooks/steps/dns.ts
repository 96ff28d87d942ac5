/** Switching DNS: an edit at the provider, which takes up to a minute to spread and a time to live to be noticed. */
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import type { InstallationState } from '../testbed/installation-state.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { findInstance } from './ec2.ts';
import { machinesWith } from './inventory.ts';

export function dnsSteps(testbed: Testbed): StepHandlers {
  const { dns } = testbed.world.network;
  /** Both records or none: one without the other helps nobody. */
  const point = (state: InstallationState, people: string[], agents: string[]) => {
    const records = [
      [state.hostName, people],
      [state.busName, agents],
    ] as const;
    for (const [name, addresses] of records) {
      if (addresses.length === 0) throw new StepFailed(`nothing to point ${name} to`);
    }
    for (const [name, addresses] of records) dns.set(name, addresses, state.spec.dns.ttlSeconds);
  };
  return {
    /** The record that agents use (the bus) goes along with the one that people use. */
    'dns:switch': async ({ with: { installation, record, to, instance } }) => {
      const state = installationOf(testbed, record) ?? testbed.installation(installation);
      if (instance) {
        const { ip } = await findInstance(testbed, state.spec.account, instance);
        point(state, [ip], [ip]);
        return;
      }
      const online = async (role: string) => {
        const machines = await machinesWith(testbed, state.name, to!, role);
        return machines.filter(({ status }) => status === 'online').map(({ ip }) => ip!);
      };
      point(state, await online('frontend'), await online('bus'));
    },
  };
}

function installationOf(testbed: Testbed, record: string | undefined): InstallationState | undefined {
  if (record === undefined) return undefined;
  const found = [...testbed.installations.values()].find(({ hostName }) => hostName === record);
  if (!found) throw new StepFailed(`nobody's record: ${record}`, { permanent: true });
  return found;
}
