/** What can be measured of EC2, of customers' machines and of DNS. */
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { fetchFrom } from '../../sim/network/index.ts';
import { credentialOf } from '../testbed/aws.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { failed, inRange, type Looks } from './reading.ts';

export function cloudLooks(testbed: Testbed): Pick<Looks, 'ec2:running-outside' | 'ec2:api' | 'dns:live-targets'> {
  const { kernel } = testbed.world;
  return {
    'ec2:running-outside': async ({ zone }, { lost }) => {
      let stopped = 0;
      let watched = 0;
      for (const [host, { plan }] of testbed.machines) {
        if (plan?.kind !== 'customer' || host.site.id === zone) continue;
        watched++;
        if (!host.up) stopped++;
      }
      return { ok: stopped <= lost && watched > 0, value: stopped, why: `${stopped} of ${watched} machines stopped` };
    },
    'ec2:api': async ({ region, account }, { withinSeconds }) => {
      const startUs = kernel.nowUs;
      try {
        const client = testbed.ec2Client(testbed.monitor, credentialOf(account), region);
        await client.send(new DescribeInstancesCommand({}));
        const seconds = (kernel.nowUs - startUs) / 1e6;
        const ok = withinSeconds === undefined || seconds <= withinSeconds;
        return { ok, value: seconds, why: `answered after ${seconds} s` };
      } catch (error) {
        return failed(error);
      }
    },
    'dns:live-targets': async ({ installation, timeoutSeconds }, tolerance) => {
      const addresses = testbed.world.network.dns.intended(testbed.installation(installation).hostName);
      const answers = await Promise.all(
        addresses.map((address) =>
          fetchFrom(testbed.monitor, `https://${address}/api/ping`, {}, { timeoutUs: timeoutSeconds * 1e6 }).then(
            ({ status }) => status === 200,
            () => false,
          ),
        ),
      );
      return inRange(answers.filter(Boolean).length, tolerance, `of ${addresses.length} addresses answer`);
    },
  };
}
