/**
 * What every machine tells on EC2: its cloud, its name and its roles (blog of 2011-09-21; the keys are ours). A launch
 * brings the tags along. The job `tag` gives them to machines that run already: those that were started before there
 * were tags, and those of a cloud or role that has another name since.
 */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  type Instance as Ec2Instance,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { Cloud, Instance, Role } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import { type FollowUps, type Job, newJob } from '../queue/job.ts';
import { cloudState } from './commands.ts';
import type { Handler, Work } from './context.ts';
import type { Ec2Client } from './ec2.ts';

const roleKey = 'scalarium:role:';
/** EC2 takes at most 200 values in a filter. */
const idsAtOnce = 200;
const launchingPauseMs = 60_000;

export function tagsOf(instance: Instance, cloud: Cloud, roles: readonly Role[]): Tag[] {
  return [
    { Key: 'Name', Value: `${cloud.name} - ${instance.nickname}` },
    { Key: 'scalarium:cloud', Value: cloud.name },
    { Key: 'scalarium:instance', Value: instance.nickname },
    ...roles.map((role) => ({ Key: `${roleKey}${role.shortname}`, Value: role.name })),
  ];
}

/** Each wish is a job of its own, and they are done one after the other: the last one knows the newest names. */
export function tagJob({ random }: Environment, cloudId: string): Job<'tag'> {
  return newJob(random.hex(32), { kind: 'tag', cloudId });
}

/** Puts right the tags of all of a cloud's machines that EC2 knows; what a customer has tagged herself stays. */
export const tag: Handler<'tag'> = (work, job) =>
  work.locks.hold(`tags-${job.cloudId}`, job.id, () => tagAll(work, job));

async function tagAll(work: Work, job: Job<'tag'>): Promise<FollowUps> {
  const state = await cloudState(work.store, job.cloudId);
  const credential = state && (await work.store.get('credential', state.cloud.credential_id));
  if (!state || !credential) return {};
  const { cloud, roles } = state;
  const wanted = new Map(
    state.instances
      .filter((instance) => instance.ec2_instance_id)
      .map((instance) => [
        instance.ec2_instance_id!,
        tagsOf(
          instance,
          cloud,
          roles.filter((role) => instance.role_ids.includes(role._id)),
        ),
      ]),
  );
  const ec2 = work.ec2.on(credential, cloud);
  let changed = 0;
  for (const machine of await machinesOf(ec2, [...wanted.keys()])) {
    if (await putRight(ec2, machine, wanted.get(machine.InstanceId!)!)) changed++;
  }
  logTagged(work, cloud, changed);
  // A machine that is being launched may have got its tags from what was read before.
  if (!state.instances.some(({ status }) => status === 'requested')) return {};
  return { later: [{ job: tagJob(work.env, cloud._id), atMs: work.env.clock.nowMs() + launchingPauseMs }] };
}

function logTagged({ env }: Work, { name }: Cloud, instances: number): void {
  env.log('cloud.tagged', { cloud: name, instances });
}

async function machinesOf(ec2: Ec2Client, ids: readonly string[]): Promise<Ec2Instance[]> {
  const found: Ec2Instance[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const Filters = [{ Name: 'instance-id', Values: ids.slice(at, at + idsAtOnce) }];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    found.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  }
  return found.filter(({ State }) => State?.Name !== 'terminated');
}

/** Whether anything was wrong. */
async function putRight(
  ec2: Ec2Client,
  { InstanceId, Tags = [] }: Ec2Instance,
  wanted: readonly Tag[],
): Promise<boolean> {
  const has = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  const wrong = wanted.filter(({ Key, Value }) => has.get(Key) !== Value);
  const keys = new Set(wanted.map(({ Key }) => Key));
  const stale = Tags.filter(({ Key = '' }) => Key.startsWith(roleKey) && !keys.has(Key)).map(({ Key }) => ({ Key }));
  const Resources = [InstanceId!];
  if (wrong.length > 0) {
    await ec2.send(new CreateTagsCommand({ Resources, Tags: wrong }));
  }
  if (stale.length > 0) {
    await ec2.send(new DeleteTagsCommand({ Resources, Tags: stale }));
  }
  return wrong.length + stale.length > 0;
}
