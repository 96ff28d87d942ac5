import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { credentialOf } from '../../../src/runbooks/testbed/aws.ts';
import { SmallTestbed } from './small-testbed.ts';

test.each([
  ['', 0],
  [', requests: { describe: { burst: 5, per-second: 0 } }', 15],
  [', requests: { mutate: { burst: 5, per-second: 0 } }', 0],
])('of twenty looks of an account with %j, %i are too many', async (requests, refused) => {
  const small = new SmallTestbed({
    edit: [['acme:   { zone-names: uniform }', `acme:   { zone-names: uniform${requests} }`]],
  });
  await small.tell(async () => {
    const client = small.testbed.ec2Client(small.testbed.monitor, credentialOf('acme'), 'us-west-1');
    const codes: string[] = [];
    for (let look = 0; look < 20; look++) {
      await client.send(new DescribeInstancesCommand({})).catch((error: Error) => codes.push(error.name));
    }
    expect(codes).toEqual(Array.from({ length: refused }, () => 'RequestLimitExceeded'));
  });
});
