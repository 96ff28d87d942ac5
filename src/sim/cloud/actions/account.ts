/** What an account may have and what it can launch: quotas and images. */
import type { AccountAttribute } from '@aws-sdk/client-ec2';
import { Ec2Error } from '../errors.ts';
import { IMAGE_OWNER, imagesOf } from '../images.ts';
import type { Handler } from './context.ts';
import { matchesFilters } from './filters.ts';

export const describeAccountAttributes: Handler<'DescribeAccountAttributes'> = ({ quotas }, { AttributeNames }) => {
  const values = new Map([
    ['supported-platforms', 'EC2'],
    ['default-vpc', 'none'],
    ['max-instances', String(quotas.instances)],
    ['max-elastic-ips', String(quotas.addresses)],
  ]);
  const wanted: readonly string[] = AttributeNames?.length ? AttributeNames : [...values.keys()];
  const AccountAttributes = wanted.flatMap((AttributeName): AccountAttribute[] => {
    const AttributeValue = values.get(AttributeName);
    return AttributeValue === undefined ? [] : [{ AttributeName, AttributeValues: [{ AttributeValue }] }];
  });
  return { AccountAttributes };
};

export const describeImages: Handler<'DescribeImages'> = ({ region }, { ImageIds, Owners, Filters }) => {
  const images = imagesOf(region);
  for (const id of ImageIds ?? []) {
    if (!images.some(({ imageId }) => imageId === id))
      throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  }
  if (Owners?.length && !Owners.includes(IMAGE_OWNER)) return { Images: [] };
  const Images = images
    .filter(({ imageId }) => !ImageIds?.length || ImageIds.includes(imageId))
    .filter((image) =>
      matchesFilters(Filters, (name) => {
        if (name === 'image-id') return [image.imageId];
        if (name === 'architecture') return [image.architecture];
        if (name === 'name') return [image.name];
        if (name === 'root-device-type') return [image.rootDeviceType];
        if (name === 'virtualization-type') return [image.virtualization];
        return name === 'state' ? ['available'] : undefined;
      }),
    )
    .map((image) => ({
      ImageId: image.imageId,
      Name: image.name,
      OwnerId: IMAGE_OWNER,
      Architecture: image.architecture,
      RootDeviceType: image.rootDeviceType,
      VirtualizationType: image.virtualization,
      State: 'available' as const,
      ImageType: 'machine' as const,
      Public: true,
    }));
  return { Images };
};
