/**
 * The machine images for sale: one 32-bit and one 64-bit Ubuntu 10.04 in each region, what Scalarium ran on.
 * Both boot from EBS, so that any type can run them and instances can be stopped. The ids are ours.
 */
import type { Architecture } from './instance-types.ts';

export interface ImageInfo {
  imageId: string;
  region: string;
  architecture: Architecture;
  name: string;
  rootDeviceType: 'ebs' | 'instance-store';
  virtualization: 'paravirtual' | 'hvm';
}

/** Canonical's account, which published Ubuntu's images then as now (ubuntu.com/server/docs/find-ubuntu-images-on-aws). */
export const IMAGE_OWNER = '099720109477';

const IDS: ReadonlyMap<string, Record<Architecture, string>> = new Map([
  ['eu-west-1', { i386: 'ami-10040e32', x86_64: 'ami-10040e64' }],
  ['us-east-1', { i386: 'ami-10040a32', x86_64: 'ami-10040a64' }],
  ['us-west-1', { i386: 'ami-10040b32', x86_64: 'ami-10040b64' }],
  ['ap-southeast-1', { i386: 'ami-10040c32', x86_64: 'ami-10040c64' }],
  ['ap-northeast-1', { i386: 'ami-10040d32', x86_64: 'ami-10040d64' }],
]);

/** The images of a region; none in a region that 2011 did not have. */
export function imagesOf(region: string): ImageInfo[] {
  const ids = IDS.get(region);
  if (!ids) return [];
  return (['i386', 'x86_64'] as const).map((architecture) => ({
    imageId: ids[architecture],
    region,
    architecture,
    name: `ubuntu/images/ebs/ubuntu-lucid-10.04-${architecture === 'i386' ? 'i386' : 'amd64'}-server-20110719`,
    rootDeviceType: 'ebs',
    virtualization: 'paravirtual',
  }));
}

/** The id of the Ubuntu 10.04 image of a region. Throws a RangeError where there is none. */
export function ubuntuImage(region: string, architecture: Architecture): string {
  const image = imagesOf(region).find((candidate) => candidate.architecture === architecture);
  if (!image)
    throw new RangeError(`no ${architecture} image in region ${region}: EC2 of 2011 had ${[...IDS.keys()].join(', ')}`);
  return image.imageId;
}

/** The ids of the images by region and architecture: `imageIds(['eu-west-1'])['eu-west-1'].x86_64`. Regions without images are left out. */
export function imageIds(regions: readonly string[]): Record<string, Readonly<Record<Architecture, string>>> {
  return Object.fromEntries(regions.flatMap((region) => (IDS.has(region) ? [[region, IDS.get(region)!]] : [])));
}
