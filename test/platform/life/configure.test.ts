/** Two configures of one cloud at once: whichever comes last, machines end up with what was read last. */
import { expect, test } from 'vitest';
import type { Host } from '../../../src/sim/network/index.ts';
import { SmallInstallation } from '../small-installation.ts';

test('a configure that a worker has read early and sends late does not undo a newer one', async () => {
  let early: { worker: Host; reunite: () => void } | undefined;
  let watchedFromMs = Number.POSITIVE_INFINITY;
  const small: SmallInstallation = new SmallInstallation({
    setupSeconds: 20,
    // A worker that has a job in hand takes no other.
    config: { configureDelayMs: 1_000, workerJobs: 1 },
    beforeEachEvent: () => {
      // The worker has read the cloud, and what it made of that has not arrived at Redis yet.
      const line = early || small.nowMs < watchedFromMs ? undefined : small.linesOf('cloud.configure').at(-1);
      if (line && line.atMs >= watchedFromMs) early = cutOffFromRedis(small, line.host);
    },
  });
  await small.play(async () => {
    const [one, two] = [await small.start(), await small.start()];
    for (const instance of [one, two]) await small.until(instance, 'online');
    await small.sleep(30);
    const three = await small.start();
    watchedFromMs = small.nowMs;
    await small.until(three, 'online');
    await small.sleep(2);
    expect(small.linesOf('cloud.configure').at(-1)!.host).toBe(early!.worker.name);

    small.agentHosts.get('php-app2')!.switchOff();
    await small.until(two, 'offline');
    const seenBy = () => Object.keys(rolesOf(small, 'php-app1')['php-app']!.instances).sort();
    await small.sleep(15);
    expect(seenBy()).toEqual(['php-app1', 'php-app3']);
    const configured = small.runsOf('configure').length;

    early!.reunite();
    await small.sleep(60);
    expect(seenBy()).toEqual(['php-app1', 'php-app3']);
    // Its commands did arrive, and were answered without being run.
    const told = small.linesOf('chef.run').filter(({ data }) => data.activity === 'configure');
    expect(told.length).toBeGreaterThan(small.runsOf('configure').length);
    expect(small.runsOf('configure')).toHaveLength(configured);
  });
});

function cutOffFromRedis(small: SmallInstallation, name: string): { worker: Host; reunite: () => void } {
  const { network } = small.world;
  const [worker, redis] = [network.hosts.get(name)!, network.hosts.get('redis')!];
  const pair = new Set<unknown>([worker, redis]);
  const separates = (a: unknown, b: unknown) => pair.has(a) && pair.has(b);
  return { worker, reunite: network.partition({ name: 'worker and Redis', separates }) };
}

function rolesOf(small: SmallInstallation, nickname: string): Record<string, { instances: object }> {
  const { json } = small.runs.findLast((run) => run.nickname === nickname && run.activity === 'configure')!;
  return (json as { scalarium: { roles: Record<string, { instances: object }> } }).scalarium.roles;
}
