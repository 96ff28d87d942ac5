/** RunInstances: every check that EC2 makes before it accepts a launch, and the records of what it accepted. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { SECOND_US } from '../../kernel/index.ts';
import type { Launch } from '../capacity.ts';
import {
  Ec2Error,
  instanceLimitExceeded,
  insufficientCapacity,
  invalidParameter,
  missingParameter,
  unavailable,
} from '../errors.ts';
import { checkLaunch } from '../launch-rules.ts';
import { wholeSecondMs } from '../lifecycle.ts';
import type { InstanceRecord } from '../state.ts';
import { madeBefore, rememberToken } from './client-tokens.ts';
import type { ActionContext, Handler } from './context.ts';
import { describeReservation } from './describe-instances.ts';
import { findLaunchableImage } from './images.ts';
import { checkLaunchOptions, decodeUserData, launchAttributes } from './launch-options.ts';
import { makeVolumes, planVolumes } from './launch-volumes.ts';
import { findGroup } from './lookup.ts';
import { required } from './resources.ts';
import { putTags, specifiedTags } from './tags.ts';

export const runInstances: Handler<'RunInstances'> = (context, input) => {
  const repeated = madeBefore(context, 'RunInstances', input);
  if (repeated) {
    // Whatever became of them.
    const instances = repeated.map((id) => context.own.instances.get(id)!);
    return describeReservation(context, instances);
  }
  const instances = acceptLaunch(context, input);
  const { kernel, consistencyLagSeconds } = context;
  for (const instance of instances) {
    if (consistencyLagSeconds > 0) {
      const lagUs = Math.round(kernel.random('ec2/consistency').uniform() * consistencyLagSeconds * SECOND_US);
      instance.visibleFromUs = kernel.nowUs + lagUs;
    }
    context.lifecycle.launch(instance);
  }
  return describeReservation(context, instances);
};

/** How many instances of a type a zone takes. */
type RoomFor = (zoneId: string, launch: Launch) => number;

/** The instances, entered in the books and still in `pending`. Throws Ec2Errors and then leaves nothing behind. */
export function acceptLaunch(
  context: ActionContext,
  input: RunInstancesCommandInput,
  roomFor: RoomFor = (zoneId, launch) => context.controlPlane.roomFor(zoneId, launch),
): InstanceRecord[] {
  const { own, region, kernel, ids, addresses } = context;
  const image = findLaunchableImage(context, input.ImageId);
  const type = checkLaunch(input.InstanceType ?? 'm1.small', image, region);
  const groupIds = groupsOf(context, input);
  const userData = decodeUserData(input.UserData);
  checkLaunchOptions(context, input);
  const tags = specifiedTags(context, input.TagSpecifications, 'instance', TAGGABLE);
  const volumeTags = specifiedTags(context, input.TagSpecifications, 'volume', TAGGABLE);
  const volumes = planVolumes(context, image, input.BlockDeviceMappings);
  const { zoneId, room } = chooseZone(context, input, type.name, roomFor);
  const count = Math.min(grantedCount(context, input), room);
  if (context.controlPlane.launchQueue(region).overloaded) throw unavailable();

  const subnet = own.vpc?.subnets.get(zoneId);
  if (subnet && addresses.leftIn(subnet.addresses) < count) throw subnetFull(subnet.subnetId);
  const reservationId = ids.next('r');
  const instances = Array.from(
    { length: count },
    (_, launchIndex): InstanceRecord => ({
      instanceId: ids.next('i'),
      reservationId,
      account: context.account,
      region,
      zoneId,
      type,
      image,
      groupIds,
      keyName: input.KeyName,
      clientToken: input.ClientToken,
      launchIndex,
      launchedAtMs: wholeSecondMs(kernel),
      userData,
      attributes: launchAttributes(input),
      blockDevices: new Map(),
      diskUsable: true,
      visibleFromUs: kernel.nowUs,
      privateIp: subnet ? addresses.privateIpIn(subnet.addresses) : addresses.privateIp(),
      publicIp: addresses.publicIp(),
      state: 'pending',
      stateReason: { Code: 'pending', Message: 'pending' },
      transitionReason: '',
      terminatedAtUs: undefined,
      machine: undefined,
      hasRun: false,
      bootedAtUs: undefined,
      work: undefined,
      ticket: undefined,
    }),
  );
  for (const instance of instances) {
    own.instances.set(instance.instanceId, instance);
    putTags(context, instance.instanceId, tags);
    for (const volumeId of makeVolumes(context, instance, volumes)) putTags(context, volumeId, volumeTags);
  }
  const instanceIds = instances.map(({ instanceId }) => instanceId);
  rememberToken(context, 'RunInstances', input, instanceIds);
  return instances;
}

const subnetFull = (subnetId: string) =>
  new Ec2Error(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  );

const TAGGABLE = ['instance', 'volume', 'network-interface'] as const;

/** Modern clients give groups, and the subnet, to the first network interface instead. */
function groupsOf(context: ActionContext, input: RunInstancesCommandInput): string[] {
  const ofInterface = input.NetworkInterfaces?.[0]?.Groups ?? [];
  const groups = [
    ...(input.SecurityGroups ?? []).map((name) => findGroup(context, { name })),
    ...[...(input.SecurityGroupIds ?? []), ...ofInterface].map((id) => findGroup(context, { id })),
  ];
  if (groups.length === 0) groups.push(findGroup(context, { name: 'default' }));
  return [...new Set(groups.map(({ groupId }) => groupId))];
}

/**
 * The named zone, or one that EC2 draws, and how many instances it takes. Operators close a zone, or it has no room for
 * MinCount; its being dark closes it for nobody.
 */
function chooseZone(context: ActionContext, input: RunInstancesCommandInput, type: string, roomFor: RoomFor) {
  const { account, region, topology, kernel } = context;
  const named = zoneNamed(context, input);
  const zones = topology.zoneNames(account, region).map((name) => {
    const zoneId = topology.zoneId(account, name)!;
    return { name, zoneId, room: roomFor(zoneId, { account, type }) };
  });
  const open = zones.filter(({ room }) => room >= Math.max(1, input.MinCount ?? 1));
  if (named === undefined) {
    if (open.length === 0) throw insufficientCapacity(type, region, []);
    return kernel.random(`ec2/${region}/placement`).pick(open);
  }
  if (!zones.some(({ name }) => name === named)) throw invalidParameter(`Invalid availability zone: [${named}]`);
  const zone = open.find(({ name }) => name === named);
  if (!zone) {
    const others = open.map(({ name }) => name);
    throw insufficientCapacity(type, named, others);
  }
  return zone;
}

/** The zone that the request names, by its letter or by its subnet. */
function zoneNamed({ own, account, topology }: ActionContext, input: RunInstancesCommandInput): string | undefined {
  const subnetId = input.SubnetId ?? input.NetworkInterfaces?.[0]?.SubnetId;
  const byLetter = input.Placement?.AvailabilityZone || undefined;
  if (subnetId === undefined) return byLetter;
  const subnet = [...(own.vpc?.subnets.values() ?? [])].find((one) => one.subnetId === subnetId);
  const bySubnet = topology.zoneName(account, required(subnet, subnetId).zoneId);
  if (byLetter && byLetter !== bySubnet) {
    throw invalidParameter(
      `Value (${byLetter}) for parameter availabilityZone is invalid. Subnet '${subnetId}' is in ${bySubnet}`,
    );
  }
  return bySubnet;
}

/** As many as the quota leaves, at least MinCount. */
function grantedCount({ own, quotas }: ActionContext, { MinCount, MaxCount }: RunInstancesCommandInput): number {
  if (MinCount === undefined) throw missingParameter('MinCount');
  if (MaxCount === undefined) throw missingParameter('MaxCount');
  if (!(MinCount >= 1))
    throw invalidParameter(`Value (${MinCount}) for parameter minCount is invalid. Must be at least 1.`);
  if (MaxCount < MinCount)
    throw invalidParameter(
      `Value (${MaxCount}) for parameter maxCount is invalid. Must be at least minCount (${MinCount}).`,
    );
  const remaining = Math.max(0, quotas.instances - own.runningInstances);
  if (remaining < MinCount) throw instanceLimitExceeded(remaining, MinCount);
  return Math.min(MaxCount, remaining);
}
