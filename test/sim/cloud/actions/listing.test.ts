import {
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

const main = { account: 'main', region: EU };
const LAUNCH = { ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large' } as const;
const refusal = (name: string) => expect.objectContaining({ name });

/** Twelve instances in three launches. */
function twelve() {
  const world = smallWorld({ quotas: { instances: 20 } });
  const ids = [3, 4, 5].flatMap((count) => world.ec2.place(main, { ...LAUNCH, MinCount: count, MaxCount: count }));
  return { world, ids };
}

describe('pages', () => {
  it("put together by client-ec2's own paginator are the whole list, however large they are", async () => {
    const { world, ids } = twelve();
    await world.tell(async () => {
      for (const pageSize of [5, 6, 11, 12, 1000]) {
        const seen: string[] = [];
        for await (const { Reservations } of paginateDescribeInstances({ client: world.client(), pageSize }, {})) {
          const page = Reservations!.flatMap(({ Instances }) => Instances!.map(({ InstanceId }) => InstanceId!));
          expect(page.length).toBeLessThanOrEqual(pageSize);
          seen.push(...page);
        }
        expect(seen).toEqual(ids);
      }
    });
  });

  it('lose nothing when an instance ends between two of them', async () => {
    const { world, ids } = twelve();
    await world.tell(async () => {
      const client = world.client();
      const first = await client.send(new DescribeInstancesCommand({ MaxResults: 5 }));
      world.ec2.perform(main, 'TerminateInstances', { InstanceIds: ids.slice(0, 5) });
      await world.seconds(60);
      const rest = await client.send(new DescribeInstancesCommand({ MaxResults: 1000, NextToken: first.NextToken }));
      expect(rest.Reservations!.flatMap(({ Instances }) => Instances!.map(({ InstanceId }) => InstanceId))).toEqual(
        ids.slice(5),
      );
    });
  });

  it('go on behind a record that is no longer there', async () => {
    const world = smallWorld({ models: { volumeSeconds: () => 1 } });
    await world.tell(async () => {
      const client = world.client();
      const ids: string[] = [];
      for (let count = 0; count < 12; count++) {
        const volume = await client.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', Size: 1 }));
        ids.push(volume.VolumeId!);
      }
      await world.seconds(10);
      const { NextToken } = await client.send(new DescribeVolumesCommand({ MaxResults: 6 }));
      const rest = async () => {
        const { Volumes } = await client.send(new DescribeVolumesCommand({ MaxResults: 1000, NextToken }));
        return Volumes!.map(({ VolumeId }) => VolumeId);
      };
      for (const at of [5, 3, 8]) {
        await client.send(new DeleteVolumeCommand({ VolumeId: ids[at]! }));
        await world.seconds(10);
        expect(await rest()).toEqual(ids.slice(6).filter((id) => at !== 8 || id !== ids[8]));
      }
    });
  });

  it('are refused when they are too small, together with ids, or with a token of another list', async () => {
    const { world, ids } = twelve();
    await world.tell(async () => {
      const client = world.client();
      const { NextToken } = await client.send(new DescribeInstancesCommand({ MaxResults: 5 }));
      const describeInstances = (input: object) => client.send(new DescribeInstancesCommand(input));
      await expect(describeInstances({ MaxResults: 4 })).rejects.toEqual(refusal('InvalidParameterValue'));
      await expect(describeInstances({ MaxResults: 5, InstanceIds: ids })).rejects.toEqual(
        refusal('InvalidParameterCombination'),
      );
      await expect(describeInstances({ NextToken: 'tomorrow' })).rejects.toEqual(refusal('InvalidNextToken'));
      await expect(client.send(new DescribeTagsCommand({ NextToken }))).rejects.toEqual(refusal('InvalidNextToken'));
    });
  });
});

describe('filters', () => {
  it('find what a person would find who reads the names', () => {
    const { ec2 } = smallWorld();
    const names = fc.uniqueArray(fc.stringMatching(/^[ab*?.\\]{1,4}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, fc.stringMatching(/^[ab*?\\]{1,4}$/), (groups, wanted) => {
        const GroupIds = groups.map(
          (GroupName) => ec2.perform(main, 'CreateSecurityGroup', { GroupName, Description: 'x' }).GroupId!,
        );
        const Filters = [
          { Name: 'group-name', Values: [wanted] },
          { Name: 'group-id', Values: GroupIds },
        ];
        const found = ec2.perform(main, 'DescribeSecurityGroups', { Filters }).SecurityGroups!;
        for (const GroupId of GroupIds) ec2.perform(main, 'DeleteSecurityGroup', { GroupId });
        expect(found.map(({ GroupName }) => GroupName)).toEqual(groups.filter((name) => reads(wanted, name)));
      }),
      { numRuns: 300 },
    );
  });

  it('are known before anything is there to be filtered, and counted', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const ask = (Filters: object[]) => client.send(new DescribeInstancesCommand({ Filters }));
      await expect(ask([{ Name: 'colour', Values: ['red'] }])).rejects.toThrow("The filter 'colour' is invalid");
      await expect(ask([{ Name: 'toString', Values: ['x'] }])).rejects.toThrow("The filter 'toString' is invalid");
      await expect(ask([{ Values: ['x'] }])).rejects.toThrow("The filter 'null' is invalid");
      const many = (count: number) => Array.from({ length: count }, (_, at) => ({ Name: `tag:k${at}`, Values: ['v'] }));
      await expect(ask(many(51))).rejects.toEqual(refusal('FilterLimitExceeded'));
      const Values = Array.from({ length: 201 }, (_, at) => `i-${at}`);
      await expect(ask([{ Name: 'instance-id', Values }])).rejects.toEqual(refusal('FilterLimitExceeded'));
      expect((await ask(many(50))).Reservations).toEqual([]);
    });
  });

  it('look at instances from all sides', async () => {
    const world = smallWorld();
    const { ec2 } = world;
    ec2.perform(main, 'ImportKeyPair', {
      KeyName: 'deploy',
      PublicKeyMaterial: Buffer.from(`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`),
    });
    const [web] = ec2.place(main, {
      ...{ ...LAUNCH, MinCount: 1, MaxCount: 1, KeyName: 'deploy', ClientToken: 'once' },
      Placement: { AvailabilityZone: 'eu-west-1b' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'role', Value: 'web' }] }],
    });
    const [gone] = ec2.place(main, {
      ...{ ...LAUNCH, ImageId: ubuntuImage(EU, 'i386'), InstanceType: 'm1.small', MinCount: 1, MaxCount: 1 },
      Placement: { AvailabilityZone: 'eu-west-1a' },
    });
    await world.tell(async () => {
      ec2.perform(main, 'TerminateInstances', { InstanceIds: [gone!] });
      await world.seconds(60);
      const client = world.client();
      const shown = (await client.send(new DescribeInstancesCommand({ InstanceIds: [web!] }))).Reservations![0]!;
      const instance = shown.Instances![0]!;
      const sides: [string, string | undefined][] = [
        ['architecture', 'x86_64'],
        ['availability-zone', 'eu-west-1b'],
        ['block-device-mapping.volume-id', instance.BlockDeviceMappings![0]!.Ebs!.VolumeId],
        ['client-token', 'once'],
        ['dns-name', instance.PublicDnsName],
        ['group-id', instance.SecurityGroups![0]!.GroupId],
        ['instance-state-code', '16'],
        ['instance-state-name', 'run*'],
        ['instance-type', 'm?.large'],
        ['ip-address', instance.PublicIpAddress],
        ['key-name', 'deploy'],
        ['private-dns-name', instance.PrivateDnsName],
        ['private-ip-address', instance.PrivateIpAddress],
        ['reservation-id', shown.ReservationId],
        ['root-device-type', 'ebs'],
        ['tag:role', 'w*'],
        ['tag-key', 'role'],
        ['tag-value', 'web'],
      ];
      const found = async (Name: string, value: string) => {
        const { Reservations } = await client.send(
          new DescribeInstancesCommand({ Filters: [{ Name, Values: [value] }] }),
        );
        return Reservations!.flatMap(({ Instances }) => Instances!.map(({ InstanceId }) => InstanceId));
      };
      for (const [name, value] of sides) {
        expect(value, name).toBeTruthy();
        const expected = name === 'root-device-type' || name === 'group-id' ? [web, gone] : [web];
        expect(await found(name, value!), name).toEqual(expected);
        expect(await found(name, 'another'), name).toEqual([]);
      }
      expect(await found('state-reason-code', 'Client.UserInitiatedShutdown')).toEqual([gone]);
      expect(await found('reason', 'User initiated (2011-08-07 *')).toEqual([gone]);
    });
  });

  it('find groups by their rules', async () => {
    const world = smallWorld();
    const { ec2 } = world;
    for (const [GroupName, FromPort] of [
      ['web', 80],
      ['couch', 5984],
    ] as const) {
      ec2.perform(main, 'CreateSecurityGroup', { GroupName, Description: GroupName });
      const permission = { IpProtocol: 'tcp', FromPort, ToPort: FromPort, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
      ec2.perform(main, 'AuthorizeSecurityGroupIngress', { GroupName, IpPermissions: [permission] });
    }
    await world.tell(async () => {
      const { SecurityGroups } = await world
        .client()
        .send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'ip-permission.from-port', Values: ['5984'] }] }));
      expect(SecurityGroups!.map(({ GroupName }) => GroupName)).toEqual(['couch']);
    });
  });
});

/** What `*`, `?` and `\` mean, letter by letter. */
function reads(wanted: string, name: string): boolean {
  if (wanted === '') return name === '';
  const [first, rest] = [wanted[0]!, wanted.slice(1)];
  if (first === '*') return reads(rest, name) || (name !== '' && reads(wanted, name.slice(1)));
  if (name === '') return false;
  if (first === '?') return reads(rest, name.slice(1));
  if (first === '\\' && rest !== '') return rest[0] === name[0] && reads(rest.slice(1), name.slice(1));
  return first === name[0] && reads(rest, name.slice(1));
}
