/** A new replica after a recovery: a machine from the manager, and a continuous replication that it is asked for over HTTP. */
import { COUCH_PORT } from '../../sim/stores/couch-process.ts';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import { replicaRole } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { machinesWith } from './inventory.ts';
import { startInstances } from './scalarium.ts';

export function replicaSteps(testbed: Testbed): StepHandlers {
  return {
    'couchdb:create-replica': async (context) => {
      const { installation, region, zone, type } = context.with;
      const role = replicaRole('couch-master');
      const started = await startInstances(testbed, { installation, role, type, count: 1, region, zone }, context);
      const [address] = started.addresses as string[];
      const { database } = testbed.installation(installation).settings;
      const replica = testbed.operator.couch(address!);
      const source = `http://${await masterAddress(testbed, installation)}:${COUCH_PORT}/${database}`;
      await replica.request({
        method: 'POST',
        path: '_replicate',
        body: { source, target: database, continuous: true, create_target: true },
      });
      return { instance: started.instances[0] };
    },
  };
}

/** The master that takes writes now, wherever it is. */
async function masterAddress(testbed: Testbed, installation: string): Promise<string> {
  for (const region of Object.keys(testbed.scenario.world.regions)) {
    for (const { ip, status } of await machinesWith(testbed, installation, region, 'couch-master')) {
      if (status !== 'online' || !ip) continue;
      const writable = (await testbed.operator.ssh(ip, 'couchdb-writable?').catch(() => false)) as boolean;
      if (writable) return ip;
    }
  }
  throw new StepFailed(`${installation} has no CouchDB master that takes writes`);
}
