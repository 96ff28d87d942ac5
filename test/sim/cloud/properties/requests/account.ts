/** What an account is told about itself, the regions and what is for sale; and tags. */
import { requests } from './table.ts';

export const ACCOUNT_REQUESTS = requests({
  DescribeAccountAttributes: (guess) => ({
    AttributeNames: guess.perhaps(() => [guess.oneOf('supported-platforms', 'default-vpc')]),
  }),
  DescribeAvailabilityZones: (guess) =>
    guess.seldom(3) ? { ZoneNames: [guess.zone()] } : guess.listing('zone-name', () => guess.zone()),
  DescribeRegions: (guess) => ({ RegionNames: guess.perhaps(() => [guess.oneOf('eu-west-1', 'mars-1')]) }),
  DescribeInstanceTypes: (guess) => ({
    InstanceTypes: guess.perhaps(() => [guess.oneOf('m1.large', 'm1.small', 'm9.huge' as 'm1.large')]),
  }),
  DescribeInstanceTypeOfferings: (guess) => ({
    LocationType: guess.perhaps(() => guess.oneOf('region', 'availability-zone', 'availability-zone-id')),
  }),
  DescribeInstanceCreditSpecifications: (guess) => ({ InstanceIds: guess.ids('i') }),
  DescribeReservedInstancesOfferings: (guess) => ({
    AvailabilityZone: guess.perhaps(() => guess.zone()),
    InstanceType: guess.oneOf('m1.large', 'm1.small'),
  }),

  CreateTags: (guess) => ({
    Resources: guess.listOf(() => guess.id(guess.oneOf('i', 'vol', 'sg', 'snap', 'ami', 'eipalloc'))),
    Tags: guess.tags(),
  }),
  DeleteTags: (guess) => ({
    Resources: [guess.id(guess.oneOf('i', 'vol', 'sg', 'snap'))],
    Tags: guess.perhaps(() => guess.tags()),
  }),
  DescribeTags: (guess) => {
    const Name = guess.oneOf('key', 'resource-id', 'resource-type', 'value', 'colour');
    return { Filters: guess.perhaps(() => [{ Name, Values: ['Name', 'instance', '*'] }]) };
  },
});
