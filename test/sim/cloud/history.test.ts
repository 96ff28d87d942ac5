import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ec2Error, ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { NEXT_STATES } from '../../../src/sim/cloud/state.ts';
import { EU, REGIONS, smallWorld } from './small-world.ts';

type World = ReturnType<typeof smallWorld>;
const QUOTAS = { instances: 6, addresses: 2 };
const ZONES = REGIONS[EU]!.zones;

/** One thing that happens: a customer's order for the n-th of what there is, or a zone that goes dark or comes back. */
const deed = fc.record({
  afterSeconds: fc.constantFrom(0, 0, 1, 5, 30, 400),
  account: fc.constantFrom('main', 'acme'),
  what: fc.constantFrom(
    ...([
      'run',
      'run',
      'run',
      'terminate',
      'stop',
      'start',
      'reboot',
      'allocate',
      'associate',
      'disassociate',
      'release',
    ] as const),
    ...(['volume', 'attach', 'dark', 'back', 'disable', 'enable', 'drop', 'restore'] as const),
  ),
  nth: fc.nat({ max: 20 }),
  zone: fc.nat({ max: 2 }),
});
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

function perform(world: World, { account, what, nth, zone }: Deed): void {
  const { ec2 } = world;
  const { controlPlane } = ec2;
  const caller = { account, region: EU };
  const zoneId = ZONES[zone]!;
  const own = [...ec2.instances()].filter((instance) => instance.account === account);
  const InstanceId = own[nth % own.length]?.instanceId ?? 'i-00000000';
  const addresses = ec2.perform(caller, 'DescribeAddresses', {}).Addresses!;
  const PublicIp = addresses[nth % addresses.length]?.PublicIp;
  const volumes = ec2.perform(caller, 'DescribeVolumes', {}).Volumes!;
  const deeds: Record<Deed['what'], () => unknown> = {
    run: () =>
      ec2.perform(caller, 'RunInstances', {
        ImageId: ubuntuImage(EU, 'x86_64'),
        InstanceType: 'm1.large',
        MinCount: 1,
        MaxCount: 1 + (nth % 3),
        ClientToken: `token-${nth % 5}-${zone}`,
        Placement: { AvailabilityZone: `${EU}${'abc'[zone]}` },
      }),
    terminate: () => ec2.perform(caller, 'TerminateInstances', { InstanceIds: [InstanceId] }),
    stop: () => ec2.perform(caller, 'StopInstances', { InstanceIds: [InstanceId] }),
    start: () => ec2.perform(caller, 'StartInstances', { InstanceIds: [InstanceId] }),
    reboot: () => ec2.perform(caller, 'RebootInstances', { InstanceIds: [InstanceId] }),
    allocate: () => ec2.perform(caller, 'AllocateAddress', {}),
    associate: () => ec2.perform(caller, 'AssociateAddress', { PublicIp, InstanceId }),
    disassociate: () => ec2.perform(caller, 'DisassociateAddress', { PublicIp }),
    release: () => ec2.perform(caller, 'ReleaseAddress', { PublicIp }),
    volume: () => ec2.perform(caller, 'CreateVolume', { AvailabilityZone: `${EU}${'abc'[zone]}`, Size: 8 }),
    attach: () =>
      ec2.perform(caller, 'AttachVolume', {
        VolumeId: volumes[nth % volumes.length]?.VolumeId,
        InstanceId,
        Device: '/dev/sdf',
      }),
    dark: () => world.goDark(zoneId),
    back: () => world.comeBack(zoneId),
    disable: () => controlPlane.disableLaunches(zoneId),
    enable: () => controlPlane.enableLaunches(zoneId),
    drop: () => controlPlane.dropDeadPeers(EU),
    restore: () => controlPlane.restorePeers(EU),
  };
  try {
    deeds[what]();
  } catch (error) {
    // EC2 may refuse an order, but only in its own words.
    if (!(error instanceof Ec2Error)) throw error;
  }
}

function checkInvariants(world: World): void {
  const instances = [...world.ec2.instances()];
  const alive = instances.filter(({ state }) => state !== 'terminated');
  expect(new Set(instances.map(({ instanceId }) => instanceId)).size).toBe(instances.length);
  const ips = alive.flatMap(({ privateIp, publicIp }) => [privateIp, publicIp]);
  expect(new Set(ips).size).toBe(ips.length);
  for (const account of ['main', 'acme']) {
    const counted = instances.filter(
      (one) => one.account === account && (one.state === 'pending' || one.state === 'running'),
    );
    expect(counted.length).toBeLessThanOrEqual(QUOTAS.instances);
    const caller = { account, region: EU };
    const addresses = world.ec2.perform(caller, 'DescribeAddresses', {}).Addresses!;
    expect(addresses.length).toBeLessThanOrEqual(QUOTAS.addresses);
    const owners = addresses.flatMap(({ InstanceId }) => InstanceId ?? []);
    expect(new Set(owners).size).toBe(owners.length);
    for (const owner of owners) expect(['stopped', 'terminated']).not.toContain(world.stateOf(owner));
    for (const { AvailabilityZone, Attachments } of world.ec2.perform(caller, 'DescribeVolumes', {}).Volumes!) {
      for (const { InstanceId } of Attachments!) {
        const holder = instances.find(({ instanceId }) => instanceId === InstanceId)!;
        expect(holder.state).not.toBe('terminated');
        expect(world.topology.zoneId(account, AvailabilityZone!)).toBe(holder.zoneId);
      }
    }
  }
}

function checkDiaries(world: World): void {
  for (const { from, to } of world.changes) expect(from === undefined || NEXT_STATES[from].includes(to)).toBe(true);
  for (const { instanceId, state } of world.ec2.instances()) {
    const deeds = world.did(instanceId);
    // Made once and first; destroyed once and last, exactly if the instance has ended and ever had a machine.
    expect(deeds.lastIndexOf('create')).toBeLessThanOrEqual(0);
    const destroyed = deeds.indexOf('destroy');
    if (destroyed >= 0) expect(destroyed).toBe(deeds.length - 1);
    expect(destroyed >= 0).toBe(state === 'terminated' && deeds.length > 0);
  }
}

test('whatever customers order and zones do, ids stay unique, an address has one owner, quotas hold and states follow the diagram', async () => {
  const history = async (seed: number, deeds: readonly Deed[]) => {
    const world = smallWorld({
      seed,
      quotas: QUOTAS,
      accounts: { main: { zoneNames: 'shuffled' }, acme: { zoneNames: 'shuffled' } },
    });
    await world.tell(async () => {
      for (const one of deeds) {
        if (one.afterSeconds > 0) await world.seconds(one.afterSeconds);
        perform(world, one);
        checkInvariants(world);
      }
      for (const zoneId of ZONES) world.comeBack(zoneId);
      await world.seconds(24 * 3600);
      checkInvariants(world);
    });
    checkDiaries(world);
    // Then liveness: with all zones back nothing stays on its way.
    for (const { state } of world.ec2.instances()) expect(['running', 'stopped', 'terminated']).toContain(state);
    return world.kernel.trace.sha256();
  };
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 1000 }), fc.array(deed, { minLength: 5, maxLength: 60 }), async (seed, deeds) => {
      const first = await history(seed, deeds);
      expect(await history(seed, deeds)).toBe(first);
    }),
    { numRuns: 40, seed: 20110807 },
  );
});
