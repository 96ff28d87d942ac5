/**
 * The network that every account has had in every region since 2013: a VPC with a subnet in each zone, an internet
 * gateway, a main route table and a network ACL (docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html). A world of 2011 has
 * none: its instances live in EC2-Classic.
 *
 * Real default VPCs all are 172.31.0.0/16, with subnets of /20. Here each is the region's own block, because the network of
 * a world knows no overlapping addresses, and the subnets share all of it.
 */
import type { AddressRange, Identifiers } from './identifiers.ts';

export interface Subnet {
  readonly subnetId: string;
  readonly zoneId: string;
  readonly cidr: string;
  readonly addresses: AddressRange;
}

export interface DefaultVpc {
  readonly vpcId: string;
  readonly cidr: string;
  /** By physical zone, in the order of the account's letters. */
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly internetGatewayId: string;
  readonly routeTableId: string;
  readonly routeTableAssociationId: string;
  readonly networkAclId: string;
  readonly dhcpOptionsId: string;
}

/** `zoneIds` by the account's letters; at most 256. `cidr` is a /16 block, which the subnets share. */
export function makeDefaultVpc(ids: Identifiers, zoneIds: readonly string[], cidr: string): DefaultVpc {
  const block = cidr.split('.').slice(0, 2).join('.');
  const bits = Math.ceil(Math.log2(zoneIds.length));
  const count = 256 / 2 ** bits;
  return {
    vpcId: ids.next('vpc'),
    cidr,
    subnets: new Map(
      zoneIds.map((zoneId, at) => {
        const addresses = { first: at * count, count };
        const subnetId = ids.next('subnet');
        return [zoneId, { subnetId, zoneId, cidr: `${block}.${addresses.first}.0/${16 + bits}`, addresses }];
      }),
    ),
    internetGatewayId: ids.next('igw'),
    routeTableId: ids.next('rtb'),
    routeTableAssociationId: ids.next('rtbassoc'),
    networkAclId: ids.next('acl'),
    dhcpOptionsId: ids.next('dopt'),
  };
}
