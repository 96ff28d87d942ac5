/** Kills one part of an installation at one event of the story, and says how the story ended. */
import { startFrontend } from '../../../src/platform/index.ts';
import type { Process } from '../../../src/sim/network/index.ts';
import { startRedis } from '../../../src/sim/stores/redis-process.ts';
import { SmallInstallation } from '../small-installation.ts';
import { deployAndScale, type StoryEnd } from './deploy-and-scale.ts';

export const parts = ['worker', 'frontend', 'redis', 'couch', 'bus'] as const;
export type Part = (typeof parts)[number];

/** How long it takes until the process is back, in seconds. */
const backAfterSeconds = 7;

export interface Played extends StoryEnd {
  /** Events before the story began, and when it had ended. */
  firstEvent: number;
  lastEvent: number;
  virtualSeconds: number;
}

/** The story, undisturbed or with `part` killed before the event of that index. */
export async function play(kill?: { part: Part; atEvent: number }): Promise<Played> {
  let killed = false;
  const small: SmallInstallation = new SmallInstallation({
    workers: 2,
    frontends: 2,
    setupSeconds: 20,
    beforeEachEvent: () => {
      if (!kill || killed || small.world.kernel.trace.events < kill.atEvent) return;
      killed = true;
      killPart(small, kill.part);
    },
  });
  let played: Played | undefined;
  await small.play(async () => {
    const { kernel } = small.world;
    const [firstEvent, beganUs] = [kernel.trace.events, kernel.nowUs];
    const end = await deployAndScale(small);
    played = { ...end, firstEvent, lastEvent: kernel.trace.events, virtualSeconds: (kernel.nowUs - beganUs) / 1e6 };
  });
  return played!;
}

function killPart(small: SmallInstallation, part: Part): void {
  const { kernel, network } = small.world;
  const back: Record<Part, () => void> = {
    worker: () => small.startWorker('worker1'),
    frontend: () => {
      const process = network.hosts.get('frontend1')!.start('frontend');
      startFrontend(small.environment(process), small.config);
    },
    redis: () => {
      small.redis = startRedis(network.hosts.get('redis')!);
    },
    couch: () => small.restartCouch(),
    bus: () => small.restartBus(),
  };
  processOf(small, part).end();
  kernel.after(backAfterSeconds * 1e6, back[part], `${part} is back`);
}

function processOf(small: SmallInstallation, part: Part): Process {
  if (part === 'redis') return small.redis.process;
  if (part === 'couch') return small.couch.process;
  if (part === 'bus') return small.bus;
  const [process] = small.world.network.hosts.get(`${part}1`)!.processes;
  return process!;
}

/** `count` events spread over those between the first and the last, by a low-discrepancy sequence: any `count` covers the whole story. */
export function* spread(first: number, last: number, count: number): Generator<number> {
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let at = 1; at <= count; at++) yield first + Math.floor(((at * golden) % 1) * (last - first));
}
