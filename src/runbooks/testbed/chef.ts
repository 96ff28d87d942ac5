/**
 * The machine below an agent: a Chef run takes its time, and then the machine is what its roles say.
 *
 * The addresses of the stores come out of the Chef JSON (`scalarium.roles[...]`), as they do for a real recipe; until
 * they are there the services that need them wait for the next configure.
 */
import type { ChefRun, Machine, MachineFacts } from '../../platform/environment.ts';
import type { InstallationConfig } from '../../platform/index.ts';
import type { Host, Process } from '../../sim/network/index.ts';
import { deployOn } from './applications.ts';
import { loadMeter } from './load-meter.ts';
import type { Installed, Services } from './services.ts';

const FILES = 'files';

export interface ChefNeeds {
  process: Process;
  facts: MachineFacts;
  /** None on a customer's machine: its roles start nothing that this world runs. */
  services: Services | undefined;
  /** An installation's settings without the addresses of its stores, or undefined where the JSON belongs to no installation. */
  settings: (clusterName: string) => InstallationConfig | undefined;
  /** Tells what the machine is called in its cloud. */
  named: (clusterName: string, nickname: string) => void;
  /** Seconds that a run of this activity takes; drawn anew for each run. */
  seconds: (activity: string) => number;
}

interface ChefJson {
  scalarium?: {
    cluster?: { name?: string };
    instance?: { hostname?: string; roles?: string[] };
    roles?: Record<string, { instances?: Record<string, { private_ip?: string }> }>;
  };
}

export function chefMachine(needs: ChefNeeds): Machine {
  return {
    files: filesOf(needs.process.host),
    load: loadMeter(needs.process),
    facts: () => needs.facts,
    async converge(run) {
      await needs.process.sleep(needs.seconds(run.activity) * 1e6, `chef.${run.activity}`);
      if (run.activity === 'shutdown') return { ok: true, log: 'services stopped' };
      const { cluster, instance } = (run.json as ChefJson).scalarium ?? {};
      if (instance?.hostname) needs.named(cluster?.name ?? '', instance.hostname);
      const installed = installedBy(run, needs.settings);
      if (installed) needs.services?.install(installed);
      const { ok, log } = await deployOn(needs.process, run);
      return { ok, log: [`${run.recipes.length} recipes of ${run.activity}`, ...log].join('\n') };
    },
  };
}

/** What Chef and the agent have written to the machine's disk: it outlives the agent. */
export function filesOf({ disk }: Host): Map<string, () => string> {
  const files = disk.get(FILES) as Map<string, () => string> | undefined;
  if (files) return files;
  const empty = new Map<string, () => string>();
  disk.set(FILES, empty);
  return empty;
}

/** What a run makes of a machine, read from its JSON. */
export function installedBy(
  run: ChefRun,
  settingsOf: (clusterName: string) => InstallationConfig | undefined,
): Installed | undefined {
  const { scalarium } = run.json as ChefJson;
  const settings = settingsOf(scalarium?.cluster?.name ?? '');
  if (!settings) return undefined;
  const address = (role: string) => Object.values(scalarium?.roles?.[role]?.instances ?? {})[0]?.private_ip;
  const couch = address('couch-master');
  const redis = address('redis-master');
  const config = couch && redis ? { ...settings, couchUrl: `http://${couch}:5984`, redisHost: redis } : undefined;
  return { roles: scalarium?.instance?.roles ?? [], config };
}
