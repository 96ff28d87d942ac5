/**
 * An installation's machines as EC2 shows them: whoever asks needs no Scalarium that answers. The machines of the
 * scenario carry their name as a tag (`kernel/all-in-one`), those that Scalarium started their cloud and their roles.
 */
import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { cloudName, replicaRole } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';

const RUNNING_STATES = ['pending', 'running'];
const REPLICA_ROLES = ['couch-master', 'redis-master'].map(replicaRole);

/** What EC2 knows of an account's machines in a region: all of them, those in some states, or those with an id. */
export async function describe(
  testbed: Testbed,
  account: string,
  region: string,
  { ids, filterId, states }: { ids?: string[]; filterId?: string; states?: readonly string[] },
): Promise<Instance[]> {
  const filters = [
    ...(states ? [{ Name: 'instance-state-name', Values: [...states] }] : []),
    ...(filterId ? [{ Name: 'instance-id', Values: [filterId] }] : []),
  ];
  const { Reservations } = await testbed.operator
    .ec2(account, region)
    .send(new DescribeInstancesCommand({ InstanceIds: ids, Filters: filters.length > 0 ? filters : undefined }));
  return (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
}

/** Machines of an installation in a region (of one role), by default those that run. */
export async function machinesOf(
  testbed: Testbed,
  installation: string,
  region: string,
  { states = RUNNING_STATES, role }: { states?: readonly string[]; role?: string } = {},
): Promise<Instance[]> {
  const { account } = testbed.installation(installation).spec;
  const instances = await describe(testbed, account, region, { states });
  return instances.filter((one) => belongsTo(one, installation, region, role));
}

export function belongsTo(machine: Instance, installation: string, region: string, role?: string): boolean {
  if (tagOf(machine, 'scalarium:cloud') === cloudName(installation, region)) {
    return role === undefined || hasRole(machine, role);
  }
  const name = nameOf(machine);
  return name === installation || name.startsWith(`${installation}/${role ?? ''}`);
}

/** Whether a machine was started to follow masters elsewhere; one that has been promoted since keeps its name. */
export function isReplica(machine: Instance, installation: string): boolean {
  return nameOf(machine).startsWith(`${installation}/replica-`) || REPLICA_ROLES.some((role) => hasRole(machine, role));
}

export function nameOf(machine: Instance): string {
  return tagOf(machine, 'Name') ?? '';
}

/**
 * Does something in every region at once; a region whose EC2 does not answer keeps nobody from the others. Rejects,
 * once all are done, with what the first of them failed with.
 */
export async function inEveryRegion<T>(testbed: Testbed, act: (region: string) => Promise<T[]>): Promise<T[]> {
  const done = await Promise.allSettled(Object.keys(testbed.scenario.world.regions).map(act));
  const failed = done.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  if (failed) throw failed.reason;
  return done.flatMap((each) => (each as PromiseFulfilledResult<T[]>).value);
}

function hasRole(machine: Instance, role: string): boolean {
  return tagOf(machine, `scalarium:role:${role}`) !== undefined;
}

function tagOf({ Tags }: Instance, key: string): string | undefined {
  return Tags?.find(({ Key }) => Key === key)?.Value;
}
