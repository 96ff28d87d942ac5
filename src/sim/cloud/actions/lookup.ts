/** Finding an account's own things by the ids of a request, with EC2's errors where there are none. */
import { SECOND_US } from '../../kernel/index.ts';
import { Ec2Error, missingParameter, notFound } from '../errors.ts';
import type { InstanceRecord, SecurityGroupRecord, VolumeRecord } from '../state.ts';
import type { ActionContext } from './context.ts';

/** A terminated instance is still shown for a while: "usually an hour". */
const TERMINATED_VISIBLE_US = 3600 * SECOND_US;

export function isVisible(context: ActionContext, instance: InstanceRecord): boolean {
  return (
    instance.terminatedAtUs === undefined || context.kernel.nowUs - instance.terminatedAtUs < TERMINATED_VISIBLE_US
  );
}

/** Throws InvalidInstanceID.Malformed or InvalidInstanceID.NotFound. */
export function findInstance(context: ActionContext, instanceId: string): InstanceRecord {
  if (!/^i-[0-9a-f]+$/.test(instanceId))
    throw new Ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${instanceId}"`);
  const instance = context.own.instances.get(instanceId);
  if (!instance || !isVisible(context, instance))
    throw notFound('InvalidInstanceID.NotFound', 'instance ID', instanceId);
  return instance;
}

/** All or none: an unknown id fails the request. Each instance once. */
export function findInstances(context: ActionContext, instanceIds: readonly string[] | undefined): InstanceRecord[] {
  if (!instanceIds || instanceIds.length === 0) throw missingParameter('InstanceId');
  return [...new Set(instanceIds)].map((instanceId) => findInstance(context, instanceId));
}

/** Throws InvalidGroup.NotFound. */
export function findGroup(context: ActionContext, by: { name?: string; id?: string }): SecurityGroupRecord {
  for (const group of context.own.groups.values()) {
    if (by.id !== undefined ? group.groupId === by.id : group.groupName === by.name) return group;
  }
  if (by.id === undefined && by.name === undefined) throw missingParameter('GroupName');
  throw notFound('InvalidGroup.NotFound', 'security group', by.id ?? by.name ?? '');
}

/** Throws InvalidVolume.NotFound. */
export function findVolume(context: ActionContext, volumeId: string | undefined): VolumeRecord {
  if (!volumeId) throw missingParameter('VolumeId');
  const volume = context.own.volumes.get(volumeId);
  if (!volume) throw notFound('InvalidVolume.NotFound', 'volume', volumeId);
  return volume;
}
