/** Row 33: what the machines tell on EC2. (At RunInstances: instance-life.test.ts.) */
import { expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';
import { withRole } from '../with-role.ts';
import { machineOf, tagsOf } from './ec2-view.ts';

test('machines that run without tags are tagged when it is asked for, and keep what the customer has tagged herself', async () => {
  const small = new SmallInstallation();
  const web = withRole(small, { role_type: 'web', name: 'Static Server' });
  await small.play(async () => {
    const instance = await small.start({ roles: [small.role._id, web], nickname: 'shop1' });
    await small.until(instance, 'online');
    const wanted = tagsOf(await machineOf(small, instance));
    const { ec2_instance_id } = await small.instance(instance);
    const caller = { account: 'main', region: 'eu-west-1' };
    const Resources = [ec2_instance_id as string];
    small.world.ec2.perform(caller, 'DeleteTags', { Resources });
    small.world.ec2.perform(caller, 'CreateTags', {
      Resources,
      Tags: [
        { Key: 'cost-centre', Value: '7' },
        { Key: 'scalarium:role:gone', Value: 'A role it once had' },
      ],
    });
    expect((await small.api('POST', `/clouds/${small.cloud._id}/tag`)).status).toBe(202);
    await small.sleep(10);
    expect(wanted).toMatchObject({ 'scalarium:role:php-app': 'PHP App Server', 'scalarium:role:web': 'Static Server' });
    expect(tagsOf(await machineOf(small, instance))).toEqual({ ...wanted, 'cost-centre': '7' });
    expect(small.linesOf('cloud.tagged').map(({ data }) => data.instances)).toEqual([1]);
  });
});
