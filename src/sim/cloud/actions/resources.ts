/** The kinds of things that have an id and may be tagged: an id's prefix says which. */
import type { ResourceType } from '@aws-sdk/client-ec2';
import { Ec2Error, notFound } from '../errors.ts';
import type { ActionContext } from './context.ts';
import { isVisible } from './instance-view.ts';

interface Kind {
  readonly type: ResourceType;
  /** EC2's code for an id that is not there. */
  readonly code: string;
  readonly what: string;
  readonly has: (context: ActionContext, id: string) => boolean;
}

const kind = (type: ResourceType, code: string, what: string, has: Kind['has']): Kind => ({ type, code, what, has });

const KINDS: Readonly<Record<string, Kind>> = {
  i: kind('instance', 'InvalidInstanceID.NotFound', 'instance ID', (context, id) => {
    const instance = context.own.instances.get(id);
    return instance !== undefined && isVisible(context, instance);
  }),
  vol: kind('volume', 'InvalidVolume.NotFound', 'volume', ({ own }, id) => own.volumes.has(id)),
  snap: kind('snapshot', 'InvalidSnapshot.NotFound', 'snapshot', ({ own }, id) => own.snapshots.has(id)),
  ami: kind('image', 'InvalidAMIID.NotFound', 'image id', ({ own }, id) => own.images.has(id)),
  sg: kind('security-group', 'InvalidGroup.NotFound', 'security group', ({ own }, id) => own.groups.has(id)),
  sgr: kind('security-group-rule', 'InvalidSecurityGroupRuleId.NotFound', 'security group rule ID', ({ own }, id) =>
    some(own.groups.values(), ({ rules }) => rules.some(({ ruleId }) => ruleId === id)),
  ),
  key: kind('key-pair', 'InvalidKeyPair.NotFound', 'key pair', ({ own }, id) =>
    some(own.keyPairs.values(), ({ keyPairId }) => keyPairId === id),
  ),
  eipalloc: kind('elastic-ip', 'InvalidAllocationID.NotFound', 'allocation ID', ({ own }, id) =>
    some(own.addresses.values(), ({ allocationId }) => allocationId === id),
  ),
  eni: kind('network-interface', 'InvalidNetworkInterfaceID.NotFound', 'networkInterface ID', ({ own }, id) =>
    Boolean(own.vpc && own.instances.has(id.replace('eni-', 'i-'))),
  ),
  vpc: kind('vpc', 'InvalidVpcID.NotFound', 'vpc ID', ({ own }, id) => own.vpc?.vpcId === id),
  subnet: kind('subnet', 'InvalidSubnetID.NotFound', 'subnet ID', ({ own }, id) =>
    some(own.vpc?.subnets.values() ?? [], ({ subnetId }) => subnetId === id),
  ),
  igw: kind('internet-gateway', 'InvalidInternetGatewayID.NotFound', 'internetGateway ID', ({ own }, id) =>
    Boolean(own.vpc && own.vpc.internetGatewayId === id),
  ),
  rtb: kind('route-table', 'InvalidRouteTableID.NotFound', 'routeTable ID', ({ own }, id) =>
    Boolean(own.vpc && own.vpc.routeTableId === id),
  ),
  acl: kind('network-acl', 'InvalidNetworkAclID.NotFound', 'networkAcl ID', ({ own }, id) =>
    Boolean(own.vpc && own.vpc.networkAclId === id),
  ),
  dopt: kind('dhcp-options', 'InvalidDhcpOptionID.NotFound', 'dhcpOption ID', ({ own }, id) =>
    Boolean(own.vpc && own.vpc.dhcpOptionsId === id),
  ),
};

/** What kind of thing an id of the account names. Throws InvalidID for no id at all, and the kind's own NotFound. */
export function resourceType(context: ActionContext, id: string): ResourceType {
  const found = Object.hasOwn(KINDS, prefixOf(id)) ? KINDS[prefixOf(id)] : undefined;
  if (!found) throw new Ec2Error('InvalidID', `The ID '${id}' is not valid`);
  if (!found.has(context, id)) throw notFound(found.code, found.what, id);
  return found.type;
}

const prefixOf = (id: string) => id.slice(0, Math.max(0, id.indexOf('-')));

/** The wanted record, or EC2's own error for an id of that kind that is not there. */
export function required<R>(record: R | undefined, id: string): R {
  const { code, what } = KINDS[prefixOf(id)] ?? { code: 'InvalidID', what: 'ID' };
  if (record === undefined) throw notFound(code, what, id);
  return record;
}

function some<T>(values: Iterable<T>, test: (value: T) => boolean): boolean {
  for (const value of values) if (test(value)) return true;
  return false;
}
