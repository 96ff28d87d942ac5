/** An installation that has been running for months, and the same story told twice. */
import { expect, test } from 'vitest';
import { onlineInstance, startAgent } from '../../src/platform/index.ts';
import { id, SmallInstallation } from './small-installation.ts';

test('an agent of an instance that is online in the documents is just present again', async () => {
  const small = new SmallInstallation();
  const instance = onlineInstance(
    {
      cluster_id: small.cloud._id,
      role_ids: [small.role._id],
      nickname: 'web1',
      instance_type: 'm1.large',
      availability_zone: 'eu-west-1a',
      ec2_instance_id: 'i-0badcafe',
      ip: '198.51.100.77',
      dns_name: 'web1.example.com',
      private_ip: '10.1.2.3',
      private_dns_name: 'web1.internal',
    },
    { id: id(7), nowMs: small.nowMs },
  );
  small.documents.push(instance);
  await small.play(async () => {
    const process = small.host('web1').start('agent');
    startAgent(small.environment(process), {
      agentId: instance.agent_id,
      busHost: 'bus.test',
      busPort: small.config.busPort,
      machine: {
        facts: () => ({ hostname: 'web1' }) as never,
        converge: async (run) => {
          small.runs.push({ ...run, atMs: small.nowMs, nickname: 'web1' });
          return { ok: true, log: '' };
        },
      },
    });
    await small.sleep(60);
    expect(small.runs).toEqual([]);
    expect((await small.instance(instance._id)).status).toBe('online');
    // From now on it is missed when it goes, and back when it comes.
    process.end();
    await small.until(instance._id, 'offline');
  });
});

test('the same seed tells the same story, event for event', async () => {
  const tell = async (seed: number) => {
    const small = new SmallInstallation({ seed });
    await small.play(async () => {
      const instances = [await small.start(), await small.start({ instance_type: 'm1.large' })];
      for (const instance of instances) await small.until(instance, 'online');
      await small.api('POST', `/clouds/${small.cloud._id}/instances/${instances[0]}/stop`);
      await small.until(instances[0]!, 'stopped');
    });
    return { digest: small.world.kernel.trace.sha256(), events: small.world.kernel.trace.events, lines: small.lines };
  };
  const [first, second, other] = [await tell(1), await tell(1), await tell(2)];
  expect(second).toEqual(first);
  expect(other.digest).not.toBe(first.digest);
});
