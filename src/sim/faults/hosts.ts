/** Faults of single machines and of what runs on them. */
import type { Fault } from './plan.ts';
import { all, type Carried, namedHosts, nameOf, type Stage } from './stage.ts';

export function pullPlugs({ network, holds }: Stage, fault: Fault<'host:power'>): Carried {
  const hosts = namedHosts(network, fault.hosts);
  const plugIns = hosts.map((host) =>
    holds.hold(
      `plug ${host.name}`,
      () => host.plug(false),
      () => host.plug(true),
    ),
  );
  return { targets: hosts.map(nameOf), end: () => all(plugIns) };
}

export function shutDown({ network }: Stage, fault: Fault<'host:shutdown'>): Carried {
  const hosts = namedHosts(network, fault.hosts);
  for (const host of hosts) host.shutDown();
  return { targets: hosts.map(nameOf), end: () => {} };
}

export function killProcesses({ network, restartProcess }: Stage, fault: Fault<'process:kill'>): Carried {
  const hosts = namedHosts(network, fault.hosts);
  for (const host of hosts) {
    for (const process of [...host.processes]) if (process.name === fault.process) process.end();
  }
  const end = () => {
    for (const host of hosts) if (host.up) restartProcess(host, fault.process);
  };
  return { targets: hosts.map(nameOf), end };
}
