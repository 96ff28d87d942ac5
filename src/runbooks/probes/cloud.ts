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
    'ec2:api': async ({ region, account, calls }, { withinSeconds, errorShareMax }) => {
      const client = testbed.ec2Client(testbed.monitor, credentialOf(account), region);
      let slowestSeconds = 0;
      const failures: unknown[] = [];
      // One after another: calls at the same time would be a load of their own.
      for (let call = 0; call < calls; call++) {
        const startUs = kernel.nowUs;
        try {
          await client.send(new DescribeInstancesCommand({}));
          slowestSeconds = Math.max(slowestSeconds, (kernel.nowUs - startUs) / 1e6);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length === calls) return failed(failures[0]);
      const inTime = withinSeconds === undefined || slowestSeconds <= withinSeconds;
      const few = failures.length / calls <= errorShareMax;
      const why = calls === 1 ? '' : `, ${failures.length} of ${calls} calls failed`;
      return { ok: inTime && few, value: slowestSeconds, why: `answered after ${slowestSeconds} s${why}` };
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
