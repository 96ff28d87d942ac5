/**
 * Going home without losing a write: the new master first follows the one that still takes writes, in another region;
 * once that one is fenced and everything has arrived, they change places.
 */
import { COUCH_PORT } from '../../sim/stores/couch-process.ts';
import { REDIS_PORT } from '../../sim/stores/redis-process.ts';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import { replicaRole } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { onlineMaster, onlineWith } from './inventory.ts';
import { fieldsOf } from './redis.ts';

const POLL_SECONDS = 5;
const COUCH = 'couch-master';
const REDIS = 'redis-master';

export function followSteps(testbed: Testbed): StepHandlers {
  const { operator } = testbed;
  return {
    'couchdb:follow-master': async ({ with: { installation, region, from, views } }) => {
      const { database } = testbed.installation(installation).settings;
      const source = await onlineMaster(testbed, installation, { region: from }, COUCH);
      const master = await onlineMaster(testbed, installation, { region }, COUCH);
      // Private addresses mean nothing in another region.
      const copied = (await operator.ssh(master.ip, 'couchdb-copy-from', {
        address: source.ip,
        indexes: views === 'reuse-if-compatible',
      })) as { indexesReused: string[]; indexesDiscarded: unknown[]; bytes: number };
      await operator.couch(master.ip).request({
        method: 'POST',
        path: '_replicate',
        body: { source: `http://${source.ip}:${COUCH_PORT}/${database}`, target: database, continuous: true },
      });
      const { doc_count } = await operator.couch(master.ip).db.get(database);
      return {
        indexesReused: copied.indexesDiscarded.length === 0 && copied.indexesReused.length > 0,
        documents: doc_count,
        bytes: copied.bytes,
      };
    },
    /** Asks the source how many changes it has, and the follower up to which it has taken them. */
    'couchdb:caught-up': async ({ with: { installation, region, from } }) => {
      const { database } = testbed.installation(installation).settings;
      const source = await onlineMaster(testbed, installation, { region: from }, COUCH);
      const master = await onlineMaster(testbed, installation, { region }, COUCH);
      const { update_seq } = (await operator.couch(source.ip).db.get(database)) as unknown as { update_seq: number };
      const tasks = (await operator.couch(master.ip).request({ path: '_active_tasks' })) as ReplicationTask[];
      const task = tasks.find(({ type }) => type === 'replication');
      if (!task) throw new StepFailed(`${master.nickname} in ${region} follows nobody`);
      const behind = Number(update_seq) - Number(task.through_seq);
      if (behind > 0) throw new StepFailed(`${master.nickname} in ${region} lacks ${behind} changes of ${from}`);
      return { changes: Number(update_seq) };
    },
    'redis:follow-master': async ({ with: { installation, region, from }, sleep }) => {
      const source = await onlineMaster(testbed, installation, { region: from }, REDIS);
      const master = await onlineMaster(testbed, installation, { region }, REDIS);
      const redis = operator.redis(master.ip);
      await redis.replicaof(source.ip, REDIS_PORT);
      for (;;) {
        const info = fieldsOf(await redis.info('replication'));
        if (info.get('master_link_status') === 'up') return { bytes: Number(info.get('slave_repl_offset')) };
        await sleep(POLL_SECONDS);
      }
    },
    /** One that follows nobody was never seeded, or takes writes already: either way nothing says what it lacks. */
    'redis:caught-up': async ({ with: { installation, region, zone, from } }) => {
      const source = from
        ? await onlineMaster(testbed, installation, { region: from }, REDIS)
        : await onlineWith(testbed, installation, region, replicaRole(REDIS));
      const master = await onlineMaster(testbed, installation, { region, zone }, REDIS);
      const mine = fieldsOf(await operator.redis(master.ip).info('replication'));
      if (mine.get('master_link_status') !== 'up') {
        throw new StepFailed(
          `${master.nickname} in ${region} does not follow ${source.nickname}: nobody has seeded it`,
        );
      }
      const theirs = fieldsOf(await operator.redis(source.ip).info('replication'));
      const behind = Number(theirs.get('master_repl_offset')) - Number(mine.get('slave_repl_offset'));
      if (behind > 0) throw new StepFailed(`${master.nickname} in ${region} is ${behind} bytes behind`);
      return { bytes: Number(mine.get('slave_repl_offset')) };
    },
  };
}

interface ReplicationTask {
  type: string;
  through_seq: number;
}
