/**
 * The network that every account has had in every region since 2013: a VPC with a subnet in each zone, an internet
 * gateway, a main route table and a network ACL (docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html). A world of 2011 has
 * none: its instances live in EC2-Classic.
 *
 * Real default VPCs all are 172.31.0.0/16. Here each is the region's own block, because the network of a world knows
 * no overlapping addresses.
 */
import type { Identifiers } from './identifiers.ts';

export interface Subnet {
  readonly subnetId: string;
  readonly zoneId: string;
  readonly cidr: string;
  /** Which sixteenth of the VPC's block it is. */
  readonly sixteenth: number;
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

/** `zoneIds` by the account's letters; at most sixteen. `cidr` is a /16 block. */
export function makeDefaultVpc(ids: Identifiers, zoneIds: readonly string[], cidr: string): DefaultVpc {
  const block = cidr.split('.').slice(0, 2).join('.');
  return {
    vpcId: ids.next('vpc'),
    cidr,
    subnets: new Map(
      zoneIds.map((zoneId, sixteenth) => [
        zoneId,
        { subnetId: ids.next('subnet'), zoneId, cidr: `${block}.${sixteenth * 16}.0/20`, sixteenth },
      ]),
    ),
    internetGatewayId: ids.next('igw'),
    routeTableId: ids.next('rtb'),
    routeTableAssociationId: ids.next('rtbassoc'),
    networkAclId: ids.next('acl'),
    dhcpOptionsId: ids.next('dopt'),
  };
}
