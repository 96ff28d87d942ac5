/**
 * The kernel and SimPy on the same models, in turns, so that a busy machine is busy for both. What counts is the
 * processor time of the thread that runs the model, on both sides: it is what a user waits for, and on a shared machine
 * wall time measures the neighbours.
 */
import type { Kernel } from '../src/sim/kernel/index.ts';
import { BEATS_PER_MACHINE, heartbeatsWithCallbacks, heartbeatsWithProcesses, MACHINES } from './heartbeats.ts';
import { CUSTOMERS, mm1WithCallbacks, mm1WithProcesses, mm1WithSpawnedTasks } from './mm1.ts';
import { findSimpy, type Peer, runSimpy } from './simpy.ts';
import { median, table } from './table.ts';

const ROUNDS = 15;
/** Ours is compiled while it runs; SimPy has no compiler to warm. */
const WARM_UP_RUNS = 8;
/** Where no peer says how long a round takes. */
const ROUND_ALONE_MS = 500;

interface Model {
  name: string;
  peer: [model: string, sizes: number[]];
  run: () => Promise<Kernel>;
  /** How many times as fast as SimPy it is meant to be, where somebody said so. */
  target?: number;
}

const MODELS: Model[] = [
  { name: 'M/M/1, async processes', peer: ['mm1', [CUSTOMERS]], run: mm1WithProcesses, target: 12 },
  { name: 'M/M/1, a spawned task each', peer: ['mm1', [CUSTOMERS]], run: mm1WithSpawnedTasks },
  { name: 'M/M/1, callbacks', peer: ['mm1', [CUSTOMERS]], run: mm1WithCallbacks },
  {
    name: 'heartbeats, callbacks',
    peer: ['heartbeats', [MACHINES, BEATS_PER_MACHINE]],
    run: heartbeatsWithCallbacks,
    target: 6,
  },
  {
    name: 'heartbeats, async processes',
    peer: ['heartbeats', [MACHINES, BEATS_PER_MACHINE]],
    run: heartbeatsWithProcesses,
    target: 2,
  },
];

export async function compareWithSimpy(): Promise<void> {
  const peer = findSimpy();
  console.log(peerLine(peer));
  const rows = [['model', 'events', 'zonefall ms', 'M events/s', 'SimPy ms', 'times SimPy', 'at best', 'target']];
  for (const { name, peer: model, run, target } of MODELS) {
    const ours: number[] = [];
    const theirs: number[] = [];
    let events = 0;
    for (let warmUp = 0; warmUp < WARM_UP_RUNS; warmUp++) await run();
    for (let round = 0; round < ROUNDS; round++) {
      const peerMs = peer ? runSimpy(peer.python, ...model).seconds * 1000 : ROUND_ALONE_MS;
      if (peer) theirs.push(peerMs);
      // Each side has the processor for as long: what a neighbour takes in a moment is taken from both.
      const before = process.threadCpuUsage();
      let runs = 0;
      let spentMs = 0;
      for (; spentMs < peerMs; runs++) {
        events = (await run()).trace.events;
        const { user, system } = process.threadCpuUsage(before);
        spentMs = (user + system) / 1000;
      }
      ours.push(spentMs / runs);
    }
    const ms = median(ours);
    const peerMs = peer ? median(theirs) : undefined;
    rows.push([
      name,
      String(events),
      ms.toFixed(1),
      (events / ms / 1000).toFixed(2),
      peerMs?.toFixed(1) ?? '-',
      peer ? median(theirs.map((their, round) => their / ours[round]!)).toFixed(1) : '-',
      // The quickest round of each: what both do when the machine's neighbours let them.
      peer ? (Math.min(...theirs) / Math.min(...ours)).toFixed(1) : '-',
      target === undefined ? '' : `${target}`,
    ]);
  }
  console.log(table(rows));
}

function peerLine(peer: Peer | undefined): string {
  const how = `Node ${process.version}, processor time, median of ${ROUNDS} in turns`;
  if (peer) return `kernel beside SimPy ${peer.version} (${peer.python}); ${how}`;
  return `kernel alone, because no interpreter here has SimPy 3 or later; on Debian: apt-get install python3-simpy3; ${how}`;
}
