import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { type FileProblems, parseScenario } from '../../../src/runbooks/files/index.ts';
import { credentialOf } from '../../../src/runbooks/testbed/aws.ts';
import { ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { SCENARIO, SmallTestbed } from './small-testbed.ts';

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

const withCapacity = (capacity: string) => ['  offices:', `  capacity: ${capacity}\n  offices:`] as const;

test('a zone that is full for a type from the start takes no more of it, and goes on with those that are there', async () => {
  const small = new SmallTestbed({ edit: [withCapacity('{ euw1-az1: { m1.large: 0 }, euw1-az2: { "*": 1 } }')] });
  await small.tell(async () => {
    const client = small.testbed.ec2Client(small.testbed.monitor, credentialOf('acme'), 'eu-west-1');
    const ImageId = ubuntuImage('eu-west-1', 'x86_64');
    const launch = (letter: string, InstanceType: 'm1.large' | 'm1.xlarge') => {
      const Placement = { AvailabilityZone: `eu-west-1${letter}` };
      return client
        .send(new RunInstancesCommand({ ImageId, InstanceType, MinCount: 1, MaxCount: 1, Placement }))
        .then(() => 'taken')
        .catch((error: Error) => error.name);
    };
    const full = 'InsufficientInstanceCapacity';
    expect([await launch('a', 'm1.large'), await launch('a', 'm1.xlarge')]).toEqual([full, 'taken']);
    expect([await launch('b', 'm1.large'), await launch('b', 'm1.large')]).toEqual(['taken', full]);
  });
});

test('room is that of a zone of the world, for types that there are', () => {
  const problemsOf = (capacity: string) => {
    try {
      parseScenario([{ path: 'small.yaml', text: SCENARIO.replace(...withCapacity(capacity)) }]);
    } catch (error) {
      return (error as FileProblems).message;
    }
    return '';
  };
  expect(problemsOf('{ euw1-az1: { m1.large: 3 } }')).toBe('');
  expect(problemsOf('{ euw1-az7: { m1.large: 3 } }')).toMatch(
    /unknown physical zone "euw1-az7"; did you mean "euw1-az1"/,
  );
  expect(problemsOf('{ euw1-az1: { m1.larg: 3 } }')).toMatch(/m1.larg/);
  expect(problemsOf('{ euw1-az1: { m1.large: -1 } }')).toMatch(/capacity/);
});
