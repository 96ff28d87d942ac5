/** What holds in EC2 after every call and every fault, seen through its own describing calls and its books. */
import type { Volume } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import type { Ec2Caller } from '../../../../src/sim/cloud/index.ts';
import { NEXT_STATES } from '../../../../src/sim/cloud/state.ts';
import type { World } from './nature.ts';

export interface Quotas {
  instances: number;
  addresses: number;
}

export function checkWorld(world: World, customers: readonly Ec2Caller[], quotas: Quotas): void {
  checkInstances(world);
  for (const customer of customers) {
    checkTotals(world, customer, quotas);
    checkAddresses(world, customer);
    checkVolumes(world, customer);
    checkGroups(world, customer);
  }
}

/** Ids are unique over accounts, and so are the addresses of all that live; a token never launches twice. */
function checkInstances(world: World): void {
  const instances = [...world.ec2.instances()];
  expectDistinct(instances.map(({ instanceId }) => instanceId));
  const alive = instances.filter(({ state }) => state !== 'terminated');
  expectDistinct(alive.flatMap(({ privateIp, publicIp }) => [privateIp, publicIp]));
  const launches = new Map<string, string>();
  for (const { account, region, clientToken, reservationId } of instances) {
    if (clientToken === undefined) continue;
    const key = `${account} ${region} ${clientToken}`;
    expect(launches.get(key) ?? reservationId, `the launch of ${key}`).toBe(reservationId);
    launches.set(key, reservationId);
  }
}

function checkTotals({ ec2 }: World, customer: Ec2Caller, quotas: Quotas): void {
  const running = [...ec2.instances()].filter(
    ({ account, region, state }) =>
      account === customer.account && region === customer.region && (state === 'pending' || state === 'running'),
  );
  expect(running.length).toBeLessThanOrEqual(quotas.instances);
  expect(ec2.perform(customer, 'DescribeAddresses', {}).Addresses!.length).toBeLessThanOrEqual(quotas.addresses);
}

/** An address is at one instance at most, an instance has one at most, and it is one that lives and is hers. */
function checkAddresses(world: World, customer: Ec2Caller): void {
  const { Addresses } = world.ec2.perform(customer, 'DescribeAddresses', {});
  expectDistinct(Addresses!.map(({ PublicIp }) => PublicIp!));
  expectDistinct(Addresses!.flatMap(({ InstanceId }) => InstanceId ?? []));
  for (const { InstanceId, Domain } of Addresses!) {
    if (InstanceId === undefined) continue;
    const instance = [...world.ec2.instances()].find(({ instanceId }) => instanceId === InstanceId)!;
    expect(instance).toMatchObject(customer);
    expect(instance.state).not.toBe('terminated');
    // In a VPC an instance keeps its address while it is stopped; in EC2-Classic it lost it.
    if (Domain !== 'vpc') expect(instance.state).not.toBe('stopped');
  }
}

/** A volume is at one instance at most, in its own zone, and that instance lists it under the same device. */
function checkVolumes(world: World, customer: Ec2Caller): void {
  const instances = new Map([...world.ec2.instances()].map((instance) => [instance.instanceId, instance]));
  const taken: string[] = [];
  for (const volume of world.ec2.perform(customer, 'DescribeVolumes', {}).Volumes!) {
    const attachments = volume.Attachments ?? [];
    expect(attachments.length, `attachments of ${volume.VolumeId}`).toBeLessThanOrEqual(1);
    expect(volume.State === 'in-use', `${volume.VolumeId} is ${volume.State}`).toBe(attachments.length === 1);
    for (const { InstanceId, Device } of attachments) {
      const holder = instances.get(InstanceId!)!;
      expect(holder).toMatchObject(customer);
      expect(holder.state).not.toBe('terminated');
      expect(zoneOf(world, customer, volume)).toBe(holder.zoneId);
      taken.push(`${InstanceId} ${Device}`);
    }
  }
  expectDistinct(taken);
}

function zoneOf({ topology }: World, { account }: Ec2Caller, { AvailabilityZone }: Volume): string | undefined {
  return topology.zoneId(account, AvailabilityZone!);
}

/** Every group that an instance or a rule names is there. */
function checkGroups(world: World, customer: Ec2Caller): void {
  const { SecurityGroups } = world.ec2.perform(customer, 'DescribeSecurityGroups', {});
  const groupIds = SecurityGroups!.map(({ GroupId }) => GroupId!);
  expectDistinct(groupIds);
  expectDistinct(SecurityGroups!.map(({ GroupName }) => GroupName!));
  const named = SecurityGroups!.flatMap(({ IpPermissions }) =>
    IpPermissions!.flatMap(({ UserIdGroupPairs }) => UserIdGroupPairs!.map(({ GroupId }) => GroupId!)),
  );
  for (const { account, region, state, groupIds: own } of world.ec2.instances()) {
    if (account === customer.account && region === customer.region && state !== 'terminated') named.push(...own);
  }
  for (const groupId of named) expect(groupIds).toContain(groupId);
}

/** States moved along the diagram only; a machine was made once and first, and destroyed once and last if its instance has ended. */
export function checkPast(world: World): void {
  for (const { from, to } of world.changes) expect(from === undefined || NEXT_STATES[from].includes(to)).toBe(true);
  for (const { instanceId, state } of world.ec2.instances()) {
    const deeds = world.did(instanceId);
    expect(deeds.lastIndexOf('create')).toBeLessThanOrEqual(0);
    const destroyed = deeds.indexOf('destroy');
    if (destroyed >= 0) expect(destroyed).toBe(deeds.length - 1);
    expect(destroyed >= 0).toBe(state === 'terminated' && deeds.length > 0);
  }
}

/** With all mended and a day gone by, nothing is on its way any more. */
export function checkPeace(world: World, customers: readonly Ec2Caller[]): void {
  for (const { state } of world.ec2.instances()) expect(['running', 'stopped', 'terminated']).toContain(state);
  for (const customer of customers) {
    for (const { State, Attachments } of world.ec2.perform(customer, 'DescribeVolumes', {}).Volumes!) {
      expect(['available', 'in-use', 'error']).toContain(State);
      for (const attachment of Attachments!) expect(attachment.State).toBe('attached');
    }
  }
}

function expectDistinct(values: readonly string[]): void {
  expect(values.filter((value, at) => values.indexOf(value) !== at)).toEqual([]);
}
