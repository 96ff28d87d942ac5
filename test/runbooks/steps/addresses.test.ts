import { expect, test } from 'vitest';
import { SmallTestbed } from '../testbed/small-testbed.ts';
import { play } from './hands.ts';

const IRELAND = { region: 'eu-west-1', zone: 'b' };
const elastic = {
  edit: [['resolvers-ignoring-ttl: 0.05 }', 'resolvers-ignoring-ttl: 0.05, addresses: elastic }']],
} as const;

test('elastic addresses stay what they are and answer from other machines', async () => {
  await play(async (hands) => {
    const { dns } = hands.testbed.world.network;
    const before = dns.intended('manage.test');
    const old = ['main/frontend1', 'main/frontend2'].map((label) => hands.host(label).addresses[1]);
    expect(old).toEqual(before);
    await hands.do('scalarium:start-instances', { role: 'frontend', type: 'm1.large', count: 2, ...IRELAND });
    const { moved } = await hands.do('ec2:move-address', { role: 'frontend', ...IRELAND });
    expect(moved).toEqual(before);
    expect(dns.intended('manage.test')).toEqual(before);
    const now = ['main/frontend3@eu-west-1', 'main/frontend4@eu-west-1'].map((label) => hands.host(label).addresses[1]);
    expect(now.sort()).toEqual([...before].sort());
    expect(hands.host('main/frontend1').addresses[1]).not.toBe(before[0]);
    // Done again there is nothing left to move.
    expect(await hands.do('ec2:move-address', { role: 'frontend', ...IRELAND })).toEqual({ moved: [] });
  }, elastic);
});

test('as many addresses as there are machines for them, or none', async () => {
  await play(async (hands) => {
    const before = hands.host('main/frontend1').addresses[1];
    await hands.do('scalarium:start-instances', { role: 'frontend', type: 'm1.large', count: 1, ...IRELAND });
    await expect(hands.do('ec2:move-address', { role: 'frontend', ...IRELAND })).rejects.toThrow(
      '2 addresses behind manage.test need a machine, and 1 with the role frontend are free in eu-west-1b',
    );
    expect(hands.host('main/frontend1').addresses[1]).toBe(before);
  }, elastic);
});

test('an ordinary address cannot be moved', async () => {
  await play(async (hands) => {
    await expect(hands.do('ec2:move-address', { role: 'bus', ...IRELAND })).rejects.toMatchObject({
      message: expect.stringMatching(/is no elastic address of eu-west-1: only DNS can move the name$/),
      permanent: true,
    });
  });
});

test('a quota of the scenario counts for its account alone', async () => {
  await play(
    async (hands) => {
      const given = { region: 'us-west-1', instances: 6 };
      await expect(hands.do('ec2:quota', { account: 'main', ...given })).rejects.toThrow(
        'main may start 5 more machines in us-west-1, not 6',
      );
      expect(await hands.do('ec2:quota', { account: 'kernel', ...given })).toEqual({ free: 20 });
    },
    { edit: [['b: euw1-az2 } } }\n    kernel', 'b: euw1-az2 } }, quota: { instances: 6 } }\n    kernel']] },
  );
});

test('a world cannot begin with more elastic addresses than its account may have', () => {
  const edit = [...elastic.edit, ['frontend:     { count: 2,', 'frontend:     { count: 5,']] as const;
  expect(() => new SmallTestbed({ edit })).toThrow(
    'this account begins with 6 elastic addresses in eu-west-1, and its quota there is 5; quota: { addresses: 6 } would do',
  );
});
