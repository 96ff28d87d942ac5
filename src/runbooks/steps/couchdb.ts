/** Steps on CouchDB: through its HTTP API with nano, and a shell on its machine where files are concerned. */
import type { Instance } from '@aws-sdk/client-ec2';
import type { ServerScope } from 'nano';
import { architectureOf } from '../../platform/index.ts';
import { type StepContext, StepFailed, type StepHandlers } from '../runner/index.ts';
import { replicaRole } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { ownMachine } from './ec2.ts';
import { fenceMasters } from './fence.ts';
import { machinesWith, onlineMaster, onlineWith } from './inventory.ts';
import { isReplica, machinesOf } from './machines.ts';

const PROGRESS_EVERY_SECONDS = 600;
const MASTER = 'couch-master';
const REPLICA = replicaRole(MASTER);

export function couchSteps(testbed: Testbed): StepHandlers {
  const { operator } = testbed;
  const databaseOf = (installation: string) => testbed.installation(installation).settings.database;
  const regionOf = (installation: string, region: string | undefined) =>
    region ?? testbed.installation(installation).regionOf(MASTER);
  const masterIn = (installation: string, region: string | undefined, zone: string | undefined) =>
    onlineMaster(testbed, installation, { region: regionOf(installation, region), zone }, MASTER);

  return {
    'couchdb:can-seed': async ({ with: { installation, region } }) => {
      const { roles } = testbed.installation(installation).spec;
      const machines = await machinesOf(testbed, installation, region);
      const replicas = machines.filter((machine) => isReplica(machine, installation));
      if (replicas.length === 0) throw new StepFailed(`${installation} has no replica of CouchDB in ${region}`);
      const replica = await firstThatAnswers(testbed, replicas);
      const type = replica.InstanceType as string;
      const master = roles[MASTER]?.type ?? type;
      const [from, to] = [architectureOf(type), architectureOf(master)];
      if (from !== to && testbed.installation(installation).spec.data.indexPolicy === '2011') {
        throw new StepFailed(
          `the replica in ${region} is ${type} (${from}): its view files are of no use to ${master} (${to})`,
        );
      }
    },
    'couchdb:lag': async ({ with: { installation, maxSeconds, region } }) => {
      const lagSeconds = await replicationLagSeconds(testbed, installation, region);
      if (lagSeconds > maxSeconds)
        throw new StepFailed(`a replica is ${lagSeconds} s behind, more than ${maxSeconds} s`);
      return { lagSeconds };
    },
    'couchdb:fence': async ({ with: { installation, region, zone } }) => {
      const asked = { command: 'couchdb-writable', args: { writable: false }, fenced: 'is read-only' };
      return { how: await fenceMasters(testbed, installation, region, MASTER, asked, zone) };
    },
    'couchdb:unfence': async ({ with: { installation, region, zone } }) => {
      for (const { ip } of await machinesWith(testbed, installation, region, MASTER, zone)) {
        if (ip) await operator.ssh(ip, 'couchdb-writable', { writable: true });
      }
    },
    'couchdb:seed-from-replica': async ({ with: { installation, region, zone, views } }) => {
      const master = await masterIn(installation, region, zone);
      const replica = await onlineWith(testbed, installation, regionOf(installation, region), REPLICA);
      const copied = (await operator.ssh(master.ip, 'couchdb-copy-from', {
        address: replica.private_ip,
        indexes: views === 'reuse-if-compatible',
      })) as { indexesReused: string[]; indexesDiscarded: { why: string }[]; bytes: number };
      const info = await operator.couch(master.ip).db.get(databaseOf(installation));
      return {
        indexesReused: copied.indexesDiscarded.length === 0 && copied.indexesReused.length > 0,
        documents: info.doc_count,
        bytes: copied.bytes,
        why: copied.indexesDiscarded[0]?.why ?? '',
      };
    },
    'couchdb:build-views': async (context) => {
      const { installation, region, zone } = context.with;
      const master = await masterIn(installation, region, zone);
      await buildViews(
        testbed,
        context,
        operator.couch(master.ip),
        installation,
        regionOf(installation, region),
        master.ip,
      );
    },
    'couchdb:promote': async ({ with: { installation, region, zone, on } }) => {
      const master = on ? await ownMachine(testbed, installation, on) : await masterIn(installation, region, zone);
      if (on) await operator.ssh(master.ip, 'stop-following', { store: 'couchdb' });
      await operator.ssh(master.ip, 'couchdb-writable', { writable: true });
    },
    'couchdb:document-count': async ({ with: { installation, region, zone }, tolerance }) => {
      const { within } = tolerance as { within: number };
      const master = await masterIn(installation, region, zone);
      const replica = await onlineWith(testbed, installation, regionOf(installation, region), REPLICA);
      const database = databaseOf(installation);
      const [mine, theirs] = await Promise.all(
        [master, replica].map(async ({ ip }) => (await operator.couch(ip).db.get(database)).doc_count),
      );
      const apart = Math.abs(mine! - theirs!) / Math.max(1, theirs!);
      if (apart > within) throw new StepFailed(`${mine} documents on the new master, ${theirs} on the replica`);
      return { documents: mine };
    },
  };
}

/** Asks for every view, and tells how far the builds are; whether customers would get an answer is looked at meanwhile. */
async function buildViews(
  testbed: Testbed,
  { progress, sleep }: StepContext<'couchdb:build-views'>,
  couch: ServerScope,
  installation: string,
  region: string,
  address: string,
): Promise<void> {
  const { database } = testbed.installation(installation).settings;
  const patient = testbed.operator.patientCouch(address).use(database);
  const { rows } = await patient.list({ startkey: '_design/', endkey: '_design0', include_docs: true });
  const views = (rows as unknown as { id: string; doc: { views: Record<string, unknown> } }[]).map(({ id, doc }) => ({
    design: id.replace('_design/', ''),
    view: Object.keys(doc.views)[0]!,
  }));
  let built = 0;
  let failure: Error | undefined;
  const queries = views.map(({ design, view }) =>
    patient.view(design, view, { limit: 0 }).then(
      () => void built++,
      (error: Error) => {
        failure ??= error;
      },
    ),
  );
  const all = Promise.all(queries).then(() => true);
  const frontend = await onlineWith(testbed, installation, region, 'frontend').catch(() => undefined);
  const token = testbed.installation(installation).token(testbed.installation(installation).spec.account);
  for (;;) {
    const done = await Promise.race([all, sleep(PROGRESS_EVERY_SECONDS).then(() => false)]);
    if (failure) throw new StepFailed(`a view query failed: ${failure.message}`);
    if (done) return;
    const tasks = (await couch.request({ path: '_active_tasks' })) as {
      type: string;
      progress: number;
      design_document: string;
    }[];
    const building = tasks.filter(({ type }) => type === 'indexer');
    const now = building.map(({ design_document, progress: percent }) => `${design_document} ${percent} %`).join(', ');
    progress(
      (built + building.reduce((sum, { progress: percent }) => sum + percent / 100, 0)) / views.length,
      `${built} of ${views.length} indexes built${now && `, building ${now}`}`,
    );
    // What customers would ask, asked of a new frontend; its answer, a 503 while a view query waits, is in its own log.
    if (frontend) {
      await testbed.operator
        .api(frontend.ip, token)
        .request('GET', '/clouds')
        .catch(() => {});
    }
  }
}

/** The first of these machines whose CouchDB runs. Rejects as the last of them does when there is none. */
async function firstThatAnswers(testbed: Testbed, machines: readonly Instance[]): Promise<Instance> {
  let why: unknown;
  for (const machine of machines) {
    try {
      await testbed.operator.ssh(machine.PublicIpAddress ?? '', 'couchdb-writable?');
      return machine;
    } catch (error) {
      why = error;
    }
  }
  throw why;
}

/** How long the worst replica has had changes to fetch without fetching them. */
async function replicationLagSeconds(
  testbed: Testbed,
  installation: string,
  only: string | undefined,
): Promise<number> {
  const regions = only ? [only] : Object.keys(testbed.scenario.world.regions);
  let worst: number | undefined;
  for (const region of regions) {
    for (const { ip, nickname } of await machinesWith(testbed, installation, region, REPLICA)) {
      const tasks = (await testbed.operator.couch(ip!).request({ path: '_active_tasks' })) as ReplicationTask[];
      const task = tasks.find(({ type }) => type === 'replication');
      if (!task) throw new StepFailed(`${nickname} in ${region} does not replicate`);
      const lag = task.changes_pending > 0 ? testbed.world.kernel.nowMs() / 1000 - task.updated_on : 0;
      worst = Math.max(worst ?? 0, lag);
    }
  }
  if (worst === undefined) throw new StepFailed(`${installation} has no replica of CouchDB in ${regions.join(', ')}`);
  return worst;
}

interface ReplicationTask {
  type: string;
  changes_pending: number;
  /** Seconds since the epoch: when the source was last heard. */
  updated_on: number;
}
