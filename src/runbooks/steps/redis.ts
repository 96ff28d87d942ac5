/**
 * Steps on Redis, with ioredis from the operators' office: the new master copies from a replica by following it, and is
 * promoted by following nobody.
 */
import { REDIS_PORT } from '../../sim/stores/redis-process.ts';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import { replicaRole } from '../testbed/census.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { ownMachine } from './ec2.ts';
import { fenceMasters } from './fence.ts';
import { machinesWith, onlineMaster, onlineWith } from './inventory.ts';

const POLL_SECONDS = 5;
const MASTER = 'redis-master';

export function redisSteps(testbed: Testbed): StepHandlers {
  const { operator } = testbed;
  const regionOf = (installation: string, region: string | undefined) =>
    region ?? testbed.installation(installation).regionOf(MASTER);
  return {
    'redis:fence': async ({ with: { installation, region, zone } }) => {
      const asked = { command: 'redis-stop', args: {}, fenced: 'is stopped' };
      return { how: await fenceMasters(testbed, installation, region, MASTER, asked, zone) };
    },
    'redis:unfence': async ({ with: { installation, region, zone } }) => {
      for (const { ip } of await machinesWith(testbed, installation, region, MASTER, zone)) {
        if (ip) await operator.ssh(ip, 'redis-start');
      }
    },
    'redis:seed-from-replica': async ({ with: { installation, region, zone }, sleep }) => {
      const where = regionOf(installation, region);
      const master = await onlineMaster(testbed, installation, { region: where, zone }, MASTER);
      const replica = await onlineWith(testbed, installation, where, replicaRole(MASTER));
      // A replica without its master gives nobody a copy (NOMASTERLINK): it has to stand on its own first.
      const source = operator.redis(replica.ip);
      const link = fieldsOf(await source.info('replication')).get('master_link_status');
      if (link === 'down') await source.replicaof('NO', 'ONE');
      const redis = operator.redis(master.ip);
      await redis.replicaof(replica.private_ip, REDIS_PORT);
      for (;;) {
        const info = fieldsOf(await redis.info('replication'));
        if (info.get('master_link_status') === 'up') return { bytes: Number(info.get('slave_repl_offset')) };
        await sleep(POLL_SECONDS);
      }
    },
    'redis:promote': async ({ with: { installation, region, zone, on } }) => {
      const master = on
        ? { nickname: on, ...(await ownMachine(testbed, installation, on)) }
        : await onlineMaster(testbed, installation, { region: regionOf(installation, region), zone }, MASTER);
      if (on) await operator.ssh(master.ip, 'stop-following', { store: 'redis' });
      const redis = operator.redis(master.ip);
      await redis.replicaof('NO', 'ONE');
      const role = fieldsOf(await redis.info('replication')).get('role');
      if (role !== 'master') throw new StepFailed(`${master.nickname} says that its role is ${role}`);
    },
  };
}

/** INFO's lines `name:value`. */
export function fieldsOf(info: string): Map<string, string> {
  return new Map(info.split('\r\n').map((line) => line.split(':', 2) as [string, string]));
}
