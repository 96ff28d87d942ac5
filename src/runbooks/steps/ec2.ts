/** Steps that ask EC2 itself, with the real client, from the operators' office. */
import { DescribeAccountAttributesCommand, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { instanceType, ubuntuImage } from '../../sim/cloud/index.ts';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { belongsTo, describe, inEveryRegion } from './machines.ts';

const POLL_SECONDS = 10;
const LIVE_STATES = ['pending', 'running', 'stopping', 'stopped'];

export function ec2Steps(testbed: Testbed): StepHandlers {
  return {
    'ec2:quota': async ({ with: { account, region, instances } }) => {
      const client = testbed.operator.ec2(account, region);
      const attributes = await client.send(
        new DescribeAccountAttributesCommand({ AttributeNames: ['max-instances'] as never }),
      );
      const max = Number(attributes.AccountAttributes?.[0]?.AttributeValues?.[0]?.AttributeValue);
      const running = await describe(testbed, account, region, { states: ['pending', 'running'] });
      const free = max - running.length;
      if (free < instances)
        throw new StepFailed(`${account} may start ${free} more machines in ${region}, not ${instances}`);
      return { free };
    },
    'ec2:launch': async ({ with: { account, region, zone, type, name }, sleep }) => {
      const client = testbed.operator.ec2(account, region);
      const launched = await client.send(
        new RunInstancesCommand({
          ImageId: ubuntuImage(region, instanceType(type)!.architectures[0]!),
          InstanceType: type,
          MinCount: 1,
          MaxCount: 1,
          Placement: zone ? { AvailabilityZone: region + zone } : undefined,
          TagSpecifications: name ? [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }] : undefined,
        }),
      );
      const instanceId = launched.Instances?.[0]?.InstanceId as string;
      for (;;) {
        const [instance] = await describe(testbed, account, region, { ids: [instanceId] });
        if (instance?.State?.Name === 'running' && (await answersSsh(testbed, instance.PublicIpAddress!))) {
          return { instanceId, address: instance.PublicIpAddress, privateAddress: instance.PrivateIpAddress };
        }
        await sleep(POLL_SECONDS);
      }
    },
    'ec2:terminate': async ({ with: { account, region, instance, installation, role, except } }) => {
      const terminateIn = async (each: string) => {
        const found = await describe(testbed, account, each, { states: LIVE_STATES });
        const ids = found
          .filter((candidate) =>
            instance ? candidate.InstanceId === instance : belongsTo(candidate, installation!, each, role),
          )
          .map(({ InstanceId }) => InstanceId!)
          .filter((id) => id !== except);
        if (ids.length === 0) return [];
        await testbed.operator.ec2(account, each).send(new TerminateInstancesCommand({ InstanceIds: ids }));
        return ids;
      };
      const terminated = region ? await terminateIn(region) : await inEveryRegion(testbed, terminateIn);
      return { terminated };
    },
  };
}

/** A machine's addresses, wherever the account has it. Throws StepFailed when no region knows it. */
export async function findInstance(
  testbed: Testbed,
  account: string,
  instanceId: string,
): Promise<{ ip: string; region: string }> {
  for (const region of Object.keys(testbed.scenario.world.regions)) {
    const found = await describe(testbed, account, region, { filterId: instanceId }).catch(() => []);
    const ip = found[0]?.PublicIpAddress;
    if (ip) return { ip, region };
  }
  throw new StepFailed(`EC2 knows no running ${instanceId} of account ${account}`);
}

/** Where the running machine with a public address is, by the account's own names; `first` is looked at first. */
export async function instanceBehind(
  testbed: Testbed,
  account: string,
  address: string,
  first: string,
): Promise<{ region: string; zoneName: string } | undefined> {
  const others = Object.keys(testbed.scenario.world.regions).filter((region) => region !== first);
  for (const region of [first, ...others]) {
    const found = await describe(testbed, account, region, { states: ['running'] }).catch(() => []);
    const zoneName = found.find(({ PublicIpAddress }) => PublicIpAddress === address)?.Placement?.AvailabilityZone;
    if (zoneName !== undefined) return { region, zoneName };
  }
  return undefined;
}

/** As `findInstance`, in the account of an installation. */
export function ownMachine(
  testbed: Testbed,
  installation: string,
  instanceId: string,
): Promise<{ ip: string; region: string }> {
  return findInstance(testbed, testbed.installation(installation).spec.account, instanceId);
}

async function answersSsh(testbed: Testbed, address: string): Promise<boolean> {
  return testbed.operator.ssh(address, 'true').then(
    () => true,
    () => false,
  );
}
