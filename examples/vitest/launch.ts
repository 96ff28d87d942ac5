/** The code under test: it launches a machine wherever there is one to be had. It knows nothing of simulations. */
import {
  type EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
  waitUntilInstanceRunning,
} from '@aws-sdk/client-ec2';

export interface Launched {
  instanceId: string;
  zone: string;
}

/** Tries the zones in turn. A zone that takes the order and then does not deliver within `patienceSeconds` is given up as well. */
export async function launchSomewhere(
  client: EC2Client,
  machine: { ImageId: string; InstanceType: 'm1.large' },
  zones: readonly string[],
  patienceSeconds = 120,
): Promise<Launched> {
  const refusals: string[] = [];
  for (const zone of zones) {
    try {
      const launch = { ...machine, MinCount: 1, MaxCount: 1, Placement: { AvailabilityZone: zone } };
      const { Instances } = await client.send(new RunInstancesCommand(launch));
      const instanceId = Instances![0]!.InstanceId!;
      try {
        const patience = { client, maxWaitTime: patienceSeconds, minDelay: 5, maxDelay: 10 };
        await waitUntilInstanceRunning(patience, { InstanceIds: [instanceId] });
        return { instanceId, zone };
      } catch (error) {
        await client.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
        throw error;
      }
    } catch (error) {
      refusals.push(`${zone}: ${(error as Error).name}`);
    }
  }
  throw new Error(`no zone delivers: ${refusals.join(', ')}`);
}
