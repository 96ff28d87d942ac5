/** DescribeInstanceTypes and DescribeInstanceTypeOfferings, from the price list of the world. */
import type { _InstanceType, InstanceTypeInfo, InstanceTypeOffering } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter } from '../errors.ts';
import { type InstanceTypeInfo as Sold, typesOf } from '../instance-types.ts';
import type { Handler } from './context.ts';
import { type Listing, list } from './listing.ts';
import { findInstances } from './lookup.ts';

/** Such as m1.large was told in later years; what nobody asked for in 2011 is `false`. */
const TYPES: Listing<Sold> = {
  action: 'DescribeInstanceTypes',
  idOf: ({ name }) => name,
  pageSizes: [5, 100],
  filters: {
    'auto-recovery-supported': () => false,
    'bare-metal': () => false,
    'burstable-performance-supported': () => false,
    'current-generation': () => false,
    'dedicated-hosts-supported': () => false,
    'ebs-info.ebs-optimized-support': () => 'unsupported',
    'free-tier-eligible': ({ name }) => name === 't1.micro',
    'hibernation-supported': () => false,
    hypervisor: () => 'xen',
    'instance-storage-info.disk.total-size-in-gb': ({ diskGb }) => diskGb || undefined,
    'instance-storage-supported': ({ diskGb }) => diskGb > 0,
    'instance-type': ({ name }) => name,
    'memory-info.size-in-mib': ({ memoryMib }) => memoryMib,
    'processor-info.supported-architecture': ({ architectures }) => architectures,
    'supported-root-device-type': rootDevices,
    'supported-usage-class': () => 'on-demand',
    'supported-virtualization-type': ({ virtualization }) => virtualization,
    'vcpu-info.default-cores': ({ cores }) => cores,
    'vcpu-info.default-vcpus': ({ cores }) => cores,
  },
};

/** Throws InvalidInstanceType for a type that is not for sale here. */
export const describeInstanceTypes: Handler<'DescribeInstanceTypes'> = (context, input) => {
  const types = typesOf(context.region);
  const named = (input.InstanceTypes ?? []).map((wanted) => {
    const type = types.find(({ name }) => name === wanted);
    if (type) return type;
    throw new Ec2Error('InvalidInstanceType', `The following supplied instance types do not exist: [${wanted}]`);
  });
  const { page, NextToken } = list(context, TYPES, input, named, types);
  return { InstanceTypes: page.map(describe), NextToken };
};

function describe(type: Sold): InstanceTypeInfo {
  return {
    InstanceType: type.name as _InstanceType,
    CurrentGeneration: false,
    FreeTierEligible: type.name === 't1.micro',
    SupportedUsageClasses: ['on-demand'],
    SupportedRootDeviceTypes: rootDevices(type),
    SupportedVirtualizationTypes: [type.virtualization],
    BareMetal: false,
    Hypervisor: 'xen',
    ProcessorInfo: { SupportedArchitectures: [...type.architectures] },
    VCpuInfo: { DefaultVCpus: type.cores, DefaultCores: type.cores, DefaultThreadsPerCore: 1 },
    MemoryInfo: { SizeInMiB: type.memoryMib },
    InstanceStorageSupported: type.diskGb > 0,
    ...(type.diskGb > 0 ? { InstanceStorageInfo: { TotalSizeInGB: type.diskGb } } : {}),
    EbsInfo: { EbsOptimizedSupport: 'unsupported', EncryptionSupport: 'unsupported', NvmeSupport: 'unsupported' },
    NetworkInfo: {
      MaximumNetworkInterfaces: 1,
      Ipv4AddressesPerInterface: 1,
      Ipv6Supported: false,
      EnaSupport: 'unsupported',
      MaximumNetworkCards: 1,
      DefaultNetworkCardIndex: 0,
    },
    PlacementGroupInfo: { SupportedStrategies: type.virtualization === 'hvm' ? ['cluster'] : [] },
    HibernationSupported: false,
    BurstablePerformanceSupported: false,
    DedicatedHostsSupported: false,
    AutoRecoverySupported: false,
    SupportedBootModes: ['legacy-bios'],
  };
}

function rootDevices({ diskGb, virtualization }: Sold): ('ebs' | 'instance-store')[] {
  return diskGb > 0 && virtualization === 'paravirtual' ? ['ebs', 'instance-store'] : ['ebs'];
}

const OFFERINGS: Listing<InstanceTypeOffering> = {
  action: 'DescribeInstanceTypeOfferings',
  idOf: ({ InstanceType, Location }) => `${InstanceType}/${Location}`,
  filters: {
    'instance-type': ({ InstanceType }) => InstanceType,
    location: ({ Location }) => Location,
  },
};

/** Where each type is for sale: in the region unless LocationType asks for zones. */
export const describeInstanceTypeOfferings: Handler<'DescribeInstanceTypeOfferings'> = (context, input) => {
  const { account, region, topology, exposeZoneIds } = context;
  const LocationType = input.LocationType ?? 'region';
  const zones = topology.zoneNames(account, region);
  const locations: Partial<Record<string, string[]>> = {
    region: [region],
    'availability-zone': zones,
    ...(exposeZoneIds ? { 'availability-zone-id': zones.map((name) => topology.zoneId(account, name)!) } : {}),
  };
  const places = locations[LocationType];
  if (!places) throw invalidParameter(`Value (${LocationType}) for parameter locationType is invalid.`);
  const all = typesOf(region).flatMap(({ name }) =>
    places.map((Location) => ({ InstanceType: name as _InstanceType, LocationType, Location })),
  );
  const { page, NextToken } = list(context, OFFERINGS, input, [], all);
  return { InstanceTypeOfferings: page, NextToken };
};

/** Credits came with t2 in 2014: no type of 2011 has any. */
export const describeInstanceCreditSpecifications: Handler<'DescribeInstanceCreditSpecifications'> = (
  context,
  { InstanceIds },
) => {
  for (const { instanceId } of findInstances(context, InstanceIds)) {
    throw new Ec2Error('UnsupportedOperation', `The instance '${instanceId}' is not of a burstable type`);
  }
  return { InstanceCreditSpecifications: [] };
};
