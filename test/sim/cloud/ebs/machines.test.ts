import { DescribeInstanceStatusCommand, EnableVolumeIOCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { EU, SmallWorld, ZONE } from '../../small-world.ts';

/** What the world's EC2 keeps of a machine's root volume. */
function rootOf(small: SmallWorld, instanceId: string): string {
  const { Reservations } = small.world.ec2.perform({ account: 'main', region: EU }, 'DescribeInstances', {
    InstanceIds: [instanceId],
  });
  return Reservations![0]!.Instances![0]!.BlockDeviceMappings![0]!.Ebs!.VolumeId!;
}

test('a machine whose root volume is stuck stands still while EC2 calls it running, and boots anew when the volume is whole', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const { ebs } = small.world.ec2;
    const [here, elsewhere] = [small.place('here'), small.place('elsewhere', 'b')];
    await small.seconds(100);
    const boots = small.diary.length;
    ebs.strike(ZONE, { stuckShare: 1, spareGib: 0 });
    expect([here.up, elsewhere.up]).toEqual([false, true]);
    expect(await small.stateOf(here)).toBe('running');
    await small.seconds(24 * 3600);
    expect(here.up).toBe(false);
    ebs.addSpare(ZONE, ebs.options.dataGib);
    await small.seconds(ebs.options.dataGib / ebs.options.mirrorGibPerSecond + 96);
    expect([here.up, small.diary.length]).toEqual([true, boots + 1]);
  });
});

test('power comes back before the disk does: the machine waits for both', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const here = small.place('here');
    const zone = small.world.site(ZONE);
    await small.seconds(100);
    small.world.network.changeSite(zone, { power: false });
    small.world.ec2.ebs.strike(ZONE, { stuckShare: 0, inconsistentShare: 1 });
    await small.seconds(60);
    small.world.network.changeSite(zone, { power: true });
    await small.seconds(3600);
    expect(here.up).toBe(false);
    await small.client().send(new EnableVolumeIOCommand({ VolumeId: rootOf(small, here.name) }));
    await small.seconds(96);
    expect(here.up).toBe(true);
  });
});

test('its status check fails until then, and that of the hardware does not', async () => {
  const small = new SmallWorld();
  await small.tell(async () => {
    const here = small.place('here');
    await small.seconds(1000);
    const status = async () => {
      const { InstanceStatuses } = await small
        .client()
        .send(new DescribeInstanceStatusCommand({ InstanceIds: [here.name] }));
      const [{ SystemStatus, InstanceStatus } = {}] = InstanceStatuses!;
      return [SystemStatus?.Status, InstanceStatus?.Status];
    };
    expect(await status()).toEqual(['ok', 'ok']);
    small.world.ec2.ebs.strike(ZONE, { stuckShare: 1, spareGib: 0 });
    await small.seconds(120);
    expect(await status()).toEqual(['ok', 'impaired']);
    small.world.ec2.ebs.relieve(ZONE);
    await small.seconds(180);
    expect(await status()).toEqual(['ok', 'ok']);
  });
});
