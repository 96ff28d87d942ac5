/**
 * How one's own code is tested against the loss of a zone: copy it, with `npm install --save-dev zonefall vitest`.
 *
 * The world is simulated, so two hours of it take milliseconds, and every run is the same.
 */
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ec2Mock, MockWorld, mockEc2 } from 'zonefall/mock';
import { launchSomewhere } from './launch.ts';

const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];
let world: MockWorld;
let mock: Ec2Mock;
let client: EC2Client;
const machine = () => ({ ImageId: world.image('eu-west-1'), InstanceType: 'm1.large' as const });
const powerOff = (zone: string, forSeconds: number) =>
  world.break({
    action: 'zone:power-interruption',
    zones: [world.zone('acme', zone)],
    disksLostShare: 0,
    forSeconds,
  });

beforeEach(() => {
  world = new MockWorld({ seed: 7, accounts: ['acme'] });
  mock = mockEc2(world, 'acme');
  client = new EC2Client({ region: 'eu-west-1' });
});
afterEach(() => mock.restore());

test('on an ordinary day the first zone delivers', async () => {
  const { zone } = await world.run(() => launchSomewhere(client, machine(), ZONES));
  expect(zone).toBe('eu-west-1a');
  expect(mock.commandCalls(RunInstancesCommand)).toHaveLength(1);
  expect(world.seconds).toBeLessThan(60);
});

test('a zone without power takes the order and never delivers; the next one does', async () => {
  const { zone } = await world.run(async () => {
    powerOff('eu-west-1a', 3600);
    return launchSomewhere(client, machine(), ZONES);
  });
  expect(zone).toBe('eu-west-1b');
  expect(mock.commandCalls(RunInstancesCommand).length).toBeGreaterThan(1);
  expect(world.seconds).toBeGreaterThan(120);
});

test('two hours later EC2 still calls the machine of a dark zone running', async () => {
  const state = await world.run(async () => {
    const { instanceId, zone } = await launchSomewhere(client, machine(), ZONES);
    powerOff(zone, 3 * 3600);
    await new Promise((resolve) => setTimeout(resolve, 2 * 3600 * 1000));
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    return Reservations![0]!.Instances![0]!.State!.Name;
  });
  expect(state).toBe('running');
  expect(world.seconds).toBeGreaterThan(7200);
});

test('when no zone has power there is an error that names them all', async () => {
  const launching = world.run(async () => {
    for (const zone of ZONES) powerOff(zone, 3600);
    return launchSomewhere(client, machine(), ZONES);
  });
  await expect(launching).rejects.toThrow(/eu-west-1a: TimeoutError, eu-west-1b: TimeoutError, eu-west-1c: TimeoutError/);
});
