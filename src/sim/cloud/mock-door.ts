/**
 * The door for unit tests: `aws-sdk-client-mock` over the engine, so that code that uses client-ec2 can be tested
 * against EC2's rules and outages.
 *
 * ```ts
 * const mock = mockEc2(ec2, 'acme', 'eu-west-1');
 * await new EC2Client({ region: 'eu-west-1' }).send(new RunInstancesCommand({ ... })); // answered by the engine
 * expect(mock.commandCalls(RunInstancesCommand)).toHaveLength(1);
 * mock.restore();
 * ```
 *
 * The mock replaces `send`, retries included: every error is seen at once. Time passes only as the world's kernel runs.
 */
import { EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { actionOf, serviceException } from './client-door.ts';
import type { Ec2 } from './ec2.ts';
import { Ec2Error } from './errors.ts';

/** Answers every `EC2Client` of this process as `account` in `region` until `restore()` is called on what it returns. */
export function mockEc2(ec2: Ec2, account: string, region: string) {
  const mock = mockClient(EC2Client);
  mock.send.callsFake(async (command) => {
    const requestId = ec2.requestId(region);
    try {
      const output = ec2.callNow({ account, region }, actionOf(command.constructor.name), command.input);
      return { ...output, $metadata: { httpStatusCode: 200, requestId } };
    } catch (error) {
      throw error instanceof Ec2Error ? serviceException(error, requestId) : error;
    }
  });
  return mock;
}
