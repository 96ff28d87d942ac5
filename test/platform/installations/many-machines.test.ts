/** What an installation costs as it grows: counted in events and calls, which are the same on every machine. (In time: `npm run bench:fan-out`.) */
import { expect, test } from 'vitest';
import { ManyMachines } from './many-machines.ts';

interface Cost {
  eventsEach: number;
  /** Calls to the stores, without those that are made once for each cloud. */
  callsEach: number;
}

async function fanOut(clouds: number, machinesPerCloud: number): Promise<Cost> {
  const many = new ManyMachines({ clouds, machinesPerCloud });
  let cost: Cost | undefined;
  await many.play(async () => {
    const before = many.small.world.kernel.trace.events;
    const calls = await many.watched(() => many.fanOut());
    expect(many.configured.size).toBe(many.machines);
    expect(Math.max(...many.configured.values())).toBe(1);
    const events = many.small.world.kernel.trace.events - before;
    cost = { eventsEach: events / many.machines, callsEach: calls.length / many.machines };
  });
  return cost!;
}

test('a configure of all clouds costs a machine as much in a large installation as in a small one', async () => {
  const [small, large] = [await fanOut(2, 10), await fanOut(20, 10)];
  expect(large.eventsEach).toBeLessThan(1.2 * small.eventsEach);
  expect(large.callsEach).toBeLessThan(1.2 * small.callsEach);
  // Its command is written, read and removed, and it bears a tenth of its cloud's calls: that a run went well is nobody's job.
  expect(large.callsEach).toBeLessThan(4);
});

test('a list reads one view of its own rows, however many others there are', async () => {
  const many = new ManyMachines({ clouds: 30, machinesPerCloud: 4 });
  await many.play(async () => {
    const path = `/clouds/${many.clouds[7]!._id}/instances`;
    const list = async (what: string, rows: number) => {
      let body: unknown[] = [];
      const calls = await many.watched(async () => {
        body = (await many.small.api('GET', what)).body as unknown[];
      });
      expect(body).toHaveLength(rows);
      return calls.filter(({ port }) => port === 5984).map((call) => call.what);
    };
    const reads = [...(await list(path, 4)), ...(await list('/clouds', 31))];
    expect(reads.filter((what) => what.includes('_all_docs'))).toEqual([]);
    // The user, the cloud, its instances; the user, the clouds.
    expect(reads.length).toBeLessThanOrEqual(6);
    const view = reads.find((what) => what.includes('instances_by_cloud'))!;
    expect(decodeURIComponent(view)).toContain(many.clouds[7]!._id);
  });
});
