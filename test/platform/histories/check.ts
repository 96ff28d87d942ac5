/** What holds when a history has come to rest. Each check says in a line what is wrong. */
import type { Run } from '../small-installation.ts';
import type { Actor } from './actor.ts';
import { type Machine, machinesOf } from './machines.ts';

interface Shown {
  id: string;
  nickname: string;
  status: string;
  ec2_instance_id: string | null;
  role_ids: string[];
}

export async function problems(actor: Actor): Promise<string[]> {
  const { small } = actor;
  const cloud = `/clouds/${small.cloud._id}`;
  const [instances, roles, deployments] = (
    await Promise.all(['instances', 'roles', 'deployments'].map((what) => small.api('GET', `${cloud}/${what}`)))
  ).map(({ status, body }) => {
    if (status !== 200) throw new Error(`the installation is not well: ${status} ${JSON.stringify(body)}`);
    return body;
  }) as [Shown[], { _id: string; id: string; name: string; shortname: string }[], { id: string; status: string }[]];
  const machines = machinesOf(small);
  const online = instances.filter(({ status }) => status === 'online');
  return [
    ...actor.wrong,
    ...owners(instances, machines),
    ...online.flatMap((one) => machineOf(one, machines, roles)),
    ...online.flatMap((one) => configured(one, online, roles, small.runs)),
    ...online.flatMap(({ nickname }) => leftovers(actor, nickname)),
    ...deployments.filter(({ status }) => status === 'running').map(({ id }) => `deployment ${id} has not ended`),
    ...transitions(instances, actor),
    ...granted(instances, actor),
    ...tooSoon(actor),
  ];
}

/** Every machine belongs to the definition that it was launched for, which knows it. */
function owners(instances: readonly Shown[], machines: readonly Machine[]): string[] {
  return machines.flatMap(({ InstanceId, ClientToken, State }) => {
    const owner = instances.find((one) => one.ec2_instance_id === InstanceId);
    if (owner) return ClientToken!.startsWith(owner.id) ? [] : [`${InstanceId} is another's`];
    return [`${InstanceId} (${State!.Name}) has no owner`];
  });
}

function machineOf(
  one: Shown,
  machines: readonly Machine[],
  roles: readonly { id: string; name: string; shortname: string }[],
): string[] {
  const machine = machines.find(({ InstanceId }) => InstanceId === one.ec2_instance_id);
  const state = machine?.State?.Name ?? 'gone';
  if (state !== 'running') return [`${one.nickname} is online and its machine is ${state}`];
  const own = roles.filter(({ id }) => one.role_ids.includes(id));
  const expected = {
    Name: `shop - ${one.nickname}`,
    'scalarium:cloud': 'shop',
    'scalarium:instance': one.nickname,
    ...Object.fromEntries(own.map(({ shortname, name }) => [`scalarium:role:${shortname}`, name])),
  };
  const tags = Object.fromEntries(machine!.Tags!.map(({ Key, Value }) => [Key, Value]));
  const wrong = Object.entries(expected).filter(([key, value]) => tags[key] !== value);
  return wrong.map(([key, value]) => `${one.nickname}: tag ${key} is ${tags[key]} and not ${value}`);
}

/** The last configure of an online instance names exactly those that are online, role by role. */
function configured(
  one: Shown,
  online: readonly Shown[],
  roles: readonly { id: string; shortname: string }[],
  runs: readonly Run[],
): string[] {
  const last = runs.findLast(({ nickname, activity }) => nickname === one.nickname && activity === 'configure');
  if (!last) return [`${one.nickname} was never configured`];
  const told = (last.json as { scalarium: { roles: Record<string, { instances: object }> } }).scalarium.roles;
  return roles.flatMap(({ id, shortname }) => {
    const members = online.filter(({ role_ids }) => role_ids.includes(id)).map(({ nickname }) => nickname);
    const known = Object.keys(told[shortname]?.instances ?? {});
    return members.sort().join() === known.sort().join()
      ? []
      : [`${one.nickname} knows ${shortname} as [${known}] and not [${members}]`];
  });
}

/** An application that was removed is on no machine. */
function leftovers(actor: Actor, nickname: string): string[] {
  const { small } = actor;
  return Object.keys(small.applications(nickname))
    .filter((slug) => actor.removed.has(slug))
    .map((slug) => `${slug} was removed and is still on ${nickname}`);
}

/** Nothing is left on its way: a wish was granted, refused or has failed with a reason. */
function transitions(instances: readonly Shown[], actor: Actor): string[] {
  const resting = ['new', 'online', 'setup_failed', 'start_failed', 'offline', 'stopped'];
  // Who is time- or load-based may be on its way at any moment.
  return instances
    .filter(({ id, status }) => !resting.includes(status) && !actor.scaled.has(id))
    .map(({ nickname, status }) => `${nickname} is still ${status}`);
}

/** Who was started runs, unless the machine died before its agent called or nobody heals it; who was stopped is stopped. */
function granted(instances: readonly Shown[], { wished, scaled, unhealed }: Actor): string[] {
  return instances.flatMap(({ id, nickname, status }) => {
    const wish = wished.get(id);
    if (!wish || scaled.has(id)) return [];
    const may = wish === 'stop' ? ['stopped'] : ['online', 'start_failed', ...(unhealed.has(id) ? ['offline'] : [])];
    return may.includes(status) ? [] : [`${nickname} is ${status} after a ${wish}`];
  });
}

/** From the shutdown event, which says when it was sent in whole seconds, to TerminateInstances it is 45 s. */
function tooSoon({ small }: Actor): string[] {
  const startMs = small.world.kernel.startMs;
  return small.ec2Calls
    .filter(({ action, ok }) => action === 'TerminateInstances' && ok)
    .flatMap(({ atUs, input }) => {
      const [ec2InstanceId] = (input as { InstanceIds: string[] }).InstanceIds;
      const shutdown = small.runs.find((run) => run.activity === 'shutdown' && run.ec2InstanceId === ec2InstanceId);
      if (!shutdown) return [];
      const { sent_at } = (shutdown.json as { scalarium: { sent_at: number } }).scalarium;
      const waitedMs = startMs + atUs / 1000 - sent_at * 1000;
      return waitedMs < 45_000 ? [`${ec2InstanceId} was terminated after ${waitedMs} ms`] : [];
    });
}
