/**
 * The default VPC as clients ask for it before anything else. An account in EC2-Classic has none: its lists are empty.
 */
import type { InternetGateway, NetworkAcl, RouteTable, Subnet as SdkSubnet, Vpc } from '@aws-sdk/client-ec2';
import type { DefaultVpc, Subnet } from '../default-vpc.ts';
import { invalidParameter } from '../errors.ts';
import type { ActionContext, Handler } from './context.ts';
import type { FilterTable } from './filters.ts';
import { type Listing, list } from './listing.ts';
import { required } from './resources.ts';
import { tagsOf } from './tags.ts';

/** There is one VPC or none. */
const vpcs = ({ own }: ActionContext): DefaultVpc[] => (own.vpc ? [own.vpc] : []);

/** The records that a request names by their ids. Throws the kind's own NotFound. */
function named<R>(records: readonly R[], ids: readonly string[] | undefined, idOf: (record: R) => string): R[] {
  return (ids ?? []).map((id) =>
    required(
      records.find((record) => idOf(record) === id),
      id,
    ),
  );
}

const OF_ACCOUNT: FilterTable<DefaultVpc> = {
  'owner-id': (_, { ownerId }) => ownerId,
  'vpc-id': ({ vpcId }) => vpcId,
};

const VPCS: Listing<DefaultVpc> = {
  action: 'DescribeVpcs',
  idOf: ({ vpcId }) => vpcId,
  tagged: true,
  filters: {
    ...OF_ACCOUNT,
    cidr: ({ cidr }) => cidr,
    'cidr-block-association.cidr-block': ({ cidr }) => cidr,
    'dhcp-options-id': ({ dhcpOptionsId }) => dhcpOptionsId,
    'is-default': () => true,
    isDefault: () => true,
    state: () => 'available',
  },
};

export const describeVpcs: Handler<'DescribeVpcs'> = (context, input) => {
  const all = vpcs(context);
  const { page, NextToken } = list(context, VPCS, input, named(all, input.VpcIds, VPCS.idOf), all);
  const Vpcs = page.map(
    ({ vpcId, cidr, dhcpOptionsId }): Vpc => ({
      VpcId: vpcId,
      State: 'available',
      CidrBlock: cidr,
      CidrBlockAssociationSet: [
        {
          AssociationId: vpcId.replace('vpc-', 'vpc-cidr-assoc-'),
          CidrBlock: cidr,
          CidrBlockState: { State: 'associated' },
        },
      ],
      DhcpOptionsId: dhcpOptionsId,
      InstanceTenancy: 'default',
      IsDefault: true,
      OwnerId: context.ownerId,
      Tags: tagsOf(context, vpcId),
    }),
  );
  return { Vpcs, NextToken };
};

/** Throws InvalidVpcID.NotFound or InvalidParameterValue. */
export const describeVpcAttribute: Handler<'DescribeVpcAttribute'> = (context, { VpcId = '', Attribute }) => {
  const { vpcId } = named(vpcs(context), [VpcId], VPCS.idOf)[0]!;
  if (Attribute === 'enableDnsSupport') return { VpcId: vpcId, EnableDnsSupport: { Value: true } };
  if (Attribute === 'enableDnsHostnames') return { VpcId: vpcId, EnableDnsHostnames: { Value: true } };
  if (Attribute === 'enableNetworkAddressUsageMetrics') {
    return { VpcId: vpcId, EnableNetworkAddressUsageMetrics: { Value: false } };
  }
  throw invalidParameter(`Value (${Attribute}) for parameter attribute is invalid. Unknown attribute.`);
};

const subnetZone = ({ zoneId }: Subnet, { account, topology }: ActionContext) => topology.zoneName(account, zoneId);

const SUBNETS: Listing<Subnet> = {
  action: 'DescribeSubnets',
  idOf: ({ subnetId }) => subnetId,
  tagged: true,
  filters: {
    'availability-zone': subnetZone,
    'availability-zone-id': ({ zoneId }, { exposeZoneIds }) => (exposeZoneIds ? zoneId : undefined),
    availabilityZone: subnetZone,
    'available-ip-address-count': (subnet, context) => freeAddresses(context, subnet),
    cidr: ({ cidr }) => cidr,
    'cidr-block': ({ cidr }) => cidr,
    cidrBlock: ({ cidr }) => cidr,
    'default-for-az': () => true,
    defaultForAz: () => true,
    'map-public-ip-on-launch': () => true,
    'owner-id': (_, { ownerId }) => ownerId,
    state: () => 'available',
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': (_, { own }) => own.vpc?.vpcId,
  },
};

export const describeSubnets: Handler<'DescribeSubnets'> = (context, input) => {
  const all = [...(context.own.vpc?.subnets.values() ?? [])];
  const { page, NextToken } = list(context, SUBNETS, input, named(all, input.SubnetIds, SUBNETS.idOf), all);
  const Subnets = page.map(
    (subnet): SdkSubnet => ({
      SubnetId: subnet.subnetId,
      SubnetArn: `arn:aws:ec2:${context.region}:${context.ownerId}:subnet/${subnet.subnetId}`,
      State: 'available',
      VpcId: context.own.vpc!.vpcId,
      CidrBlock: subnet.cidr,
      AvailabilityZone: subnetZone(subnet, context),
      ...(context.exposeZoneIds ? { AvailabilityZoneId: subnet.zoneId } : {}),
      AvailableIpAddressCount: freeAddresses(context, subnet),
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
      AssignIpv6AddressOnCreation: false,
      Ipv6CidrBlockAssociationSet: [],
      OwnerId: context.ownerId,
      Tags: tagsOf(context, subnet.subnetId),
    }),
  );
  return { Subnets, NextToken };
};

const freeAddresses = (context: ActionContext, { addresses }: Subnet) => context.addresses.leftIn(addresses);

const GATEWAYS: Listing<DefaultVpc> = {
  action: 'DescribeInternetGateways',
  idOf: ({ internetGatewayId }) => internetGatewayId,
  tagged: true,
  filters: {
    'attachment.state': () => 'available',
    'attachment.vpc-id': ({ vpcId }) => vpcId,
    'internet-gateway-id': ({ internetGatewayId }) => internetGatewayId,
    'owner-id': (_, { ownerId }) => ownerId,
  },
};

export const describeInternetGateways: Handler<'DescribeInternetGateways'> = (context, input) => {
  const all = vpcs(context);
  const { page, NextToken } = list(context, GATEWAYS, input, named(all, input.InternetGatewayIds, GATEWAYS.idOf), all);
  const InternetGateways = page.map(
    ({ internetGatewayId, vpcId }): InternetGateway => ({
      InternetGatewayId: internetGatewayId,
      // EC2 says `available`, which client-ec2's type does not know.
      Attachments: [{ State: 'available' as 'attached', VpcId: vpcId }],
      OwnerId: context.ownerId,
      Tags: tagsOf(context, internetGatewayId),
    }),
  );
  return { InternetGateways, NextToken };
};

const ROUTE_TABLES: Listing<DefaultVpc> = {
  action: 'DescribeRouteTables',
  idOf: ({ routeTableId }) => routeTableId,
  tagged: true,
  filters: {
    ...OF_ACCOUNT,
    'association.main': () => true,
    'association.route-table-association-id': ({ routeTableAssociationId }) => routeTableAssociationId,
    'association.route-table-id': ({ routeTableId }) => routeTableId,
    'association.subnet-id': () => undefined,
    'route-table-id': ({ routeTableId }) => routeTableId,
    'route.destination-cidr-block': ({ cidr }) => [cidr, '0.0.0.0/0'],
    'route.gateway-id': ({ internetGatewayId }) => ['local', internetGatewayId],
  },
};

export const describeRouteTables: Handler<'DescribeRouteTables'> = (context, input) => {
  const all = vpcs(context);
  const ids = named(all, input.RouteTableIds, ROUTE_TABLES.idOf);
  const { page, NextToken } = list(context, ROUTE_TABLES, input, ids, all);
  const RouteTables = page.map(
    ({ routeTableId, routeTableAssociationId, vpcId, cidr, internetGatewayId }): RouteTable => ({
      RouteTableId: routeTableId,
      VpcId: vpcId,
      OwnerId: context.ownerId,
      Associations: [
        {
          Main: true,
          RouteTableAssociationId: routeTableAssociationId,
          RouteTableId: routeTableId,
          AssociationState: { State: 'associated' },
        },
      ],
      PropagatingVgws: [],
      Routes: [
        { DestinationCidrBlock: cidr, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
        { DestinationCidrBlock: '0.0.0.0/0', GatewayId: internetGatewayId, Origin: 'CreateRoute', State: 'active' },
      ],
      Tags: tagsOf(context, routeTableId),
    }),
  );
  return { RouteTables, NextToken };
};

const ACLS: Listing<DefaultVpc> = {
  action: 'DescribeNetworkAcls',
  idOf: ({ networkAclId }) => networkAclId,
  tagged: true,
  filters: {
    ...OF_ACCOUNT,
    'association.subnet-id': ({ subnets }) => [...subnets.values()].map(({ subnetId }) => subnetId),
    default: () => true,
    'network-acl-id': ({ networkAclId }) => networkAclId,
  },
};

/** All may pass both ways, as in every default network ACL. */
export const describeNetworkAcls: Handler<'DescribeNetworkAcls'> = (context, input) => {
  const all = vpcs(context);
  const { page, NextToken } = list(context, ACLS, input, named(all, input.NetworkAclIds, ACLS.idOf), all);
  const entries = [100, 32_767].flatMap((RuleNumber) =>
    [true, false].map((Egress) => ({
      ...{ RuleNumber, Egress, Protocol: '-1', CidrBlock: '0.0.0.0/0' },
      RuleAction: RuleNumber === 100 ? ('allow' as const) : ('deny' as const),
    })),
  );
  const NetworkAcls = page.map(
    ({ networkAclId, vpcId, subnets }): NetworkAcl => ({
      NetworkAclId: networkAclId,
      VpcId: vpcId,
      IsDefault: true,
      OwnerId: context.ownerId,
      Entries: entries,
      Associations: [...subnets.values()].map(({ subnetId }) => ({
        NetworkAclAssociationId: subnetId.replace('subnet-', 'aclassoc-'),
        NetworkAclId: networkAclId,
        SubnetId: subnetId,
      })),
      Tags: tagsOf(context, networkAclId),
    }),
  );
  return { NetworkAcls, NextToken };
};
