/**
 * Steps on an installation that nobody manages (the kernel): its machines are known from EC2's tags, it is
 * fenced machine by machine where it is now, and whoever takes over is asked what it sees.
 */
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import { cloudName } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { askOrStop } from './fence.ts';
import { type ManagedInstance, managerApi } from './inventory.ts';
import { inEveryRegion, isReplica, machinesOf, nameOf } from './machines.ts';

export function standbySteps(testbed: Testbed): StepHandlers {
  return {
    'scalarium:fence': async ({ with: { installation } }) => {
      const { spec, hostName } = testbed.installation(installation);
      // A standby that has taken over is still called a replica: the name leads to it.
      const active = testbed.world.network.dns.intended(hostName);
      const asked = { command: 'stop-services', args: {}, fenced: 'is stopped' };
      const how = await inEveryRegion(testbed, async (region) => {
        const machines = (await machinesOf(testbed, installation, region)).filter(
          (one) => !isReplica(one, installation) || active.includes(one.PublicIpAddress!),
        );
        return Promise.all(
          machines.map(async (one) => {
            const machine = { ip: one.PublicIpAddress, instanceId: one.InstanceId! };
            return `${nameOf(one)} ${await askOrStop(testbed, spec.account, region, machine, asked)}`;
          }),
        );
      });
      return { how: how.join(', ') || `no machine of ${installation} runs anywhere` };
    },
    'ec2:find-replica': async ({ with: { installation, region } }) => {
      const [machine] = (await machinesOf(testbed, installation, region)).filter((one) => isReplica(one, installation));
      if (!machine) throw new StepFailed(`${installation} has no machine with replicas that runs in ${region}`);
      await testbed.operator.ssh(machine.PublicIpAddress!, 'true');
      return { instanceId: machine.InstanceId, address: machine.PublicIpAddress };
    },
    'scalarium:sees': async ({ with: { installation, region, zone, min, max = Number.POSITIVE_INFINITY } }) => {
      const api = managerApi(testbed, installation);
      const clouds = (await api.get('/clouds')) as { id: string; name: string }[];
      const regions = region ? [region] : Object.keys(testbed.scenario.world.regions);
      let online = 0;
      for (const each of regions) {
        const cloud = clouds.find(({ name }) => name === cloudName(installation, each));
        if (!cloud) continue;
        const instances = (await api.get(`/clouds/${cloud.id}/instances`)) as ManagedInstance[];
        online += instances.filter(
          ({ status, availability_zone }) => status === 'online' && (!zone || availability_zone === each + zone),
        ).length;
      }
      const where = region ? ` in ${region}${zone ?? ''}` : '';
      if (online < min || online > max) {
        const wanted = online < min ? `at least ${min}` : `at most ${max}`;
        throw new StepFailed(`${online} machines of ${installation} are online${where}, not ${wanted}`);
      }
      return { online };
    },
  };
}
