import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ApiLog } from '../../../src/runbooks/drill/api-log.ts';
import type { ApiCall } from '../../../src/runbooks/drill/snapshot.ts';
import { SmallTestbed } from '../testbed/small-testbed.ts';

/** What happens in these tests: calls of every service, answered, refused and never answered. */
async function told(small: SmallTestbed): Promise<void> {
  const { operator, installations } = small.testbed;
  const master = small.host('main/couch-master').addresses[1]!;
  const api = operator.api('manage.test', installations.get('main')!.token('acme'));
  await api.get('/clouds');
  await operator
    .couch(master)
    .use('scalarium')
    .get('nothing')
    .catch(() => {});
  await operator.redis(small.host('main/redis-master').addresses[1]!).lpush('notes', 'x');
  await operator
    .ec2('main', 'eu-west-1')
    .send(new DescribeInstancesCommand({ InstanceIds: ['i-0'] }))
    .catch(() => {});
  await operator
    .ec2('acme', 'us-east-1')
    .send(new RunInstancesCommand({ ImageId: 'ami-0', InstanceType: 'm1.large', MinCount: 1, MaxCount: 2 }))
    .catch(() => {});
  small.testbed.servicesOf(small.host('main/couch-master')).stop('couchdb');
  await operator
    .couch(master)
    .use('scalarium')
    .get('nothing')
    .catch(() => {});
  small.darken();
  await operator
    .couch(master)
    .use('scalarium')
    .get('nothing')
    .catch(() => {});
  await small.seconds(120);
}

const by = (calls: readonly ApiCall[], from: string) => calls.filter((call) => call.from.startsWith(from));

describe('the API log', () => {
  it('hears every call over the network: who, whom, what, how long, with which error', async () => {
    const small = new SmallTestbed();
    let log: ApiLog | undefined;
    await small.tell(async () => {
      log = new ApiLog(small.testbed);
      await told(small);
    });
    const seen = by(log!.calls(), 'operator@').map(({ service, to, what, error }) => [service, to, what, error]);
    expect(seen).toEqual([
      ['scalarium', 'manage.test', 'GET /api/clouds', undefined],
      ['couchdb', 'main/couch-master', 'GET /scalarium/nothing', 'HTTP 404'],
      ['redis', 'main/redis-master', 'LPUSH notes', undefined],
      ['ec2', 'eu-west-1', 'DescribeInstances', 'InvalidInstanceID.NotFound'],
      ['ec2', 'us-east-1', 'RunInstances', 'InvalidAMIID.NotFound'],
      ['couchdb', 'main/couch-master', 'GET /scalarium/nothing', 'ECONNREFUSED'],
      ['couchdb', 'main/couch-master', 'GET /scalarium/nothing', 'ETIMEDOUT'],
    ]);
    const [first] = by(log!.calls(), 'operator@');
    expect(first!.latencyMs).toBeGreaterThan(30);
    expect(first!.atUs).toBe(Math.round(first!.atUs));
    expect(log!.calls().find(({ what }) => what === 'RunInstances')!.copy).toBe(
      'aws ec2 run-instances --profile acme --region us-east-1 --image-id ami-0 --instance-type m1.large --count 1:2',
    );
    const fromMachines = log!.calls().filter(({ from }) => !from.includes('berlin'));
    expect(fromMachines.some(({ service, from }) => service === 'couchdb' && from.startsWith('frontend@'))).toBe(true);
  });

  it('changes nothing: with it and without it the trace is the same', async () => {
    const traced = async (listens: boolean) => {
      const small = new SmallTestbed();
      await small.tell(async () => {
        if (listens) new ApiLog(small.testbed);
        await told(small);
      });
      const { trace } = small.testbed.world.kernel;
      return [trace.events, trace.sha256()];
    };
    expect(await traced(true)).toEqual(await traced(false));
  });

  it('keeps the last two thousand in order, hands out what is new, and is silent when it is closed', async () => {
    const small = new SmallTestbed();
    await small.tell(async () => {
      const log = new ApiLog(small.testbed);
      const redis = small.testbed.operator.redis(small.host('main/redis-master').addresses[1]!);
      for (let i = 0; i < 1500; i++) await redis.get(`key-${i}`);
      const before = log.count;
      for (let i = 1500; i < 2100; i++) await redis.get(`key-${i}`);
      const keys = by(log.calls(), 'operator@').map(({ what }) => what);
      expect(log.calls()).toHaveLength(2000);
      expect(keys.at(-1)).toBe('GET key-2099');
      expect(keys).toEqual([...keys].sort((a, b) => Number(a.slice(8)) - Number(b.slice(8))));
      expect(by(log.since(before), 'operator@')).toHaveLength(600);
      expect(log.since(log.count)).toEqual([]);
      expect(log.since(0)).toHaveLength(2000);
      log.close();
      const { count } = log;
      await redis.get('another');
      expect(log.count).toBe(count);
    });
  });
});
