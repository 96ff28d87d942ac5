import {
  CreateSecurityGroupCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from './small-world.ts';

const LARGE: RunInstancesCommandInput = {
  ImageId: ubuntuImage(EU, 'x86_64'),
  InstanceType: 'm1.large',
  MinCount: 1,
  MaxCount: 1,
};
const run = async (client: EC2Client, more: Partial<RunInstancesCommandInput> = {}): Promise<Instance> => {
  const { Instances } = await client.send(new RunInstancesCommand({ ...LARGE, ...more }));
  return Instances![0]!;
};
const look = async (client: EC2Client, instanceId: string): Promise<Instance> => {
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  return Reservations![0]!.Instances![0]!;
};

describe('launching', () => {
  test('an instance is pending for some twenty seconds, then running, and its machine is powered on then', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const instance = await run(client, {
        Placement: { AvailabilityZone: 'eu-west-1b' },
        UserData: Buffer.from('role=worker').toString('base64'),
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'worker-1' }] }],
      });
      expect(instance).toMatchObject({
        State: { Code: 0, Name: 'pending' },
        Placement: { AvailabilityZone: 'eu-west-1b' },
      });
      expect(instance.PrivateIpAddress).toBeUndefined();
      expect(instance.InstanceId).toMatch(/^i-[0-9a-f]{8}$/);
      await world.seconds(5);
      expect((await look(client, instance.InstanceId!)).State?.Name).toBe('pending');
      expect(world.did(instance.InstanceId!)).toEqual(['create']);
      await world.seconds(60);
      expect(await look(client, instance.InstanceId!)).toMatchObject({
        State: { Code: 16, Name: 'running' },
        PrivateIpAddress: expect.stringMatching(/^10\.48\./),
        PublicIpAddress: expect.stringMatching(/^46\.137\./),
        PublicDnsName: expect.stringMatching(/^ec2-46-137-\d+-\d+\.eu-west-1\.compute\.amazonaws\.com$/),
        Tags: [{ Key: 'Name', Value: 'worker-1' }],
        SecurityGroups: [{ GroupName: 'default' }],
      });
      expect(world.did(instance.InstanceId!)).toEqual(['create', 'boot']);
      expect(world.diary[1]!.atSeconds).toBeGreaterThan(8);
      expect(world.specs.get(instance.InstanceId!)).toMatchObject({
        zoneId: 'euw1-az2',
        userData: 'role=worker',
        architecture: 'x86_64',
      });
    });
  });

  test('an instance whose security group does not exist is refused, at the first attempt', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const refused = run(client, { SecurityGroups: ['scalarium-frontend'] });
      await expect(refused).rejects.toMatchObject({
        name: 'InvalidGroup.NotFound',
        message: "The security group 'scalarium-frontend' does not exist",
        $fault: 'client',
        $metadata: { httpStatusCode: 400, attempts: 1 },
      });
      expect([...world.ec2.instances()]).toEqual([]);
      await client.send(new CreateSecurityGroupCommand({ GroupName: 'scalarium-frontend', Description: 'frontends' }));
      expect((await run(client, { SecurityGroups: ['scalarium-frontend'] })).SecurityGroups).toMatchObject([
        { GroupName: 'scalarium-frontend' },
      ]);
    });
  });

  test.each([
    [
      'a 64-bit image on an m1.small',
      { InstanceType: 'm1.small' },
      'InvalidParameterValue',
      /architecture \(i386\) does not match .* \(x86_64\)/,
    ],
    [
      'a 32-bit image on an m1.large',
      { ImageId: ubuntuImage(EU, 'i386') },
      'InvalidParameterValue',
      /architecture \(x86_64\) does not match .* \(i386\)/,
    ],
    [
      'an m1.medium, which came in 2012',
      { InstanceType: 'm1.medium' },
      'InvalidParameterValue',
      /Invalid value 'm1.medium'/,
    ],
    [
      'an image of another region',
      { ImageId: ubuntuImage('us-west-1', 'x86_64') },
      'InvalidAMIID.NotFound',
      /does not exist/,
    ],
    [
      'a zone that the account does not have',
      { Placement: { AvailabilityZone: 'eu-west-1d' } },
      'InvalidParameterValue',
      /Invalid availability zone: \[eu-west-1d\]/,
    ],
    [
      'a cluster instance outside us-east-1',
      { InstanceType: 'cc1.4xlarge' },
      'Unsupported',
      /not supported in this region/,
    ],
    ['no count', { MinCount: undefined }, 'MissingParameter', /MinCount/],
    [
      'more tags than fit',
      {
        TagSpecifications: [
          { ResourceType: 'instance', Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}` })) },
        ],
      },
      'TagLimitExceeded',
      /maximum number of Tags/,
    ],
  ] as const)('%s is refused and leaves nothing behind', async (_what, more, name, message) => {
    const world = smallWorld();
    await world.tell(async () => {
      const error = await run(world.client(), more as Partial<RunInstancesCommandInput>).catch((caught) => caught);
      expect(error).toMatchObject({ name, message: expect.stringMatching(message) });
      expect([...world.ec2.instances()]).toEqual([]);
    });
  });

  test('t1.micro runs both kinds of image', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      for (const architecture of ['i386', 'x86_64'] as const) {
        const instance = await run(world.client(), {
          InstanceType: 't1.micro',
          ImageId: ubuntuImage(EU, architecture),
        });
        expect(instance.Architecture).toBe(architecture);
      }
    });
  });

  test('the twenty-first instance of an account in a region exceeds the quota; another region has its own', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const many = await client.send(new RunInstancesCommand({ ...LARGE, MinCount: 18, MaxCount: 18 }));
      expect(many.Instances).toHaveLength(18);
      // Of five at least one is wanted and two are left.
      const rest = await client.send(new RunInstancesCommand({ ...LARGE, MinCount: 1, MaxCount: 5 }));
      expect(rest.Instances).toHaveLength(2);
      await expect(run(client)).rejects.toMatchObject({
        name: 'InstanceLimitExceeded',
        message: 'Your quota allows for 0 more running instance(s). You requested at least 1',
      });
      await run(world.client('acme'));
      await run(world.client('main', 'us-west-1'), { ImageId: ubuntuImage('us-west-1', 'x86_64') });
      await client.send(new TerminateInstancesCommand({ InstanceIds: [rest.Instances![0]!.InstanceId!] }));
      await run(client);
    });
  });

  test('the same ClientToken twice launches once; with other parameters it is refused', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const first = await run(client, { ClientToken: 'instance-42' });
      await world.seconds(60);
      const again = await run(client, { ClientToken: 'instance-42' });
      expect(again.InstanceId).toBe(first.InstanceId);
      expect(again.State?.Name).toBe('running');
      await expect(run(client, { ClientToken: 'instance-42', MaxCount: 2 })).rejects.toMatchObject({
        name: 'IdempotentParameterMismatch',
      });
      const other = await run(world.client('acme'), { ClientToken: 'instance-42' });
      expect(other.InstanceId).not.toBe(first.InstanceId);
      expect([...world.ec2.instances()]).toHaveLength(2);
    });
  });
});

describe('ending', () => {
  test('a terminated instance shuts down for some seconds, its machine is destroyed, and it is shown for an hour', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const id = world.ec2.place({ account: 'main', region: EU }, LARGE)[0]!;
      expect((await look(client, id)).State?.Name).toBe('running');
      const { TerminatingInstances } = await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      expect(TerminatingInstances).toMatchObject([
        { InstanceId: id, PreviousState: { Name: 'running' }, CurrentState: { Code: 32, Name: 'shutting-down' } },
      ]);
      await world.seconds(30);
      const ended = await look(client, id);
      expect(ended).toMatchObject({
        State: { Code: 48, Name: 'terminated' },
        StateReason: { Code: 'Client.UserInitiatedShutdown' },
      });
      expect(ended.PublicIpAddress).toBeUndefined();
      expect(world.did(id)).toEqual(['create', 'boot', 'destroy']);
      await world.seconds(3600);
      await expect(look(client, id)).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    });
  });

  test('a launch can be terminated before its machine is on', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const { InstanceId } = await run(client);
      await client.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId!] }));
      await world.seconds(120);
      expect(world.stateOf(InstanceId!)).toBe('terminated');
      expect(world.did(InstanceId!)).toEqual(['create', 'destroy']);
    });
  });

  test('a stopped instance keeps its machine and starts again under new addresses', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const id = world.ec2.place({ account: 'main', region: EU }, LARGE)[0]!;
      const before = await look(client, id);
      await expect(client.send(new StartInstancesCommand({ InstanceIds: [id] }))).resolves.toMatchObject({
        StartingInstances: [{ PreviousState: { Name: 'running' }, CurrentState: { Name: 'running' } }],
      });
      await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
      await expect(client.send(new StartInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject({
        name: 'IncorrectInstanceState',
      });
      await world.seconds(30);
      expect((await look(client, id)).State?.Name).toBe('stopped');
      await client.send(new StartInstancesCommand({ InstanceIds: [id] }));
      await world.seconds(60);
      const after = await look(client, id);
      expect(after.State?.Name).toBe('running');
      expect(after.PrivateIpAddress).not.toBe(before.PrivateIpAddress);
      expect(world.did(id)).toEqual(['create', 'boot', 'halt', 'readdress', 'boot']);
    });
  });
});

describe('a dark zone', () => {
  test('changes no instance state, and a termination waits for the zone, then takes seconds', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const id = world.ec2.place(
        { account: 'main', region: EU },
        { ...LARGE, Placement: { AvailabilityZone: 'eu-west-1a' } },
      )[0]!;
      world.goDark('euw1-az1');
      await world.seconds(3600);
      expect(world.stateOf(id)).toBe('running');
      world.ec2.perform({ account: 'main', region: EU }, 'TerminateInstances', { InstanceIds: [id] });
      await world.seconds(3600);
      expect(world.stateOf(id)).toBe('shutting-down');
      expect(world.did(id)).toEqual(['create', 'boot']);
      world.comeBack('euw1-az1');
      await world.seconds(5);
      expect(world.stateOf(id)).toBe('terminated');
      expect(world.did(id)).toEqual(['create', 'boot', 'destroy']);
    });
  });

  test('a zone that is lost again before it has caught up still waits', async () => {
    const world = smallWorld({ models: { catchUpSeconds: () => 3 } });
    await world.tell(async () => {
      const id = world.ec2.place(
        { account: 'main', region: EU },
        { ...LARGE, Placement: { AvailabilityZone: 'eu-west-1a' } },
      )[0]!;
      world.goDark('euw1-az1');
      world.ec2.perform({ account: 'main', region: EU }, 'StopInstances', { InstanceIds: [id] });
      await world.seconds(60);
      world.comeBack('euw1-az1');
      await world.seconds(1);
      world.goDark('euw1-az1');
      await world.seconds(60);
      expect(world.stateOf(id)).toBe('stopping');
      world.comeBack('euw1-az1');
      await world.seconds(4);
      expect(world.stateOf(id)).toBe('stopped');
      expect(world.did(id)).toEqual(['create', 'boot', 'halt']);
    });
  });

  test('a launch into it is accepted, stays pending, and fails at the launch timeout', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      world.goDark('euw1-az1');
      const caller = { account: 'main', region: EU };
      const launched = world.ec2.perform(caller, 'RunInstances', {
        ...LARGE,
        Placement: { AvailabilityZone: 'eu-west-1a' },
      });
      const id = launched.Instances![0]!.InstanceId!;
      await world.seconds(200);
      expect(world.stateOf(id)).toBe('pending');
      await world.seconds(60);
      const [reservation] = world.ec2.perform(caller, 'DescribeInstances', { InstanceIds: [id] }).Reservations!;
      expect(reservation!.Instances![0]).toMatchObject({
        State: { Name: 'terminated' },
        StateReason: { Code: 'Server.InternalError' },
      });
      expect(world.diary).toEqual([]);
    });
  });

  test('a launch that is pending when the zone comes back goes through', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      world.goDark('euw1-az1');
      const caller = { account: 'main', region: EU };
      const launched = world.ec2.perform(caller, 'RunInstances', {
        ...LARGE,
        Placement: { AvailabilityZone: 'eu-west-1a' },
      });
      await world.seconds(120);
      world.comeBack('euw1-az1');
      await world.seconds(5);
      expect(world.stateOf(launched.Instances![0]!.InstanceId!)).toBe('running');
      await world.seconds(600);
      expect(world.stateOf(launched.Instances![0]!.InstanceId!)).toBe('running');
    });
  });
});
