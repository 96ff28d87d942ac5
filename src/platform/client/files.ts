/**
 * What a Chef run leaves on a machine: the cloud as it is known there, the names of the other machines, and the logs. The
 * places and contents are those of Scalarium's own cookbooks (the root of github.com/aws/opsworks-cookbooks).
 */

import { isObject, type JsonObject } from '../deep-merge.ts';
import type { KeptRun } from './kept-run.ts';

export const paths = {
  clusterState: '/var/lib/scalarium/cluster_state.json',
  hosts: '/etc/hosts',
  /** A log and a JSON of the same name for each run. */
  logs: '/root/scalarium-agent/log/chef',
} as const;

/** Files by their path. A text is made when it is read: thousands of runs leave files that nobody ever opens. */
export type MachineFiles = Map<string, () => string>;

const stateRecipe = 'scalarium_cluster_state';

/** Writes what `run` leaves, and takes away the logs of those that are no longer among `kept`. */
export function writeFiles(files: MachineFiles, run: KeptRun, kept: readonly KeptRun[]): void {
  if (run.ok && run.recipes.includes(stateRecipe)) {
    files.set(paths.clusterState, () => JSON.stringify(clusterState(run.json), null, 2));
    files.set(paths.hosts, () => hostsFile(run.json));
  }
  files.set(`${logName(run)}.log`, () => run.log);
  files.set(`${logName(run)}.json`, () => JSON.stringify(run.json));
  const names = new Set(kept.map(logName));
  for (const path of [...files.keys()]) {
    if (path.startsWith(`${paths.logs}/`) && !names.has(path.replace(/\.(log|json)$/, ''))) files.delete(path);
  }
}

/** Named by when it began; two never begin at once. */
function logName({ startedAtMs }: KeptRun): string {
  return `${paths.logs}/${new Date(startedAtMs).toISOString().slice(0, 23).replace(/[T:.]/g, '-')}`;
}

/** `cluster_state.json`, from the JSON of a run. */
function clusterState(json: JsonObject): JsonObject {
  const { instance, roles, applications, cluster, valid_client_activities } = scalariumOf(json);
  return { instance, roles, applications, cluster, client: { valid_activities: valid_client_activities } };
}

/** `/etc/hosts`: each machine by its nickname inside EC2, and by `<nickname>-ext` from outside. */
function hostsFile(json: JsonObject): string {
  const { instance, roles } = scalariumOf(json);
  const own = isObject(instance) ? String(instance.hostname) : 'localhost';
  const peers = new Map<string, JsonObject>();
  for (const role of Object.values(isObject(roles) ? roles : {})) {
    const { instances = {} } = role as { instances?: Record<string, JsonObject> };
    for (const [nickname, peer] of Object.entries(instances)) peers.set(nickname, peer);
  }
  const lines = [...peers].flatMap(([nickname, { private_ip, ip }]) => [
    `${private_ip} ${nickname}`,
    `${ip} ${nickname}-ext`,
  ]);
  return `${['127.0.0.1 localhost', `127.0.1.1 ${own}`, ...lines].join('\n')}\n`;
}

function scalariumOf({ scalarium }: JsonObject): JsonObject {
  return isObject(scalarium) ? scalarium : {};
}
