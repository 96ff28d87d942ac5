/** Regions and zones as an account sees them, and the one call that betrayed the physical zone in 2011. */
import type { _InstanceType, AvailabilityZone, ReservedInstancesOffering } from '@aws-sdk/client-ec2';
import { RandomStream } from '../../kernel/index.ts';
import { invalidParameter } from '../errors.ts';
import { drawUuid } from '../identifiers.ts';
import { INSTANCE_TYPES } from '../instance-types.ts';
import type { ActionContext, Handler } from './context.ts';
import { matchesFilters } from './filters.ts';

export const describeRegions: Handler<'DescribeRegions'> = ({ topology }, { RegionNames, Filters }) => {
  for (const name of RegionNames ?? []) {
    if (!topology.regions.includes(name)) throw invalidParameter(`Invalid region: [${name}]`);
  }
  const Regions = topology.regions
    .map((RegionName) => ({ RegionName, Endpoint: `ec2.${RegionName}.amazonaws.com` }))
    .filter(({ RegionName, Endpoint }) => {
      if (RegionNames?.length && !RegionNames.includes(RegionName)) return false;
      return matchesFilters(Filters, (name) =>
        name === 'region-name' ? [RegionName] : name === 'endpoint' ? [Endpoint] : undefined,
      );
    });
  return { Regions };
};

/** The account's letters. A zone stays `available` whatever happens to it: in 2011 no answer showed an outage. */
export const describeAvailabilityZones: Handler<'DescribeAvailabilityZones'> = (context, { ZoneNames, Filters }) => {
  const names = context.topology.zoneNames(context.account, context.region);
  for (const name of ZoneNames ?? []) {
    if (!names.includes(name)) throw invalidParameter(`Invalid availability zone: [${name}]`);
  }
  const AvailabilityZones = names
    .filter((name) => !ZoneNames?.length || ZoneNames.includes(name))
    .map((name) => describeZone(context, name))
    .filter((zone) =>
      matchesFilters(Filters, (name) => {
        if (name === 'zone-name') return [zone.ZoneName];
        if (name === 'state') return [zone.State];
        if (name === 'region-name') return [zone.RegionName];
        if (name === 'zone-id' && context.exposeZoneIds) return [zone.ZoneId];
        return undefined;
      }),
    );
  return { AvailabilityZones };
};

const DURATIONS_SECONDS = [31_536_000, 94_608_000];

/**
 * The ids of the offerings name the physical zone and are equal for all accounts: by comparing them Eric Hammond showed
 * in July 2009 how two accounts can find out whose letter is whose (alestic.com/2009/07/ec2-availability-zones). Prices
 * are left out.
 */
export const describeReservedInstancesOfferings: Handler<'DescribeReservedInstancesOfferings'> = (context, input) => {
  const { AvailabilityZone, InstanceType, ReservedInstancesOfferingIds: ids, Filters } = input;
  const offerings: ReservedInstancesOffering[] = [];
  for (const zoneName of context.topology.zoneNames(context.account, context.region)) {
    for (const type of INSTANCE_TYPES) {
      if (type.regions && !type.regions.includes(context.region)) continue;
      for (const Duration of DURATIONS_SECONDS) {
        const zoneId = context.topology.zoneId(context.account, zoneName)!;
        offerings.push({
          ReservedInstancesOfferingId: offeringId(context, zoneId, type.name, Duration),
          AvailabilityZone: zoneName,
          InstanceType: type.name as _InstanceType,
          Duration,
          ProductDescription: 'Linux/UNIX',
        });
      }
    }
  }
  const matching = offerings.filter((offering) => {
    if (AvailabilityZone && offering.AvailabilityZone !== AvailabilityZone) return false;
    if (InstanceType && offering.InstanceType !== InstanceType) return false;
    if (ids?.length && !ids.includes(offering.ReservedInstancesOfferingId!)) return false;
    return matchesFilters(Filters, (name) => {
      if (name === 'availability-zone') return [offering.AvailabilityZone];
      if (name === 'instance-type') return [offering.InstanceType];
      if (name === 'duration') return [String(offering.Duration)];
      if (name === 'product-description') return [offering.ProductDescription];
      if (name === 'reserved-instances-offering-id') return [offering.ReservedInstancesOfferingId];
      return undefined;
    });
  });
  return { ReservedInstancesOfferings: matching };
};

function offeringId({ kernel }: ActionContext, zoneId: string, type: string, durationSeconds: number): string {
  // A stream of its own for each offering, made anew each time: the id depends on nothing but the seed and the offering.
  return drawUuid(new RandomStream(`${kernel.seed}/ec2/offering/${zoneId}/${type}/${durationSeconds}`));
}

function describeZone(context: ActionContext, zoneName: string): AvailabilityZone {
  return {
    ZoneName: zoneName,
    RegionName: context.region,
    State: 'available',
    Messages: [],
    ...(context.exposeZoneIds ? { ZoneId: context.topology.zoneId(context.account, zoneName) } : {}),
  };
}
