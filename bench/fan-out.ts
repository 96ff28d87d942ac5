/**
 * `npm run bench:fan-out`: what a full configure of an installation costs for each machine, in clouds of twenty: 100 machines in 5 clouds
 * and 1,000 in 50. Linear is: the larger one costs at most 1.5 times as much a machine (exit code 1 where it does not).
 */
import { ManyMachines } from '../test/platform/installations/many-machines.ts';
import { median, table } from './table.ts';

const machinesPerCloud = 20;
const rounds = 5;
const limit = 1.5;

interface Cost {
  machines: number;
  millisecondsEach: number;
  eventsEach: number;
  callsEach: number;
}

async function measure(clouds: number): Promise<Cost> {
  const many = new ManyMachines({ clouds, machinesPerCloud });
  const { kernel } = many.small.world;
  const milliseconds: number[] = [];
  let events = 0;
  let calls = 0;
  await many.play(async () => {
    await many.fanOut();
    for (let round = 0; round < rounds; round++) {
      const [before, eventsBefore] = [process.cpuUsage(), kernel.trace.events];
      await many.fanOut();
      const { user, system } = process.cpuUsage(before);
      milliseconds.push((user + system) / 1000);
      events = kernel.trace.events - eventsBefore;
    }
    calls = (await many.watched(() => many.fanOut())).length;
  });
  const { machines } = many;
  return {
    machines,
    millisecondsEach: median(milliseconds) / machines,
    eventsEach: events / machines,
    callsEach: calls / machines,
  };
}

// The first one pays for what is compiled on the way.
await measure(5);
const costs = [await measure(5), await measure(50)] as const;
const rows = costs.map(({ machines, millisecondsEach, eventsEach, callsEach }) => [
  `${machines} machines in ${machines / machinesPerCloud} clouds`,
  `${millisecondsEach.toFixed(2)} ms`,
  eventsEach.toFixed(1),
  callsEach.toFixed(2),
]);
console.log(table([['a full configure, for each machine', 'processor', 'events', 'calls to stores'], ...rows]));
const ratio = costs[1].millisecondsEach / costs[0].millisecondsEach;
console.log(`\n${ratio.toFixed(2)} times as much a machine among 1,000 as among 100 (at most ${limit})`);
process.exitCode = ratio <= limit ? 0 : 1;
