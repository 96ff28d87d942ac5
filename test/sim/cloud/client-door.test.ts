import {
  DescribeFlowLogsCommand,
  DescribeInstancesCommand,
  EC2Client,
  EC2ServiceException,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { attachEc2, ec2ClientConfig, prime } from '../../../src/sim/cloud/client-door.ts';
import { type ApiPath, ConnectTimeoutError, Ec2, Ec2Error } from '../../../src/sim/cloud/index.ts';
import { SECOND_US, TripwireError } from '../../../src/sim/kernel/index.ts';
import { EU, smallWorld } from './small-world.ts';

/** A client whose every call ends in `error`, and how often it was made. */
function failing(world: ReturnType<typeof smallWorld>, error: Error) {
  let attempts = 0;
  const path: ApiPath = {
    async call() {
      attempts++;
      await world.seconds(0.05);
      throw error;
    },
  };
  const client = new EC2Client(ec2ClientConfig(EU));
  attachEc2(client, { ec2: world.ec2, account: 'main', region: EU, path });
  return { client, attempts: () => attempts };
}

describe('the door of the simulation', () => {
  test.each([
    ['RequestLimitExceeded', new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503), 3, 'server'],
    ['InternalError', new Ec2Error('InternalError', 'An internal error has occurred', 500), 3, 'server'],
    ['Unavailable', new Ec2Error('Unavailable', 'The service is unavailable.', 503), 3, 'server'],
    ['InsufficientInstanceCapacity', new Ec2Error('InsufficientInstanceCapacity', 'none', 500), 3, 'server'],
    ['InvalidInstanceID.NotFound', new Ec2Error('InvalidInstanceID.NotFound', 'gone'), 1, 'client'],
  ])('%s is tried as often as by the real SDK', async (name, error, attempts, fault) => {
    const world = smallWorld();
    await world.tell(async () => {
      const { client, attempts: made } = failing(world, error);
      const caught = await client.send(new DescribeInstancesCommand({})).catch((thrown) => thrown);
      expect(caught).toBeInstanceOf(EC2ServiceException);
      expect(caught).toMatchObject({
        name,
        Code: name,
        message: error.message,
        $fault: fault,
        $metadata: { httpStatusCode: error.httpStatus, attempts, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      });
      expect(made()).toBe(attempts);
    });
  });

  test('a connection that never opens is retried and stays a TimeoutError', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const { client, attempts } = failing(world, new ConnectTimeoutError('ec2.eu-west-1.amazonaws.com', 10_000));
      await expect(client.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
        name: 'TimeoutError',
        $metadata: { attempts: 3 },
      });
      expect(attempts()).toBe(3);
    });
  });

  test('backoff between attempts passes in virtual time, longer for throttling', async () => {
    const tookSeconds = async (error: Ec2Error) => {
      const world = smallWorld();
      await world.tell(async () => {
        await failing(world, error)
          .client.send(new DescribeInstancesCommand({}))
          .catch(() => {});
      });
      return world.kernel.nowUs / SECOND_US - 3 * 0.05;
    };
    const throttled = await tookSeconds(new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503));
    const failed = await tookSeconds(new Ec2Error('InternalError', 'An internal error has occurred', 500));
    expect(throttled).toBeGreaterThan(failed);
    expect(throttled).toBeLessThanOrEqual(3);
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThan(0.2);
  });

  test('a call that fails once succeeds at the second attempt', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      let attempts = 0;
      const path: ApiPath = {
        call: (zoneId, serve) =>
          ++attempts === 1 ? Promise.reject(new Ec2Error('Unavailable', '', 503)) : world.path.call(zoneId, serve),
      };
      const client = new EC2Client(ec2ClientConfig(EU));
      attachEc2(client, { ec2: world.ec2, account: 'main', region: EU, path });
      const answer = await client.send(new DescribeInstancesCommand({}));
      expect(answer).toMatchObject({ Reservations: [], $metadata: { httpStatusCode: 200, attempts: 2 } });
    });
  });

  test('calls of one client side by side keep their inputs and answers apart', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const ids = ['i-00000001', 'i-00000002', 'i-00000003'];
      const answers = await Promise.allSettled([
        client.send(new DescribeInstancesCommand({})),
        ...ids.map((id) => client.send(new TerminateInstancesCommand({ InstanceIds: [id] }))),
      ]);
      expect(answers[0]).toMatchObject({ status: 'fulfilled' });
      for (const [at, id] of ids.entries()) {
        expect(answers[at + 1]).toMatchObject({
          status: 'rejected',
          reason: { message: `The instance ID '${id}' does not exist` },
        });
      }
    });
  });

  test('an action that EC2 here does not have answers InvalidAction', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      await expect(world.client().send(new DescribeFlowLogsCommand({}))).rejects.toMatchObject({
        name: 'InvalidAction',
        message: 'The action DescribeFlowLogs is not valid for this web service.',
      });
    });
  });

  test('a call can be aborted', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const controller = new AbortController();
      world.kernel.after(0.03 * SECOND_US, () => controller.abort());
      const call = world.client().send(new DescribeInstancesCommand({}), { abortSignal: controller.signal });
      await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    });
  });

  test('a client may be made and used inside the world: it touches no file, not even at its first call', async () => {
    // The kernel would end the run with a TripwireError.
    const world = smallWorld();
    await world.tell(async () => {
      const client = new EC2Client(ec2ClientConfig(EU));
      attachEc2(client, { ec2: world.ec2, account: 'main', region: EU, path: world.path });
      await client.send(new DescribeInstancesCommand({}));
    });
  });

  test('a client with a configuration of its own must be primed, or the tripwire names it', async () => {
    // Files that nothing in this process has read yet: the SDK keeps what it has read.
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    onTestFinished(() => void vi.unstubAllEnvs());
    const own = () => new EC2Client({ region: EU, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    const useInWorld = async (make: () => EC2Client) => {
      const world = smallWorld();
      await world.tell(async () => {
        const client = make();
        attachEc2(client, { ec2: world.ec2, account: 'main', region: EU, path: world.path });
        await client.send(new DescribeInstancesCommand({}));
      });
    };
    await expect(useInWorld(own)).rejects.toBeInstanceOf(TripwireError);
    const primed = own();
    await prime(primed);
    await expect(useInWorld(() => primed)).resolves.toBeUndefined();
  });

  test('a client that was never attached says so instead of reaching for the network', async () => {
    const lost = new EC2Client(ec2ClientConfig(EU)).send(new DescribeInstancesCommand({}));
    await expect(lost).rejects.toThrow(/call attachEc2 before its first use/);
  });

  test('an unknown account is not let in', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      await expect(world.client('nobody').send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
        name: 'AuthFailure',
      });
    });
    expect(world.ec2).toBeInstanceOf(Ec2);
  });
});
