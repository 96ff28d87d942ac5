/**
 * Whether an old kernel may still write, found out the way an operator would, who must not take silence for death: EC2
 * says what was stopped, and each other machine whether its CouchDB takes writes; where one says nothing, the replicas
 * elsewhere say whether they still hear their master. Where nobody says anything there is no number, and a safety rule
 * that asks for one bars.
 */
import { isReplica, machinesOf } from '../steps/machines.ts';
import { fieldsOf } from '../steps/redis.ts';
import { CommandFailed } from '../testbed/ssh.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { inRange, type Look } from './reading.ts';

/** Nobody waits longer for a machine that may be gone. */
const PATIENCE_US = 10_000_000;
/** One that EC2 was told to stop, or to end, writes on until EC2 has done it. */
const MAY_WRITE = ['pending', 'running', 'stopping', 'shutting-down'];

export function homeWriters(testbed: Testbed): Look<'scalarium:home-writers'> {
  return async ({ installation }, tolerance) => {
    const regions = Object.keys(testbed.scenario.world.regions);
    const found = await Promise.all(
      regions.map((region) => inTime(testbed, machinesOf(testbed, installation, region, { states: MAY_WRITE }))),
    );
    const masters = found.flatMap((machines) => machines ?? []).filter((machine) => !isReplica(machine, installation));
    const answers = await Promise.all(masters.map(({ PublicIpAddress: ip }) => takesWrites(testbed, ip!)));
    const writing = answers.filter((answer) => answer === true).length;
    // Of a region whose EC2 does not answer one machine at least is not known to be stopped.
    const silent = [...found, ...answers].filter((answer) => answer === undefined).length;
    if (silent === 0) return inRange(writing, tolerance, 'old masters take writes');
    const heard = await isHeard(testbed, installation);
    if (heard === undefined) return { ok: false, value: null, why: `nobody can tell whether ${installation} writes` };
    return inRange(writing + (heard ? silent : 0), tolerance, 'old masters take writes or are still heard');
  };
}

/** Undefined when the machine does not answer. */
async function takesWrites(testbed: Testbed, address: string): Promise<boolean | undefined> {
  const asked = testbed.operator.ssh(address, 'couchdb-writable?').catch((error) => {
    if (error instanceof CommandFailed) return false;
    throw error;
  });
  return (await inTime(testbed, asked)) as boolean | undefined;
}

/** Whether a replica of its Redis that answers has a link to its master; undefined when none answers. */
async function isHeard(testbed: Testbed, installation: string): Promise<boolean | undefined> {
  const { operator } = testbed;
  let heard: boolean | undefined;
  for (const region of new Set(testbed.installation(installation).spec.replicas.map((replica) => replica.region))) {
    const machines = (await inTime(testbed, machinesOf(testbed, installation, region))) ?? [];
    for (const { PublicIpAddress: ip } of machines.filter((machine) => isReplica(machine, installation))) {
      const info = await inTime(testbed, operator.redis(ip!).info('replication'));
      if (info !== undefined) heard = heard === true || fieldsOf(info).get('master_link_status') === 'up';
    }
  }
  return heard;
}

/** Undefined when it fails or takes too long. */
function inTime<T>({ operator }: Testbed, asked: Promise<T>): Promise<T | undefined> {
  const tooLate = operator.process.sleep(PATIENCE_US, 'home-writers').then(() => undefined);
  return Promise.race([asked.catch(() => undefined), tooLate]);
}
