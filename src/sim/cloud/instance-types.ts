/**
 * The instance types that were for sale on 7 August 2011, as data.
 *
 * Memory and disk: Apache Libcloud of that week (github.com/apache/libcloud, libcloud/compute/drivers/ec2.py at
 * 70e1bb148). Cores and ECU: jclouds (github.com/jclouds/jclouds, EC2HardwareBuilder). Architectures: fog and jclouds
 * of the time. `m1.medium`, and x86_64 on small and medium, came in March 2012: until then a 32-bit image could not run
 * where a 64-bit one could, `t1.micro` apart.
 */
export type Architecture = 'i386' | 'x86_64';

export interface InstanceTypeInfo {
  name: string;
  architectures: readonly Architecture[];
  cores: number;
  /** EC2 Compute Units of one core; one unit was about a 1.0-1.2 GHz Opteron of 2007. t1.micro's are a burst. */
  ecuPerCore: number;
  memoryMib: number;
  /** Local (instance store) disk; 0 where only EBS is. */
  diskGb: number;
  virtualization: 'paravirtual' | 'hvm';
  /** Sold in these regions only; absent: in all. */
  regions?: readonly string[];
}

const I386 = ['i386'] as const;
const X86_64 = ['x86_64'] as const;

function type(
  name: string,
  architectures: readonly Architecture[],
  cores: number,
  ecuPerCore: number,
  memoryMib: number,
  diskGb: number,
  more: Partial<InstanceTypeInfo> = {},
): InstanceTypeInfo {
  return { name, architectures, cores, ecuPerCore, memoryMib, diskGb, virtualization: 'paravirtual', ...more };
}

const CLUSTER: Partial<InstanceTypeInfo> = { virtualization: 'hvm', regions: ['us-east-1'] };

export const INSTANCE_TYPES: readonly InstanceTypeInfo[] = [
  type('t1.micro', ['i386', 'x86_64'], 1, 2, 613, 0),
  type('m1.small', I386, 1, 1, 1740, 160),
  type('c1.medium', I386, 2, 2.5, 1740, 350),
  type('m1.large', X86_64, 2, 2, 7680, 850),
  type('m1.xlarge', X86_64, 4, 2, 15360, 1690),
  type('c1.xlarge', X86_64, 8, 2.5, 7168, 1690),
  type('m2.xlarge', X86_64, 2, 3.25, 17510, 420),
  type('m2.2xlarge', X86_64, 4, 3.25, 35020, 850),
  type('m2.4xlarge', X86_64, 8, 3.25, 70041, 1690),
  type('cc1.4xlarge', X86_64, 8, 33.5 / 8, 23552, 1690, CLUSTER),
  type('cg1.4xlarge', X86_64, 8, 33.5 / 8, 22528, 1690, CLUSTER),
];

const BY_NAME = new Map(INSTANCE_TYPES.map((info) => [info.name, info]));

/** The type of that name, or undefined where 2011 had none (`m1.medium`). */
export function instanceType(name: string): InstanceTypeInfo | undefined {
  return BY_NAME.get(name);
}

/** The types that are for sale in a region. */
export function typesOf(region: string): InstanceTypeInfo[] {
  return INSTANCE_TYPES.filter(({ regions }) => !regions || regions.includes(region));
}
