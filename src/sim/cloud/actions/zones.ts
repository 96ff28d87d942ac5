/** Regions and zones as an account sees them, and the one call that betrayed the physical zone in 2011. */
import type { _InstanceType, AvailabilityZone, Region, ReservedInstancesOffering } from '@aws-sdk/client-ec2';
import { RandomStream } from '../../kernel/index.ts';
import { Ec2Error, invalidParameter } from '../errors.ts';
import { drawUuid } from '../identifiers.ts';
import { typesOf } from '../instance-types.ts';
import type { ActionContext, Handler } from './context.ts';
import { type Listing, list } from './listing.ts';

const REGIONS: Listing<Region> = {
  action: 'DescribeRegions',
  idOf: ({ RegionName }) => RegionName!,
  filters: {
    endpoint: ({ Endpoint }) => Endpoint,
    'opt-in-status': ({ OptInStatus }) => OptInStatus,
    'region-name': ({ RegionName }) => RegionName,
  },
};

/** Throws InvalidParameterValue for a region that the world has not. */
export const describeRegions: Handler<'DescribeRegions'> = (context, { RegionNames, Filters }) => {
  const regions = context.topology.regions.map((RegionName): Region => {
    return { RegionName, Endpoint: `ec2.${RegionName}.amazonaws.com`, OptInStatus: 'opt-in-not-required' };
  });
  const named = namedOf(regions, RegionNames, ({ RegionName }) => RegionName, 'region');
  return { Regions: list(context, REGIONS, { Filters }, named, regions).page };
};

const ZONES: Listing<AvailabilityZone> = {
  action: 'DescribeAvailabilityZones',
  idOf: ({ ZoneName }) => ZoneName!,
  filters: {
    'group-name': ({ GroupName }) => GroupName,
    message: ({ Messages }) => Messages?.map(({ Message }) => Message),
    'opt-in-status': ({ OptInStatus }) => OptInStatus,
    'region-name': ({ RegionName }) => RegionName,
    state: ({ State }) => State,
    'zone-id': ({ ZoneId }) => ZoneId,
    'zone-name': ({ ZoneName }) => ZoneName,
    'zone-type': ({ ZoneType }) => ZoneType,
  },
};

/**
 * The account's letters. A zone stays `available` whatever happens to it: in 2011 no answer showed an outage.
 * Throws InvalidParameterValue for a zone that the account does not see here.
 */
export const describeAvailabilityZones: Handler<'DescribeAvailabilityZones'> = (context, input) => {
  const zones = context.topology.zoneNames(context.account, context.region).map((name) => describeZone(context, name));
  const named = [
    ...namedOf(zones, input.ZoneNames, ({ ZoneName }) => ZoneName, 'availability zone'),
    ...namedOf(zones, input.ZoneIds, ({ ZoneId }) => ZoneId, 'availability zone-id'),
  ];
  return { AvailabilityZones: list(context, ZONES, { Filters: input.Filters }, named, zones).page };
};

function describeZone({ account, region, topology, exposeZoneIds }: ActionContext, zoneName: string): AvailabilityZone {
  return {
    ZoneName: zoneName,
    RegionName: region,
    State: 'available',
    Messages: [],
    GroupName: region,
    NetworkBorderGroup: region,
    OptInStatus: 'opt-in-not-required',
    ZoneType: 'availability-zone',
    ...(exposeZoneIds ? { ZoneId: topology.zoneId(account, zoneName) } : {}),
  };
}

const DURATIONS_SECONDS = [31_536_000, 94_608_000];

const OFFERINGS: Listing<ReservedInstancesOffering> = {
  action: 'DescribeReservedInstancesOfferings',
  idOf: ({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId!,
  filters: {
    'availability-zone': ({ AvailabilityZone: zone }) => zone,
    duration: ({ Duration }) => Duration,
    'instance-type': ({ InstanceType }) => InstanceType,
    marketplace: ({ Marketplace }) => Marketplace,
    'product-description': ({ ProductDescription }) => ProductDescription,
    'reserved-instances-offering-id': ({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId,
  },
};

/**
 * The ids of the offerings name the physical zone and are equal for all accounts: by comparing them Eric Hammond showed
 * in July 2009 how two accounts can find out whose letter is whose (alestic.com/2009/07/ec2-availability-zones). Prices
 * are left out.
 */
export const describeReservedInstancesOfferings: Handler<'DescribeReservedInstancesOfferings'> = (context, input) => {
  const { account, region, topology } = context;
  const { AvailabilityZone: zone, InstanceType, ReservedInstancesOfferingIds, Filters, MaxResults, NextToken } = input;
  const zones = topology.zoneNames(account, region).filter((name) => !zone || name === zone);
  const types = typesOf(region).filter(({ name }) => !InstanceType || name === InstanceType);
  const offerings = zones.flatMap((zoneName) =>
    types.flatMap((type) =>
      DURATIONS_SECONDS.map((Duration): ReservedInstancesOffering => {
        const zoneId = topology.zoneId(account, zoneName)!;
        return {
          ReservedInstancesOfferingId: offeringId(context, zoneId, type.name, Duration),
          AvailabilityZone: zoneName,
          InstanceType: type.name as _InstanceType,
          Duration,
          ProductDescription: 'Linux/UNIX',
          InstanceTenancy: 'default',
          Marketplace: false,
          Scope: 'Availability Zone',
        };
      }),
    ),
  );
  const named = (ReservedInstancesOfferingIds ?? []).map((id) => {
    const offering = offerings.find(({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId === id);
    if (offering) return offering;
    throw new Ec2Error('InvalidReservedInstancesOfferingId', `The reserved instances offering '${id}' does not exist`);
  });
  const page = list(context, OFFERINGS, { Filters, MaxResults, NextToken }, named, offerings);
  return { ReservedInstancesOfferings: page.page, NextToken: page.NextToken };
};

function offeringId({ kernel }: ActionContext, zoneId: string, type: string, durationSeconds: number): string {
  // A stream of its own for each offering, made anew each time: the id depends on nothing but the seed and the offering.
  return drawUuid(new RandomStream(`${kernel.seed}/ec2/offering/${zoneId}/${type}/${durationSeconds}`));
}

/** The records that a request names, in its order. Throws InvalidParameterValue for a name that is not there. */
function namedOf<R>(
  all: readonly R[],
  names: readonly string[] | undefined,
  nameOf: (record: R) => string | undefined,
  what: string,
): R[] {
  return (names ?? []).map((name) => {
    const found = all.find((one) => nameOf(one) === name);
    if (!found) throw invalidParameter(`Invalid ${what}: [${name}]`);
    return found;
  });
}
