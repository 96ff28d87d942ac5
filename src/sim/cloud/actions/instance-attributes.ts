/** What can be asked and changed of a single instance: DescribeInstanceAttribute, ModifyInstanceAttribute, and monitoring. */
import type { InstanceMonitoring } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter } from '../errors.ts';
import { instanceType } from '../instance-types.ts';
import { checkLaunch } from '../launch-rules.ts';
import type { InstanceRecord } from '../state.ts';
import type { ActionContext, ActionInput, ActionOutput, Handler } from './context.ts';
import { groupsOf } from './instance-view.ts';
import { checkShutdownBehavior, decodeUserData } from './launch-options.ts';
import { describeBlockDevices } from './launch-volumes.ts';
import { findGroup, findInstance, findInstances } from './lookup.ts';

type Answer = ActionOutput<'DescribeInstanceAttribute'>;
type Change = ActionInput<'ModifyInstanceAttribute'>;

const READ: Readonly<Record<string, (instance: InstanceRecord, context: ActionContext) => Answer>> = {
  blockDeviceMapping: (instance) => ({ BlockDeviceMappings: describeBlockDevices(instance) }),
  disableApiStop: ({ attributes }) => ({ DisableApiStop: { Value: attributes.disableApiStop } }),
  disableApiTermination: ({ attributes }) => ({ DisableApiTermination: { Value: attributes.disableApiTermination } }),
  ebsOptimized: ({ attributes }) => ({ EbsOptimized: { Value: attributes.ebsOptimized } }),
  enaSupport: () => ({ EnaSupport: { Value: false } }),
  groupSet: (instance, context) => ({ Groups: groupsOf(context, instance) }),
  instanceInitiatedShutdownBehavior: ({ attributes }) => ({
    InstanceInitiatedShutdownBehavior: { Value: attributes.instanceInitiatedShutdownBehavior },
  }),
  instanceType: ({ type }) => ({ InstanceType: { Value: type.name } }),
  kernel: () => ({ KernelId: {} }),
  productCodes: () => ({ ProductCodes: [] }),
  ramdisk: () => ({ RamdiskId: {} }),
  rootDeviceName: ({ image }) => ({ RootDeviceName: { Value: image.rootDeviceName } }),
  sourceDestCheck: ({ attributes }, { own }) =>
    own.vpc ? { SourceDestCheck: { Value: attributes.sourceDestCheck } } : {},
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
  userData: ({ userData }) => ({
    UserData: userData === '' ? {} : { Value: Buffer.from(userData, 'utf8').toString('base64') },
  }),
};

/** Throws InvalidParameterValue for an attribute that instances do not have. */
export const describeInstanceAttribute: Handler<'DescribeInstanceAttribute'> = (context, { InstanceId, Attribute }) => {
  const instance = findInstance(context, InstanceId);
  const read = Attribute && Object.hasOwn(READ, Attribute) ? READ[Attribute] : undefined;
  if (!read) throw invalidParameter(`Value (${Attribute}) for parameter attribute is invalid. Unknown attribute.`);
  return { InstanceId: instance.instanceId, ...read(instance, context) };
};

/** `Attribute` with `Value` says the same as the attribute's own member: the older way. */
const OLDER: Readonly<Record<string, (value: string) => Partial<Change>>> = {
  disableApiStop: (value) => ({ DisableApiStop: { Value: value === 'true' } }),
  disableApiTermination: (value) => ({ DisableApiTermination: { Value: value === 'true' } }),
  ebsOptimized: (value) => ({ EbsOptimized: { Value: value === 'true' } }),
  instanceInitiatedShutdownBehavior: (value) => ({ InstanceInitiatedShutdownBehavior: { Value: value } }),
  instanceType: (value) => ({ InstanceType: { Value: value } }),
  sourceDestCheck: (value) => ({ SourceDestCheck: { Value: value === 'true' } }),
  userData: (value) => ({ UserData: { Value: Buffer.from(value, 'base64') } }),
};

/**
 * One attribute a call. Type, user data and EBS optimisation need a stopped instance.
 * Throws IncorrectInstanceState, InvalidParameterCombination, InvalidParameterValue, InvalidGroup.NotFound,
 * InvalidInstanceAttributeValue.
 */
export const modifyInstanceAttribute: Handler<'ModifyInstanceAttribute'> = (context, input) => {
  const instance = findInstance(context, input.InstanceId);
  const { Attribute, Value } = input;
  const older = Attribute && Value !== undefined ? OLDER[Attribute]?.(Value) : undefined;
  if (Attribute && Value !== undefined && !older) {
    throw invalidParameter(`Value (${Attribute}) for parameter attribute is invalid. Unknown attribute.`);
  }
  const change: Change = { ...input, ...older };
  const orders = ordersOf(context, instance, change);
  if (orders.length !== 1) {
    throw new Ec2Error(
      'InvalidParameterCombination',
      orders.length === 0 ? 'No attributes specified.' : 'Fields for multiple attribute types specified.',
    );
  }
  orders[0]!();
  return {};
};

/** What is to be done, each with its checks made when it is called. */
function ordersOf(context: ActionContext, instance: InstanceRecord, change: Change): (() => void)[] {
  const { attributes } = instance;
  const orders: (() => void)[] = [];
  const order = <T>(value: T | undefined, act: (value: T) => void) => {
    if (value !== undefined) orders.push(() => act(value));
  };
  order(change.DisableApiStop?.Value, (value) => void (attributes.disableApiStop = value));
  order(change.DisableApiTermination?.Value, (value) => void (attributes.disableApiTermination = value));
  order(change.InstanceInitiatedShutdownBehavior?.Value, (value) => {
    attributes.instanceInitiatedShutdownBehavior = checkShutdownBehavior(value);
  });
  order(change.SourceDestCheck?.Value, (value) => {
    if (!context.own.vpc) throw new Ec2Error('UnsupportedOperation', 'This attribute is for instances of a VPC.');
    attributes.sourceDestCheck = value;
  });
  order(change.EbsOptimized?.Value, (value) => {
    requireStopped(instance, 'ebsOptimized');
    if (value)
      throw new Ec2Error('Unsupported', `EBS-optimized instances are not supported for ${instance.type.name}.`);
    attributes.ebsOptimized = value;
  });
  order(change.InstanceType?.Value, (value) => {
    requireStopped(instance, 'instanceType');
    if (!instanceType(value))
      throw new Ec2Error('InvalidInstanceAttributeValue', `Invalid value '${value}' for InstanceType.`);
    instance.type = checkLaunch(value, instance.image, instance.region);
  });
  order(change.UserData?.Value, (value) => {
    requireStopped(instance, 'userData');
    instance.userData = decodeUserData(Buffer.from(value).toString('base64'));
  });
  order(change.Groups, (ids) => {
    if (!context.own.vpc) throw new Ec2Error('UnsupportedOperation', 'The groups of an instance in EC2-Classic stay.');
    if (ids.length === 0) throw invalidParameter('An instance must have at least one security group.');
    instance.groupIds = [...new Set(ids.map((id) => findGroup(context, { id }).groupId))];
  });
  order(change.BlockDeviceMappings, (mappings) => {
    for (const { DeviceName = '', Ebs } of mappings) {
      const volume = instance.blockDevices.get(DeviceName);
      if (!volume?.attachment) {
        throw new Ec2Error('InvalidInstanceAttributeValue', `No device is currently mapped at ${DeviceName}`);
      }
      volume.attachment.deleteOnTermination = Ebs?.DeleteOnTermination ?? volume.attachment.deleteOnTermination;
    }
  });
  return orders;
}

function requireStopped({ instanceId, state }: InstanceRecord, attribute: string): void {
  if (state === 'stopped') return;
  throw new Ec2Error(
    'IncorrectInstanceState',
    `The instance '${instanceId}' is not in the 'stopped' state: its ${attribute} cannot be changed.`,
  );
}

export const monitorInstances: Handler<'MonitorInstances'> = (context, { InstanceIds }) => ({
  InstanceMonitorings: setMonitoring(context, InstanceIds, true),
});

export const unmonitorInstances: Handler<'UnmonitorInstances'> = (context, { InstanceIds }) => ({
  InstanceMonitorings: setMonitoring(context, InstanceIds, false),
});

function setMonitoring(context: ActionContext, ids: string[] | undefined, enabled: boolean): InstanceMonitoring[] {
  return findInstances(context, ids).map(({ instanceId, attributes }) => {
    attributes.monitoring = enabled;
    return { InstanceId: instanceId, Monitoring: { State: enabled ? 'enabled' : 'disabled' } };
  });
}
