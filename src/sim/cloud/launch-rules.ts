/** Which image may be launched as which type, in EC2's own words where it may not. */
import { architectureMismatch, Ec2Error, invalidParameter } from './errors.ts';
import type { ImageInfo } from './images.ts';
import { type InstanceTypeInfo, instanceType } from './instance-types.ts';

/**
 * May this image be launched as this type in this region? Returns the type.
 * Throws EC2's own InvalidParameterValue (unknown type, wrong architecture), Unsupported or InvalidParameterCombination.
 */
export function checkLaunch(typeName: string, image: ImageInfo, region: string): InstanceTypeInfo {
  const info = instanceType(typeName);
  if (!info) throw invalidParameter(`Invalid value '${typeName}' for InstanceType.`);
  if (info.regions && !info.regions.includes(region)) {
    throw new Ec2Error('Unsupported', `The requested instance type (${typeName}) is not supported in this region.`);
  }
  if (!info.architectures.includes(image.architecture)) {
    throw architectureMismatch(info.architectures.join(', '), image.imageId, image.architecture);
  }
  if (info.virtualization !== image.virtualization) {
    throw new Ec2Error(
      'InvalidParameterCombination',
      `Non-Windows AMIs with a virtualization type of '${image.virtualization}' are currently not supported for this instance type.`,
    );
  }
  return info;
}
