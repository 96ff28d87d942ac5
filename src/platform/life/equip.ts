/** The job `equip`: what a machine gets on EC2 once it runs, its volumes and its elastic address. */
import { type Instance, type Role, timestamp } from '../documents/index.ts';
import { describeError } from '../errors.ts';
import { configureJob, type FollowUps, type Job, newJob } from '../queue/job.ts';
import { hasVolumes, volumesOf } from '../volumes.ts';
import type { Handler, Work } from './context.ts';
import { attachVolumes, isVolumeRefusal, makeVolumes } from './ebs.ts';
import { isRefusal } from './ec2-errors.ts';
import { associate, elasticIpOf, needsElasticIp } from './elastic-ip.ts';
import { audit } from './passage.ts';
import { apply, rolesOf, surroundings, unknownLooks } from './subject.ts';

/** While EC2 makes or detaches a volume it is asked this often: a new machine waits for its disks. What takes long, less often. */
const lookMs = 5_000;
const eagerLooks = 24;

/** The job for a start whose machine needs something; none for a machine that needs nothing. */
export function equipJobs({ env }: Work, instance: Instance, roles: readonly Role[]): Job[] {
  if (!hasVolumes(instance, roles) && !needsElasticIp(instance, roles)) return [];
  const { _id: instanceId, start_count: startCount } = instance;
  return [newJob(env.random.hex(32), { kind: 'equip', instanceId, startCount, looks: 0 })];
}

export const equip: Handler<'equip'> = (work, job) =>
  work.locks.hold(job.instanceId, job.id, async () => {
    const instance = await work.store.get('instance', job.instanceId);
    if (!instance?.ec2_instance_id || instance.start_count !== job.startCount) return {};
    if (instance.status === 'shutting_down') return {};
    const { cloud, credential } = await surroundings(work, instance);
    const seen = await work.ec2.look(instance.ec2_instance_id, cloud, credential);
    if (!seen && job.attempt < unknownLooks) throw new Error('EC2 does not know the instance yet');
    const state = seen?.State?.Name;
    if (state === 'pending') return later(work, job, work.config.pollMs);
    if (state !== 'running') return {};
    const ec2 = work.ec2.on(credential, cloud);
    const roles = await rolesOf(work, instance);
    try {
      const all = await giveVolumes(work, ec2, instance, roles, seen!.Placement!.AvailabilityZone!);
      if (!all) return later(work, job, lookMs);
    } catch (error) {
      if (!isVolumeRefusal(error)) throw error;
      return apply(work, job, { kind: 'equip-failed', reason: describeError(error) });
    }
    return needsElasticIp(instance, roles) ? giveAddress(work, job, ec2, instance) : {};
  });

type Ec2 = Parameters<typeof associate>[0];

/** True when all are attached. The zone of its volumes is the instance's zone from then on. */
async function giveVolumes(
  { env, store }: Work,
  ec2: Ec2,
  instance: Instance,
  roles: readonly Role[],
  zone: string,
): Promise<boolean> {
  const planned = volumesOf(instance, roles);
  if (planned.length === 0) return true;
  const volumes = await makeVolumes(ec2, instance, planned, zone);
  if (volumes.some(({ volume_id }, at) => volume_id !== instance.volumes[at]?.volume_id)) {
    const updated_at = timestamp(env.clock.nowMs());
    await store.update('instance', instance._id, (newest) => ({
      ...newest,
      volumes,
      availability_zone: zone,
      updated_at,
    }));
  }
  const attached = await attachVolumes(ec2, instance.ec2_instance_id!, volumes);
  if (attached) env.log('instance.volumes', { instance: instance._id, volumes: volumes.length });
  return attached;
}

/** Written down before it is associated, so that it has an owner whatever happens. An instance without one keeps its own address. */
async function giveAddress(work: Work, job: Job<'equip'>, ec2: Ec2, instance: Instance): Promise<FollowUps> {
  const { env, config, store } = work;
  try {
    const address = await elasticIpOf(ec2, instance);
    const elastic_ip = address.PublicIp!;
    if (instance.elastic_ip !== elastic_ip) {
      await store.update('instance', instance._id, (newest) => ({ ...newest, elastic_ip }));
    }
    await associate(ec2, address, instance.ec2_instance_id!);
    const updated = await store.update('instance', instance._id, (newest) =>
      newest.start_count === job.startCount && newest.ip !== elastic_ip
        ? { ...newest, ip: elastic_ip, updated_at: timestamp(env.clock.nowMs()) }
        : undefined,
    );
    env.log('instance.elastic-ip', { instance: instance._id, ip: elastic_ip });
    if (updated?.after.status !== 'online') return {};
    const atMs = env.clock.nowMs() + config.configureDelayMs;
    return { later: [{ job: configureJob(instance.cluster_id), atMs }] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { cluster_id, _id: instance_id, nickname } = instance;
    const message = `${nickname} has no elastic IP: ${describeError(error)}`;
    await audit(env, store, { cluster_id, instance_id, action: 'elastic-ip-failed', message });
    return {};
  }
}

function later({ env }: Work, { instanceId, startCount, looks }: Job<'equip'>, pauseMs: number): FollowUps {
  const job = newJob(env.random.hex(32), { kind: 'equip', instanceId, startCount, looks: looks + 1 });
  const patience = looks < eagerLooks ? 1 : 12;
  return { later: [{ job, atMs: env.clock.nowMs() + patience * pauseMs }] };
}
