import { DescribeInstancesCommand, DescribeVpcsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, expect, test } from 'vitest';
import { ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { mockEc2 } from '../../../src/sim/cloud/mock-door.ts';
import { MINUTE_US } from '../../../src/sim/kernel/index.ts';
import { EU, smallWorld } from './small-world.ts';

let restore = () => {};
afterEach(() => restore());

test("a user's own code is tested against an outage", async () => {
  const world = smallWorld();
  const mock = mockEc2(world.ec2, 'acme', EU);
  restore = () => mock.restore();
  // The code under test, which knows nothing of simulations.
  const client = new EC2Client({ region: EU });
  const launch = () =>
    client.send(
      new RunInstancesCommand({
        ImageId: ubuntuImage(EU, 'x86_64'),
        InstanceType: 'm1.large',
        MinCount: 1,
        MaxCount: 1,
      }),
    );
  const states = async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand({}));
    return Reservations!.flatMap(({ Instances }) => Instances!.map(({ State }) => State!.Name));
  };

  const launched = await launch();
  expect(launched.$metadata.httpStatusCode).toBe(200);
  expect(await states()).toEqual(['pending']);
  await world.kernel.run(2 * MINUTE_US);
  expect(await states()).toEqual(['running']);

  world.goDark('euw1-az1');
  const answers = await Promise.allSettled(Array.from({ length: 60 }, states));
  const failed = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason.name);
  expect(new Set(failed)).toEqual(new Set(['Unavailable', 'InternalError']));
  expect(failed.length).toBeGreaterThan(15);
  expect(failed.length).toBeLessThan(50);
  world.ec2.controlPlane.dropDeadPeers(EU);
  expect(await states()).toEqual(['running']);
  await expect(client.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' });
  expect(mock.commandCalls(RunInstancesCommand)).toHaveLength(1);
});
