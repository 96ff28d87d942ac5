/**
 * Steps on an installation that nobody manages (the kernel): its machines are known from EC2's tags, its old home is
 * fenced machine by machine, and whoever takes over is asked what it sees.
 */
import { DescribeInstancesCommand, type Instance, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import { cloudName } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { type ManagedInstance, managerApi } from './inventory.ts';

const LIVE_STATES = ['pending', 'running'];

export function standbySteps(testbed: Testbed): StepHandlers {
  return {
    'scalarium:fence': async ({ with: { installation } }) => {
      const { account, place } = testbed.installation(installation).spec;
      const machines = await machinesOf(testbed, installation, place.region);
      const how: string[] = [];
      for (const machine of machines.filter((one) => !isReplica(one, installation))) {
        how.push(`${nameOf(machine)} ${await fence(testbed, account, place.region, machine)}`);
      }
      return { how: how.join(', ') || `no machine of ${installation} runs in ${place.region}` };
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

/** The machine's own services are stopped; where it does not answer, EC2 stops the machine, now or when its zone is back. */
async function fence(testbed: Testbed, account: string, region: string, machine: Instance): Promise<string> {
  const answers = await testbed.operator.ssh(machine.PublicIpAddress!, 'stop-services').then(
    () => true,
    () => false,
  );
  if (answers) return 'is stopped';
  const stop = new StopInstancesCommand({ InstanceIds: [machine.InstanceId!], Force: true });
  await testbed.operator.ec2(account, region).send(stop);
  return 'does not answer: EC2 was told to stop it';
}

/** Machines of an installation that EC2 says run in a region: they carry their name as a tag. */
export async function machinesOf(
  testbed: Testbed,
  installation: string,
  region: string,
  states: readonly string[] = LIVE_STATES,
): Promise<Instance[]> {
  const { account } = testbed.installation(installation).spec;
  const filters = [{ Name: 'instance-state-name', Values: [...states] }];
  const { Reservations } = await testbed.operator
    .ec2(account, region)
    .send(new DescribeInstancesCommand({ Filters: filters }));
  const instances = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
  return instances.filter((one) => nameOf(one) === installation || nameOf(one).startsWith(`${installation}/`));
}

export function isReplica(machine: Instance, installation: string): boolean {
  return nameOf(machine).startsWith(`${installation}/replica-`);
}

function nameOf({ Tags }: Instance): string {
  return Tags?.find(({ Key }) => Key === 'Name')?.Value ?? '';
}
