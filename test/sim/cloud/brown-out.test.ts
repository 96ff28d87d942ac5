import { describe, expect, test } from 'vitest';
import { Ec2Error, type Ec2Options, ubuntuImage } from '../../../src/sim/cloud/index.ts';
import { SECOND_US } from '../../../src/sim/kernel/index.ts';
import { EU, smallWorld } from './small-world.ts';

type World = ReturnType<typeof smallWorld>;
const caller = { account: 'main', region: EU };

/** What became of `count` calls of a customer who has nothing in the dark zone, each a single attempt. */
async function outcomes(world: World, count: number, region = EU) {
  const seen = { ok: 0, unavailable: 0, internal: 0, noConnection: 0 };
  const one = async () => {
    try {
      await world.ec2.call({ account: 'main', region }, world.path, 'DescribeInstances', {});
      seen.ok++;
    } catch (error) {
      if (!(error instanceof Ec2Error)) seen.noConnection++;
      else if (error.code === 'Unavailable') seen.unavailable++;
      else if (error.code === 'InternalError') seen.internal++;
      else throw error;
    }
  };
  await Promise.all(Array.from({ length: count }, one));
  const answered = seen.ok + seen.unavailable + seen.internal;
  return {
    ...seen,
    answered,
    errorShare: (seen.unavailable + seen.internal) / answered,
    noConnectionShare: seen.noConnection / count,
  };
}

/** 3.3 standard deviations of a share of `p` in `n` calls: one run in a thousand would miss it, and the seed is fixed. */
const around = (p: number, n: number) => 3.3 * Math.sqrt((p * (1 - p)) / n);

describe('the regional API when a zone dies', () => {
  test('a healthy region answers every call', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      expect(await outcomes(world, 300)).toMatchObject({ ok: 300, errorShare: 0, noConnectionShare: 0 });
    });
  });

  test.each([
    [EU, 'euw1-az1', 1 / 3],
    ['us-west-1', 'usw1-az1', 1 / 2],
  ])('in %s a customer in a healthy zone sees errors at the share of the dead zone', async (region, zoneId, share) => {
    const world = smallWorld();
    await world.tell(async () => {
      world.goDark(zoneId);
      const seen = await outcomes(world, 900, region);
      expect(Math.abs(seen.noConnectionShare - share)).toBeLessThan(around(share, 900));
      expect(Math.abs(seen.errorShare - share)).toBeLessThan(around(share, seen.answered));
      expect(seen.unavailable).toBeGreaterThan(0);
      expect(seen.internal).toBeGreaterThan(0);
    });
  });

  test('a call that meets a dead peer costs seconds, and the log of calls says so', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      world.goDark('euw1-az1');
      await outcomes(world, 200);
      const latencies = (code: string | undefined) =>
        world.calls.filter(({ errorCode }) => errorCode === code).map(({ latencyMs }) => latencyMs);
      expect(Math.max(...latencies(undefined))).toBeLessThan(2_000);
      expect(new Set([...latencies('Unavailable'), ...latencies('InternalError')])).toEqual(new Set([5_040]));
      expect(new Set(latencies('TimeoutError'))).toEqual(new Set([10_000]));
      expect(world.calls[0]).toMatchObject({ account: 'main', region: EU, action: 'DescribeInstances', atUs: 0 });
    });
  });

  test.each([30, 79])('it ends when operators drop the dead peers, after %d minutes', async (minutes) => {
    const world = smallWorld();
    await world.tell(async () => {
      world.goDark('euw1-az1');
      await world.seconds(minutes * 60 - 60);
      expect((await outcomes(world, 200)).ok).toBeLessThan(150);
      await world.seconds(60);
      expect(world.ec2.controlPlane.status(EU)).toMatchObject({ servers: 12, fronts: 12, peers: 12, deadPeers: 4 });
      expect(world.ec2.controlPlane.dropDeadPeers(EU)).toHaveLength(4);
      expect(await outcomes(world, 200)).toMatchObject({ ok: 200 });
      expect(world.ec2.controlPlane.status(EU)).toMatchObject({ fronts: 8, peers: 8, deadPeers: 0 });
    });
  });

  test('it ends by itself when the zone is back, and dropped peers stay out until they are restored', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const { controlPlane } = world.ec2;
      world.goDark('euw1-az1');
      controlPlane.dropDeadPeers(EU);
      world.goDark('euw1-az2');
      world.comeBack('euw1-az2');
      expect(await outcomes(world, 100)).toMatchObject({ ok: 100 });
      expect(controlPlane.restorePeers(EU)).toEqual([]);
      world.comeBack('euw1-az1');
      expect(controlPlane.status(EU).peers).toBe(8);
      expect(controlPlane.restorePeers(EU)).toHaveLength(4);
      expect(controlPlane.status(EU)).toMatchObject({ fronts: 12, peers: 12, deadPeers: 0 });
    });
  });

  test('other regions notice nothing', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      world.goDark('euw1-az1');
      expect(await outcomes(world, 100, 'us-west-1')).toMatchObject({ ok: 100 });
    });
  });

  test('a region whose zones are all dark, and dropped, has nobody who answers', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      world.goDark('usw1-az1');
      world.goDark('usw1-az3');
      world.ec2.controlPlane.dropDeadPeers('us-west-1');
      expect(await outcomes(world, 20, 'us-west-1')).toMatchObject({ ok: 0, noConnection: 20 });
    });
  });
});

describe('launches in healthy zones when a zone dies', () => {
  /** Seconds from RunInstances in a healthy zone to `running`. */
  async function launchSeconds(world: World): Promise<number> {
    const startUs = world.kernel.nowUs;
    const launched = world.ec2.perform(caller, 'RunInstances', {
      ImageId: ubuntuImage(EU, 'x86_64'),
      InstanceType: 'm1.large',
      MinCount: 1,
      MaxCount: 1,
      Placement: { AvailabilityZone: 'eu-west-1b' },
    });
    const id = launched.Instances![0]!.InstanceId!;
    while (world.stateOf(id) === 'pending') await world.seconds(1);
    expect(world.stateOf(id)).toBe('running');
    world.ec2.perform(caller, 'TerminateInstances', { InstanceIds: [id] });
    return (world.kernel.nowUs - startUs) / SECOND_US;
  }
  const at = async (world: World, minute: number) => world.seconds(minute * 60 - world.kernel.nowUs / SECOND_US);
  const steady: Partial<Ec2Options> = { models: { pendingSeconds: () => 20 } };

  test('they take longer and longer, until launches into the dark zone are disabled', async () => {
    const world = smallWorld(steady);
    await world.tell(async () => {
      const queue = world.ec2.controlPlane.launchQueue(EU);
      await at(world, 600);
      expect(await launchSeconds(world)).toBe(20);
      world.goDark('euw1-az1');
      const waits: number[] = [];
      for (const minute of [602, 615, 625, 650, 679]) {
        await at(world, minute);
        waits.push(queue.waitSeconds / 60);
      }
      expect(waits[0]).toBe(0);
      expect(waits.toSorted((a, b) => a - b)).toEqual(waits);
      expect(waits[2]).toBeGreaterThan(5);
      expect(waits[4]).toBeGreaterThan(25);

      world.ec2.controlPlane.disableLaunches('euw1-az1');
      const rightAfter = queue.waitSeconds / 60;
      expect(rightAfter).toBeLessThan(waits[4]! / 2);
      await at(world, 695);
      expect(queue.waitSeconds).toBe(0);
      expect(await launchSeconds(world)).toBe(20);
    });
  });

  test('a launch that waits in line benefits from the operators, too', async () => {
    const minutesUntilRunning = async (disableAtMinute: number) => {
      const world = smallWorld(steady);
      let waited = 0;
      await world.tell(async () => {
        world.goDark('euw1-az1');
        await at(world, 50);
        world.kernel.at(disableAtMinute * 60 * SECOND_US, () => world.ec2.controlPlane.disableLaunches('euw1-az1'));
        waited = (await launchSeconds(world)) / 60;
      });
      return waited;
    };
    const never = await minutesUntilRunning(600);
    const late = await minutesUntilRunning(60);
    const early = await minutesUntilRunning(52);
    expect(early).toBeLessThan(late);
    expect(late).toBeLessThan(never);
    expect(early).toBeGreaterThan(2);
  });

  test('new launches into the disabled zone lack capacity, queued ones fail, and EC2 chooses another zone where none is named', async () => {
    const world = smallWorld(steady);
    await world.tell(async () => {
      const launch = {
        ImageId: ubuntuImage(EU, 'x86_64'),
        InstanceType: 'm1.large' as const,
        MinCount: 1,
        MaxCount: 1,
      };
      const inDark = { ...launch, Placement: { AvailabilityZone: 'eu-west-1a' } };
      world.goDark('euw1-az1');
      await at(world, 30);
      const queued = world.ec2.perform(caller, 'RunInstances', inDark).Instances![0]!.InstanceId!;
      const queuedElsewhere = world.ec2.perform(caller, 'RunInstances', {
        ...launch,
        Placement: { AvailabilityZone: 'eu-west-1c' },
      });
      world.ec2.controlPlane.disableLaunches('euw1-az1');
      expect(world.stateOf(queued)).toBe('terminated');
      expect(world.stateOf(queuedElsewhere.Instances![0]!.InstanceId!)).toBe('pending');
      const refused = () => world.ec2.perform(caller, 'RunInstances', inDark);
      expect(refused).toThrow(expect.objectContaining({ code: 'InsufficientInstanceCapacity', httpStatus: 500 }));
      expect(refused).toThrow(
        /capacity in the Availability Zone you requested \(eu-west-1a\).*choosing eu-west-1b, eu-west-1c/,
      );
      for (let at = 0; at < 10; at++) {
        const [placed] = world.ec2.perform(caller, 'RunInstances', launch).Instances!;
        expect(['eu-west-1b', 'eu-west-1c']).toContain(placed!.Placement!.AvailabilityZone);
      }
      world.comeBack('euw1-az1');
      expect(refused).toThrow('capacity');
      world.ec2.controlPlane.enableLaunches('euw1-az1');
      expect(refused).not.toThrow();
    });
  });

  test('half the background load, and the region hardly notices', async () => {
    const world = smallWorld({ ...steady, controlPlane: { backgroundLaunchesPerSecond: 0.75 } });
    await world.tell(async () => {
      world.goDark('euw1-az1');
      await at(world, 79);
      expect(world.ec2.controlPlane.launchQueue(EU).waitSeconds).toBe(0);
    });
  });

  test('at the backlog limit the region refuses launches and keeps its other answers', async () => {
    const world = smallWorld({ ...steady, controlPlane: { backlogLimit: 300 } });
    await world.tell(async () => {
      world.goDark('euw1-az1');
      await at(world, 79);
      await expect(launchSeconds(world)).rejects.toMatchObject({ code: 'Unavailable', httpStatus: 503 });
      expect(world.ec2.perform(caller, 'DescribeInstances', {}).Reservations).toEqual([]);
    });
  });

  test('an idle day in a healthy region costs no event, and looking often changes nothing', async () => {
    const backlogAt = async (looks: readonly number[]) => {
      const world = smallWorld(steady);
      let backlog = 0;
      await world.tell(async () => {
        await at(world, 24 * 60);
        world.goDark('euw1-az1');
        for (const minute of looks) {
          await at(world, 24 * 60 + minute);
          backlog = world.ec2.controlPlane.launchQueue(EU).backlog;
        }
      });
      return { backlog, events: world.kernel.trace.events };
    };
    const once = await backlogAt([40]);
    const often = await backlogAt(Array.from({ length: 40 }, (_, minute) => minute + 1));
    expect(often.backlog).toBe(once.backlog);
    expect(once.events).toBe(3);
  });

  test('a flow that would fill the workers by itself is refused as a configuration', () => {
    expect(() => smallWorld({ controlPlane: { launchWorkers: 30 } })).toThrow(/occupies 30 of 30 workers/);
  });
});
