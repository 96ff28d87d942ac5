/**
 * Orders for instances that exist: terminate, stop, start, reboot. Each is all or nothing, and is accepted for a zone
 * that cannot be reached.
 */
import type { InstanceStateChange } from '@aws-sdk/client-ec2';
import { Ec2Error, incorrectState, instanceLimitExceeded } from '../errors.ts';
import type { InstanceRecord, InstanceStateName } from '../state.ts';
import type { Handler } from './context.ts';
import { describeState } from './instance-view.ts';
import { requireRoot } from './launch-volumes.ts';
import { findInstances } from './lookup.ts';

/** Terminating what is terminated, or about to be, changes nothing. */
export const terminateInstances: Handler<'TerminateInstances'> = (context, { InstanceIds }) => {
  const instances = findInstances(context, InstanceIds);
  for (const { instanceId, attributes } of instances) {
    if (attributes.disableApiTermination) throw forbidden(instanceId, 'terminated', 'disableApiTermination');
  }
  const order = (instance: InstanceRecord) => {
    if (instance.state !== 'shutting-down' && instance.state !== 'terminated') context.lifecycle.terminate(instance);
  };
  return { TerminatingInstances: instances.map((instance) => changeOf(instance, order)) };
};

export const stopInstances: Handler<'StopInstances'> = (context, { InstanceIds, Hibernate }) => {
  if (Hibernate) {
    throw new Ec2Error(
      'UnsupportedHibernationConfiguration',
      'Instances that can hibernate came in 2018: there are none',
    );
  }
  const instances = findInstances(context, InstanceIds);
  for (const instance of instances) {
    requireState(instance, ['running', 'stopping', 'stopped'], 'stopped');
    if (instance.attributes.disableApiStop) throw forbidden(instance.instanceId, 'stopped', 'disableApiStop');
    if (instance.image.rootDeviceType !== 'ebs') {
      throw new Ec2Error(
        'UnsupportedOperation',
        `The instance '${instance.instanceId}' does not have an 'ebs' root device type and cannot be stopped.`,
      );
    }
  }
  const order = (instance: InstanceRecord) => {
    if (instance.state === 'running') context.lifecycle.stop(instance);
  };
  return { StoppingInstances: instances.map((instance) => changeOf(instance, order)) };
};

export const startInstances: Handler<'StartInstances'> = (context, { InstanceIds }) => {
  const instances = findInstances(context, InstanceIds);
  for (const instance of instances) requireState(instance, ['stopped', 'pending', 'running'], 'started');
  for (const instance of instances) requireRoot(instance);
  const starting = instances.filter(({ state }) => state === 'stopped');
  const remaining = Math.max(0, context.quotas.instances - context.own.runningInstances);
  if (starting.length > remaining) throw instanceLimitExceeded(remaining, starting.length);
  const wanted = new Map<string, { zoneId: string; type: string; count: number }>();
  for (const { zoneId, type } of starting) {
    const key = `${zoneId}/${type.name}`;
    wanted.set(key, { zoneId, type: type.name, count: (wanted.get(key)?.count ?? 0) + 1 });
  }
  for (const { zoneId, type, count } of wanted.values()) {
    if (context.controlPlane.roomFor(zoneId, { account: context.account, type }) < count) {
      throw new Ec2Error('InsufficientInstanceCapacity', 'Insufficient capacity to satisfy instance request', 500);
    }
  }
  const order = (instance: InstanceRecord) => {
    if (instance.state === 'stopped') context.lifecycle.start(instance);
  };
  return { StartingInstances: instances.map((instance) => changeOf(instance, order)) };
};

export const rebootInstances: Handler<'RebootInstances'> = (context, { InstanceIds }) => {
  const instances = findInstances(context, InstanceIds);
  for (const instance of instances) requireState(instance, ['running'], 'rebooted');
  for (const instance of instances) context.lifecycle.reboot(instance);
  return {};
};

function changeOf(instance: InstanceRecord, order: (instance: InstanceRecord) => void): InstanceStateChange {
  const before = instance.state;
  order(instance);
  return {
    InstanceId: instance.instanceId,
    PreviousState: describeState(before),
    CurrentState: describeState(instance.state),
  };
}

function requireState(instance: InstanceRecord, allowed: readonly InstanceStateName[], wanted: string): void {
  if (!allowed.includes(instance.state)) throw incorrectState(instance.instanceId, wanted);
}

const forbidden = (instanceId: string, what: string, attribute: string) =>
  new Ec2Error(
    'OperationNotPermitted',
    `The instance '${instanceId}' may not be ${what}. Modify its '${attribute}' instance attribute and try again.`,
  );
