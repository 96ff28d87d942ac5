/**
 * Machine images: what one is, and those that everybody can launch, one 32-bit and one 64-bit Ubuntu 10.04 in each
 * region, what Scalarium ran on. Both boot from EBS, so that any type can run them and instances can be stopped. The
 * ids, and the size of the root volume, are ours.
 */
import type { Architecture } from './instance-types.ts';

export interface ImageInfo {
  imageId: string;
  region: string;
  architecture: Architecture;
  name: string;
  rootDeviceType: 'ebs' | 'instance-store';
  virtualization: 'paravirtual' | 'hvm';
  ownerId: string;
  /** Everybody may launch it. */
  public: boolean;
  description: string;
  /** Epoch milliseconds. */
  createdAtMs: number;
  rootDeviceName: string;
  /** The EBS volumes that a launch makes. */
  blockDevices: readonly BlockDevice[];
}

/** An EBS volume that comes with an instance. */
export interface BlockDevice {
  /** Such as `/dev/sda1`. */
  device: string;
  /** Empty if left out. */
  snapshotId?: string;
  sizeGib: number;
  type: string;
  iops?: number;
  deleteOnTermination: boolean;
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

const UBUNTU: ReadonlyMap<string, readonly ImageInfo[]> = new Map(
  [...IDS].map(([region, ids]) => [
    region,
    (['i386', 'x86_64'] as const).map((architecture) => ubuntu(region, architecture, ids[architecture])),
  ]),
);

/** An image of somebody's own tests that everybody can launch, in every region. */
export interface FurtherImage {
  /** Such as `ami-0abcdef1234567890`. */
  readonly imageId: string;
  readonly architecture: Architecture;
}

/** The images of a region that everybody can launch, and `more`: as Ubuntu's, under ids of their own. */
export function publicImages(region: string, more: readonly FurtherImage[] = []): readonly ImageInfo[] {
  const further = more.map(({ imageId, architecture }) => ({
    ...ubuntu(region, architecture, imageId),
    name: `image-${imageId.slice('ami-'.length)}`,
  }));
  return [...imagesOf(region), ...further];
}

function ubuntu(region: string, architecture: Architecture, imageId: string): ImageInfo {
  const snapshotId = imageId.replace('ami', 'snap');
  return {
    imageId,
    region,
    architecture,
    name: `ubuntu/images/ebs/ubuntu-lucid-10.04-${architecture === 'i386' ? 'i386' : 'amd64'}-server-20110719`,
    rootDeviceType: 'ebs',
    virtualization: 'paravirtual',
    ownerId: IMAGE_OWNER,
    public: true,
    description: '',
    createdAtMs: Date.UTC(2011, 6, 19),
    rootDeviceName: '/dev/sda1',
    blockDevices: [{ device: '/dev/sda1', snapshotId, sizeGib: 8, type: 'standard', deleteOnTermination: true }],
  };
}

/** The images of a region that everybody can launch; none in a region that 2011 did not have. */
export function imagesOf(region: string): readonly ImageInfo[] {
  return UBUNTU.get(region) ?? [];
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
