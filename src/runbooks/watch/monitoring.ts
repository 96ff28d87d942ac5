/**
 * The installation's own monitoring: from an office it looks which machines answer, and tells the people on call when
 * that changes. What they are told is computed here, never written in a scenario; only what others tell them (a status
 * page) is.
 */
import type { Host } from '../../sim/network/index.ts';
import type { Testbed } from '../testbed/testbed.ts';

export interface Alert {
  via: 'sms' | 'monitoring';
  text: string;
}

/** What the last look saw of a machine; undefined for one at which nobody looks. */
export type LastLook = (host: Host) => 'answers' | 'silent' | undefined;

/** Looks once a period at all machines of an installation, from now on. `tell` is called when the picture changed. */
export function monitor(testbed: Testbed, installation: string, tell: (alert: Alert) => void): LastLook {
  const { everySeconds, failures, timeoutSeconds } = testbed.scenario.monitoring;
  const { network } = testbed.world;
  const from = testbed.monitor.host;
  const inTime = (host: Host) => network.latencyUs(from, host) + network.latencyUs(host, from) <= timeoutSeconds * 1e6;
  const missedLooks = new Map<Host, number>();
  let knownText = '';
  const hosts = watched(testbed, installation);
  let silent = new Set<Host>();
  const look = () => {
    testbed.monitor.after(everySeconds * 1e6, look, 'monitoring');
    for (const host of hosts) {
      const answers = network.isOpen(from, host) && inTime(host);
      missedLooks.set(host, answers ? 0 : (missedLooks.get(host) ?? 0) + 1);
    }
    const silentNow = hosts.filter((host) => missedLooks.get(host)! >= failures);
    if (knownText !== '' && silentNow.length === silent.size && silentNow.every((host) => silent.has(host))) return;
    silent = new Set(silentNow);
    const text = picture(testbed, installation, hosts, silent);
    if (text !== knownText && !(knownText === '' && text === ALL_WELL)) {
      tell({ via: knownText === '' || knownText === ALL_WELL ? 'sms' : 'monitoring', text });
    }
    knownText = text;
  };
  look();
  return (host) => {
    const missed = missedLooks.get(host);
    return missed === undefined ? undefined : missed === 0 ? 'answers' : 'silent';
  };
}

const ALL_WELL = 'every machine answers again';

/** The machines that were there at the start and belong to the installation's active part: what people were told to watch. */
function watched(testbed: Testbed, installation: string): Host[] {
  return [...testbed.machines].filter(([, { plan }]) => plan?.owner === installation).map(([host]) => host);
}

/** What a message says: by the account's own zone names, for that is all that people know. */
function picture(testbed: Testbed, installation: string, hosts: readonly Host[], silent: ReadonlySet<Host>): string {
  if (silent.size === 0) return ALL_WELL;
  const parts: string[] = [];
  for (const siteId of new Set([...silent].map(({ site }) => site.id))) {
    const there = hosts.filter(({ site }) => site.id === siteId);
    const gone = there.filter((host) => silent.has(host)).length;
    const name = testbed.world.topology.zoneName(testbed.installation(installation).spec.account, siteId) ?? siteId;
    parts.push(
      gone === there.length
        ? `${name}: no machine answers`
        : `${name}: ${gone} of ${there.length} machines do not answer`,
    );
  }
  return parts.join('; ');
}
