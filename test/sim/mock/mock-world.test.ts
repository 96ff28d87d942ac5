import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, expect, test } from 'vitest';
import { type MockOptions, MockWorld, mockEc2 } from '../../../src/sim/mock/index.ts';

const EU = 'eu-west-1';
const restores: (() => void)[] = [];
afterEach(() => {
  for (const restore of restores.splice(0)) restore();
});

function mocked(world: MockWorld, account: string, options?: MockOptions) {
  const mock = mockEc2(world, account, options);
  restores.push(() => mock.restore());
  return mock;
}

const launch = (world: MockWorld) =>
  new RunInstancesCommand({ ImageId: world.image(EU), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 });

async function states(client: EC2Client) {
  const { Reservations } = await client.send(new DescribeInstancesCommand({}));
  return Reservations!.flatMap(({ Instances }) => Instances!.map(({ State }) => State!.Name));
}

test('while a world stands still calls are answered at once, and every failure of a brown-out is seen', async () => {
  const world = new MockWorld({ accounts: ['acme'] });
  const mock = mocked(world, 'acme');
  const client = new EC2Client({ region: EU });
  const launched = await client.send(launch(world));
  expect(launched.$metadata.httpStatusCode).toBe(200);
  expect(await states(client)).toEqual(['pending']);
  await world.pass(120);
  expect(await states(client)).toEqual(['running']);

  const mend = world.break({ action: 'zone:power-interruption', zones: ['euw1-az1'], disksLostShare: 0 });
  const answers = await Promise.allSettled(Array.from({ length: 60 }, () => states(client)));
  const failed = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason.name);
  expect(new Set(failed)).toEqual(new Set(['Unavailable', 'InternalError']));
  expect(failed.length).toBeGreaterThan(15);
  expect(failed.length).toBeLessThan(50);
  world.ec2.controlPlane.dropDeadPeers(EU);
  expect(await states(client)).toEqual(['running']);
  mend();
  expect(mock.commandCalls(RunInstancesCommand)).toHaveLength(1);
});

test('while it runs the SDK retries in virtual time, and more calls come through', async () => {
  const world = new MockWorld();
  mocked(world, 'main');
  const client = new EC2Client({ region: EU });
  world.break({ action: 'zone:power-interruption', zones: ['euw1-az1'], disksLostShare: 0 });
  const share = (results: readonly PromiseSettledResult<unknown>[]) =>
    results.filter(({ status }) => status === 'rejected').length / results.length;
  const sixty = () => Promise.allSettled(Array.from({ length: 60 }, () => states(client)));
  const atRest = share(await sixty());
  let attempts = 0;
  world.ec2.onCall = () => void attempts++;
  const travelling = share(await world.run(sixty));
  expect(travelling).toBeLessThan(atRest);
  expect(attempts).toBeGreaterThan(60);
  // A front that is dark is given up after ten seconds.
  expect(world.seconds).toBeGreaterThan(10);
});

test('two accounts at a time, each with a client of its own, do not see each other', async () => {
  const world = new MockWorld({ accounts: ['acme', 'kernel'] });
  const acme = new EC2Client({ region: EU });
  const kernel = new EC2Client({ region: EU });
  mocked(world, 'acme', { clients: acme });
  mocked(world, 'kernel', { clients: kernel });
  await acme.send(launch(world));
  expect(await states(acme)).toHaveLength(1);
  expect(await states(kernel)).toEqual([]);
});

test('a client without a region gets that of the mock', async () => {
  const world = new MockWorld();
  mocked(world, 'main', { region: 'us-west-1' });
  const { Reservations } = await world.run(() => new EC2Client({}).send(new DescribeInstancesCommand({})));
  expect(Reservations).toEqual([]);
});

test('what a story throws is thrown by the run, and the world goes on', async () => {
  const world = new MockWorld();
  const failing = world.run(async () => {
    throw new Error('the code under test is wrong');
  });
  await expect(failing).rejects.toThrow('the code under test is wrong');
  expect(await world.run(async () => 'still there')).toBe('still there');
});

test('a zone, an account or a region that is not there is named with those that are', async () => {
  const world = new MockWorld({ accounts: { acme: { zoneNames: 'uniform' } } });
  expect(world.zone('acme', 'eu-west-1b')).toBe('euw1-az2');
  expect(() => world.zone('acme', 'eu-west-1f')).toThrow(/there are eu-west-1a, eu-west-1b, eu-west-1c, us-west-1a/);
  expect(() => world.break({ action: 'zone:power-interruption', zones: ['a'], disksLostShare: 0 })).toThrow(
    /there are euw1-az1/,
  );
  mocked(world, 'acme');
  const elsewhere = new EC2Client({ region: 'mars-1' }).send(new DescribeInstancesCommand({}));
  await expect(elsewhere).rejects.toThrow('no region mars-1: there are eu-west-1, us-west-1');
});
