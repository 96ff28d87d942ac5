/** What several answers show of an instance. */
import type { GroupIdentifier, InstanceState } from '@aws-sdk/client-ec2';
import { SECOND_US } from '../../kernel/index.ts';
import { type AddressRecord, type InstanceRecord, type InstanceStateName, STATE_CODES } from '../state.ts';
import type { ActionContext } from './context.ts';

/** A terminated instance is still shown for a while: "usually an hour". */
const TERMINATED_VISIBLE_US = 3600 * SECOND_US;

/** The API knows the instance already, and still. */
export function isVisible({ kernel }: ActionContext, { visibleFromUs, terminatedAtUs }: InstanceRecord): boolean {
  if (kernel.nowUs < visibleFromUs) return false;
  return terminatedAtUs === undefined || kernel.nowUs - terminatedAtUs < TERMINATED_VISIBLE_US;
}

export function describeState(state: InstanceStateName): InstanceState {
  return { Code: STATE_CODES[state], Name: state };
}

/** In EC2-Classic an instance has addresses from `running` until it stops or ends; in a VPC its private one is its own from the start. */
export function shownAddresses(
  { own }: ActionContext,
  instance: InstanceRecord,
): { privateIp?: string; publicIp?: string } {
  const { state, hasRun } = instance;
  const isOn = hasRun && (state === 'running' || state === 'stopping' || state === 'shutting-down');
  const elastic = own.addressOf(instance.instanceId)?.publicIp;
  if (isOn) return { privateIp: instance.privateIp, publicIp: elastic ?? instance.publicIp };
  return own.vpc && state !== 'terminated' ? { privateIp: instance.privateIp, publicIp: elastic } : {};
}

export function groupsOf({ own }: ActionContext, instance: InstanceRecord | undefined): GroupIdentifier[] {
  return (instance?.groupIds ?? []).map((GroupId) => ({ GroupId, GroupName: own.groups.get(GroupId)?.groupName }));
}

export function zoneNameOf({ topology }: ActionContext, { account, zoneId }: InstanceRecord): string | undefined {
  return topology.zoneName(account, zoneId);
}

export function subnetIdOf({ own }: ActionContext, { zoneId }: InstanceRecord): string | undefined {
  return own.vpc?.subnets.get(zoneId)?.subnetId;
}

/** The one network interface of an instance in a VPC lives and dies with it, and shares its id's digits. */
export const interfaceIdOf = (instanceId: string) => instanceId.replace('i-', 'eni-');

/** The association of an elastic address with whatever has it. */
export const associationIdOf = ({ allocationId }: AddressRecord) => allocationId.replace('eipalloc-', 'eipassoc-');
