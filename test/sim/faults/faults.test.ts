import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { EU, NEXT_ZONE, SmallWorld, ZONE } from '../small-world.ts';

const at = { atSeconds: 0 };

/** A world whose machines have booted. */
async function play(
  places: readonly [label: string, letter: 'a' | 'b'][],
  story: (small: SmallWorld) => Promise<void>,
) {
  const small = new SmallWorld();
  await small.tell(async () => {
    for (const [label, letter] of places) small.place(label, letter);
    await small.seconds(100);
    await story(small);
  });
  return small;
}

const hostOf = ({ world }: SmallWorld, label: string) =>
  [...world.network.hosts.values()].find((host) => host.label === label)!;

test('an impairment hits about its share of the machines of a zone, no other, and ends', async () => {
  const labels = Array.from({ length: 16 }, (_, number) => [`machine${number}`, 'a'] as [string, 'a']);
  await play([...labels, ['elsewhere', 'b']], async (small) => {
    small.break([
      { name: 'brown', action: 'zone:network-impairment', zones: [ZONE], percentage: 40, ...at, forSeconds: 480 },
    ]);
    await small.seconds(10);
    const hosts = [...small.world.network.hosts.values()];
    const hit = hosts.filter(({ impaired }) => impaired);
    expect(hit.length).toBeGreaterThan(2);
    expect(hit.length).toBeLessThan(13);
    expect(hit.every(({ site }) => site.id === ZONE)).toBe(true);
    expect(hit.every((host) => host.up && !small.reaches(host))).toBe(true);
    await small.seconds(480);
    expect(hosts.some(({ impaired }) => impaired)).toBe(false);
    expect(small.faults[0]).toBe(`brown on ${[ZONE, ...hit.map(({ label }) => label)].join(', ')} at 100`);
    expect(small.faults[1]).toBe('brown ended at 580');
  });
});

test.each([
  [0, 0],
  [100, 2],
])('an impairment of %i per cent hits %i of two machines', async (percentage, count) => {
  await play(
    [
      ['one', 'a'],
      ['two', 'a'],
    ],
    async (small) => {
      small.break([
        { name: 'brown', action: 'zone:network-impairment', zones: [ZONE], percentage, ...at, forSeconds: 60 },
      ]);
      await small.seconds(1);
      expect([...small.world.network.hosts.values()].filter(({ impaired }) => impaired)).toHaveLength(count);
    },
  );
});

test('two impairments that overlap end with the later one', async () => {
  await play([['one', 'a']], async (small) => {
    const brown = { action: 'zone:network-impairment', zones: [ZONE], percentage: 100 } as const;
    small.break([
      { name: 'first', ...brown, atSeconds: 0, forSeconds: 100 },
      { name: 'second', ...brown, atSeconds: 50, forSeconds: 100 },
    ]);
    await small.seconds(120);
    expect(hostOf(small, 'one').impaired).toBe(true);
    await small.seconds(60);
    expect(hostOf(small, 'one').impaired).toBe(false);
  });
});

test('a power interruption takes a zone for its time, and the zone stays dark until it is said to be light', async () => {
  await play(
    [
      ['one', 'a'],
      ['other', 'b'],
    ],
    async (small) => {
      const one = hostOf(small, 'one');
      small.break([
        {
          name: 'power',
          action: 'zone:power-interruption',
          zones: [ZONE],
          disksLostShare: 0,
          atSeconds: 100,
          forSeconds: 300,
          darkUntilSeconds: 1000,
        },
      ]);
      await small.seconds(99);
      expect(one.up).toBe(true);
      await small.seconds(2);
      expect([one.up, hostOf(small, 'other').up]).toEqual([false, true]);
      await small.seconds(400);
      expect([one.up, small.reaches(one)]).toEqual([true, false]);
      await small.seconds(510);
      expect(small.reaches(one)).toBe(true);
      expect(small.faults).toEqual([`power on ${ZONE} at 200`, 'power ended at 500']);
    },
  );
});

test('without a time for the dark a zone is reached again soon after its power is back', async () => {
  await play([['one', 'a']], async (small) => {
    const one = hostOf(small, 'one');
    small.break([
      { name: 'power', action: 'zone:power-interruption', zones: [ZONE], disksLostShare: 0, ...at, forSeconds: 300 },
    ]);
    await small.seconds(394);
    expect(small.reaches(one)).toBe(false);
    await small.seconds(2);
    expect(small.reaches(one)).toBe(true);
  });
});

test('a second interruption that begins before the first ends keeps the zone without power', async () => {
  await play([['one', 'a']], async (small) => {
    const power = { action: 'zone:power-interruption', zones: [ZONE], disksLostShare: 0 } as const;
    small.break([
      { name: 'first', ...power, atSeconds: 0, forSeconds: 100 },
      { name: 'second', ...power, atSeconds: 90, forSeconds: 500 },
    ]);
    await small.seconds(400);
    expect(hostOf(small, 'one').up).toBe(false);
    await small.seconds(300);
    expect(small.reaches(hostOf(small, 'one'))).toBe(true);
  });
});

test('dead management servers brown the API out until operators drop them', async () => {
  await play([], async (small) => {
    const failures = async () => {
      let count = 0;
      for (let call = 0; call < 40; call++) {
        await small
          .client()
          .send(new DescribeInstancesCommand({}))
          .catch(() => count++);
      }
      return count;
    };
    small.break([
      {
        name: 'power',
        action: 'zone:power-interruption',
        zones: [ZONE],
        disksLostShare: 0,
        ...at,
        forSeconds: 360_000,
      },
      { name: 'operators', action: 'control-plane:drop-dead-peers', region: EU, atSeconds: 36_000 },
    ]);
    await small.seconds(1);
    expect(await failures()).toBeGreaterThan(5);
    await small.seconds(36_000);
    expect(await failures()).toBe(0);
  });
});

test('launches into a zone are refused while they are disabled, by whomever', async () => {
  await play([], async (small) => {
    const launch = () =>
      small.client().send(
        new RunInstancesCommand({
          ImageId: ubuntuImage(EU, 'x86_64'),
          InstanceType: 'm1.large',
          MinCount: 1,
          MaxCount: 1,
          Placement: { AvailabilityZone: `${EU}a` },
        }),
      );
    const closed = { action: 'control-plane:disable-launches', zone: ZONE } as const;
    small.break([
      { name: 'closed', ...closed, ...at, forSeconds: 600 },
      { name: 'closed again', ...closed, atSeconds: 300, forSeconds: 600 },
    ]);
    for (const seconds of [1, 600]) {
      await small.seconds(seconds);
      await expect(launch()).rejects.toMatchObject({ name: 'InsufficientInstanceCapacity' });
    }
    await small.seconds(300);
    expect((await launch()).Instances).toHaveLength(1);
  });
});

test.each([
  ['two regions', EU, 'us-east-1', { office: true, zones: true }],
  ['an office and a region', 'berlin', EU, { office: false, zones: true }],
  ['two zones', ZONE, NEXT_ZONE, { office: true, zones: false }],
  ['a zone and the rest of its region', ZONE, EU, { office: true, zones: false }],
  ['two machines', 'one', 'two', { office: true, zones: false }],
])('a partition between %s cuts nothing else, and ends', async (_what, from, to, open) => {
  await play(
    [
      ['one', 'a'],
      ['two', 'b'],
      ['beside one', 'a'],
    ],
    async (small) => {
      small.break([{ name: 'cut', action: 'link:partition', between: [[from], [to]], ...at, forSeconds: 60 }]);
      await small.seconds(1);
      const [one, two, beside] = ['one', 'two', 'beside one'].map((label) => hostOf(small, label));
      const { network } = small.world;
      expect({ office: small.reaches(one!), zones: network.isOpen(one!, two!) }).toEqual(open);
      expect(network.isOpen(one!, beside!)).toBe(true);
      await small.seconds(60);
      expect([small.reaches(one!), network.isOpen(two!, one!)]).toEqual([true, true]);
    },
  );
});

test('a machine without power stays off, or boots when the fault ends; one that was terminated meanwhile does not', async () => {
  await play(
    [
      ['for good', 'a'],
      ['for a while', 'a'],
      ['doomed', 'a'],
    ],
    async (small) => {
      const hosts = ['for good', 'for a while', 'doomed'].map((label) => hostOf(small, label));
      small.break([
        { name: 'plug', action: 'host:power', hosts: ['for good'], ...at },
        { name: 'fuse', action: 'host:power', hosts: ['for a while', 'doomed'], ...at, forSeconds: 300 },
      ]);
      await small.seconds(10);
      expect(hosts.map(({ up }) => up)).toEqual([false, false, false]);
      await small.terminate(hosts[2]!);
      await small.seconds(600);
      expect(hosts.map(({ up }) => up)).toEqual([false, true, false]);
    },
  );
});

test('a killed process is gone on the machines that are named, and is started again when the fault has an end', async () => {
  await play(
    [
      ['one', 'a'],
      ['two', 'a'],
    ],
    async (small) => {
      const [one, two] = [hostOf(small, 'one'), hostOf(small, 'two')];
      for (const host of [one, two]) for (const name of ['couchdb', 'agent']) host.start(name);
      const restarted: string[] = [];
      small.break(
        [
          { name: 'for good', action: 'process:kill', hosts: ['one'], process: 'agent', ...at },
          { name: 'for a while', action: 'process:kill', hosts: ['one'], process: 'couchdb', ...at, forSeconds: 60 },
        ],
        restarted,
      );
      const running = (host: typeof one) => [...host.processes].map(({ name }) => name);
      await small.seconds(1);
      expect([running(one), running(two)]).toEqual([[], ['couchdb', 'agent']]);
      await small.seconds(60);
      expect([running(one), restarted]).toEqual([['couchdb'], ['couchdb on one']]);
    },
  );
});

test('a killed process is not started again on a machine that has lost power meanwhile', async () => {
  await play([['one', 'a']], async (small) => {
    hostOf(small, 'one').start('couchdb');
    const restarted: string[] = [];
    small.break(
      [
        { name: 'kill', action: 'process:kill', hosts: ['one'], process: 'couchdb', ...at, forSeconds: 60 },
        { name: 'plug', action: 'host:power', hosts: ['one'], atSeconds: 30 },
      ],
      restarted,
    );
    await small.seconds(120);
    expect(restarted).toEqual([]);
  });
});
