/** RunInstances: every check that EC2 makes before it accepts a launch, and the records of what it accepted. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import {
  Ec2Error,
  instanceLimitExceeded,
  insufficientCapacity,
  invalidParameter,
  missingParameter,
  unavailable,
} from '../errors.ts';
import { imagesOf } from '../images.ts';
import { checkLaunch } from '../launch-rules.ts';
import type { InstanceRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { describeReservation } from './describe-instances.ts';
import { findGroup } from './lookup.ts';
import { putTags } from './tags.ts';

export const runInstances: Handler<'RunInstances'> = (context, input) => {
  const repeated = repeatedLaunch(context, input);
  if (repeated) return describeReservation(context, repeated);
  const instances = acceptLaunch(context, input);
  for (const instance of instances) context.lifecycle.launch(instance);
  return describeReservation(context, instances);
};

/** The instances, entered in the books and still in `pending`. Throws Ec2Errors and then leaves nothing behind. */
export function acceptLaunch(context: ActionContext, input: RunInstancesCommandInput): InstanceRecord[] {
  const { own, region, kernel, ids, addresses } = context;
  const image = imagesOf(region).find(({ imageId }) => imageId === input.ImageId);
  if (!input.ImageId) throw missingParameter('ImageId');
  if (!image) throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${input.ImageId}]' does not exist`);
  const type = checkLaunch(input.InstanceType ?? 'm1.small', image, region);
  const groupIds = groupsOf(context, input);
  const userData = decodeUserData(input.UserData);
  const { zoneId, room } = chooseZone(context, input, type.name);
  const count = Math.min(grantedCount(context, input), room);
  if (context.controlPlane.launchQueue(region).overloaded) throw unavailable();

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
      launchedAtMs: Math.floor(kernel.nowMs() / 1000) * 1000,
      userData,
      privateIp: addresses.privateIp(),
      publicIp: addresses.publicIp(),
      state: 'pending',
      stateReason: { Code: 'pending', Message: 'pending' },
      terminatedAtUs: undefined,
      machine: undefined,
      hasRun: false,
      work: undefined,
      ticket: undefined,
    }),
  );
  const tags = (input.TagSpecifications ?? []).flatMap(({ ResourceType, Tags }) =>
    ResourceType === 'instance' ? (Tags ?? []) : [],
  );
  for (const instance of instances) {
    if (tags.length > 0) putTags(context, instance.instanceId, tags);
    own.instances.set(instance.instanceId, instance);
  }
  if (input.ClientToken) own.launchesByToken.set(input.ClientToken, { fingerprint: fingerprint(input), reservationId });
  return instances;
}

/** The same token again: what it launched then, whatever became of it. Throws IdempotentParameterMismatch if the request is another one. */
function repeatedLaunch({ own }: ActionContext, input: RunInstancesCommandInput): InstanceRecord[] | undefined {
  const launch = input.ClientToken ? own.launchesByToken.get(input.ClientToken) : undefined;
  if (!launch) return undefined;
  if (launch.fingerprint !== fingerprint(input)) {
    throw new Ec2Error(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  return [...own.instances.values()].filter(({ reservationId }) => reservationId === launch.reservationId);
}

function fingerprint(input: RunInstancesCommandInput): string {
  return JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function groupsOf(context: ActionContext, { SecurityGroups, SecurityGroupIds }: RunInstancesCommandInput): string[] {
  const groups = [
    ...(SecurityGroups ?? []).map((name) => findGroup(context, { name })),
    ...(SecurityGroupIds ?? []).map((id) => findGroup(context, { id })),
  ];
  if (groups.length === 0) groups.push(findGroup(context, { name: 'default' }));
  return [...new Set(groups.map(({ groupId }) => groupId))];
}

/**
 * The named zone, or one that EC2 draws, and how many instances it takes. Operators close a zone, or it has no room for
 * MinCount; its being dark closes it for nobody.
 */
function chooseZone(context: ActionContext, input: RunInstancesCommandInput, type: string) {
  const { account, region, topology, controlPlane, kernel } = context;
  const named = input.Placement?.AvailabilityZone;
  const zones = topology.zoneNames(account, region).map((name) => {
    const zoneId = topology.zoneId(account, name)!;
    return { name, zoneId, room: controlPlane.roomFor(zoneId, { account, type }) };
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

function decodeUserData(base64: string | undefined): string {
  if (!base64) return '';
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) throw invalidParameter('Invalid BASE64 encoding of user data');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > 16_384) throw invalidParameter('User data is limited to 16384 bytes');
  return bytes.toString('utf8');
}
