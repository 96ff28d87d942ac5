/** Which instance has which volume: only one, and only in the volume's own zone. */
import { connect, disconnect, rootVolume, settleDisk } from '../block-devices.ts';
import { Ec2Error, incorrectState, invalidParameter } from '../errors.ts';
import type { Handler } from './context.ts';
import { findInstance, findVolume } from './lookup.ts';
import { carryOut, describeAttachment } from './volumes.ts';

/** A volume that is stuck stays `attaching` until it is not. */
export const attachVolume: Handler<'AttachVolume'> = (context, { VolumeId, InstanceId = '', Device = '' }) => {
  const volume = findVolume(context, VolumeId);
  const instance = findInstance(context, InstanceId);
  if (volume.zoneId !== instance.zoneId) {
    throw new Ec2Error(
      'InvalidVolume.ZoneMismatch',
      `The volume '${volume.volumeId}' is not in the same availability zone as instance '${InstanceId}'`,
    );
  }
  if (volume.state === 'in-use')
    throw new Ec2Error('VolumeInUse', `${volume.volumeId} is already attached to an instance`);
  if (volume.state !== 'available') throw new Ec2Error('IncorrectState', `${volume.volumeId} is not 'available'.`);
  if (instance.state !== 'running' && instance.state !== 'stopped') throw incorrectState(InstanceId, 'given a volume');
  if (!/^(\/dev\/)?(sd|xvd|hd)[a-z]{1,2}\d{0,2}$/.test(Device)) {
    throw invalidParameter(
      `Value (${Device}) for parameter device is invalid. ${Device} is not a valid EBS device name.`,
    );
  }
  if (instance.blockDevices.has(Device)) {
    throw invalidParameter(`Invalid value '${Device}' for unixDevice. Attachment point ${Device} is already in use`);
  }
  connect(instance, volume, { device: Device, atMs: Math.floor(context.kernel.nowMs()), deleteOnTermination: false });
  const arrive = () => {
    volume.attachment!.state = 'attached';
    settleDisk(context.ebs, instance);
  };
  carryOut(context, volume, arrive, (act) => context.ebs.whenWritable(volume, act));
  return describeAttachment(context, volume)!;
};

/** With `Force` it does not wait for writes that do not come back. */
export const detachVolume: Handler<'DetachVolume'> = (context, { VolumeId, InstanceId, Device, Force }) => {
  const volume = findVolume(context, VolumeId);
  const { volumeId, attachment, state } = volume;
  if (!attachment) throw new Ec2Error('IncorrectState', `Volume '${volumeId}' is in the '${state}' state.`);
  if ((InstanceId && InstanceId !== attachment.instanceId) || (Device && Device !== attachment.device)) {
    throw new Ec2Error(
      'InvalidAttachment.NotFound',
      `The volume '${volumeId}' is not attached to instance '${InstanceId ?? attachment.instanceId}' as device '${Device ?? attachment.device}'.`,
    );
  }
  const instance = findInstance(context, attachment.instanceId);
  if (volume === rootVolume(instance) && instance.state !== 'stopped') {
    throw new Ec2Error(
      'OperationNotPermitted',
      `Unable to detach root volume '${volumeId}' from instance '${instance.instanceId}'`,
    );
  }
  if (attachment.state !== 'detaching' || Force) {
    attachment.state = 'detaching';
    const leave = () => {
      disconnect(instance, volume);
      settleDisk(context.ebs, instance);
    };
    const wait = Force ? undefined : (act: () => void) => context.ebs.whenWritable(volume, act);
    carryOut(context, volume, leave, wait);
  }
  return describeAttachment(context, volume)!;
};
