/** Faults of physical zones: network, power, room for instances. */
import type { Host, Network, Site } from '../network/index.ts';
import type { Fault } from './plan.ts';
import { all, type Carried, hostsAt, namedHosts, nameOf, type Stage, siteOf } from './stage.ts';

/**
 * From EC2's reaching the hardware of a dark zone again until anybody else does (ours): orders that waited are carried
 * out within three seconds.
 */
const MANAGED_FIRST_US = 5_000_000;

export function impair({ kernel, network, holds }: Stage, fault: Fault<'zone:network-impairment'>): Carried {
  const spared = new Set(namedHosts(network, fault.spared ?? []));
  // Each machine has a stream of its own, so that one more machine in the zone changes no other's fate.
  const isHit = (host: Host) => kernel.random(`fault/${fault.name}/${host.name}`).chance(fault.percentage / 100);
  const hit = hostsAt(network, fault.zones).filter((host) => !spared.has(host) && isHit(host));
  const repairs = hit.map((host) =>
    holds.hold(
      `impaired ${host.name}`,
      () => network.impair(host, true),
      () => network.impair(host, false),
    ),
  );
  // The zone is what was aimed at; that chance spared every machine in it is no empty target.
  return { targets: [...fault.zones, ...hit.map(nameOf)], end: () => all(repairs) };
}

export function interruptPower(stage: Stage, fault: Fault<'zone:power-interruption'>): Carried {
  const upsUs = (fault.upsSeconds ?? 0) * 1e6;
  if (upsUs === 0) return { targets: [...fault.zones], end: losePower(stage, fault) };
  let end: (() => void) | undefined;
  const batteries = stage.kernel.after(upsUs, () => (end = losePower(stage, fault)), 'fault.ups');
  return {
    targets: [...fault.zones],
    end: () => {
      stage.kernel.cancel(batteries);
      end?.();
    },
  };
}

function losePower(stage: Stage, fault: Fault<'zone:power-interruption'>): () => void {
  const { kernel, network, ec2, holds, zeroUs } = stage;
  const sites = fault.zones.map((zone) => siteOf(network, zone));
  const { unrecoverableShare = 0 } = fault;
  if (unrecoverableShare > 0)
    for (const host of hostsAt(network, fault.zones)) breakOne(stage, unrecoverableShare, host);
  const change = (site: Site, what: Parameters<Network['changeSite']>[1]) => () => network.changeSite(site, what);
  const lightens = sites.map((site) =>
    holds.hold(`dark ${site.id}`, change(site, { dark: true, managed: false }), () => {
      network.changeSite(site, { managed: true });
      // Unless it has gone dark again meanwhile.
      const openUp = () => site.managed && network.changeSite(site, { dark: false, managed: false });
      kernel.after(MANAGED_FIRST_US, openUp, 'fault.light');
    }),
  );
  const powerUps = sites.map((site) =>
    holds.hold(
      `power ${site.id}`,
      () => {
        network.changeSite(site, { power: false });
        ec2.ebs.losePower(site.id, fault.disksLostShare);
      },
      change(site, { power: true }),
    ),
  );
  return () => {
    all(powerUps);
    const darkUntilUs = zeroUs + (fault.darkUntilSeconds ?? 0) * 1e6;
    if (darkUntilUs > kernel.nowUs) kernel.at(darkUntilUs, () => all(lightens), 'fault.light');
    else all(lightens);
  };
}

/** Each machine's hardware has a stream of its own, so that one more machine in the zone changes no other's fate. */
function breakOne({ kernel }: Stage, share: number, host: Host): void {
  if (kernel.random(`hardware/${host.name}`).chance(share)) host.wrecked = true;
}

export function shortenCapacity({ ec2 }: Stage, fault: Fault<'zone:insufficient-capacity'>): Carried {
  return { targets: [...fault.zones], end: ec2.controlPlane.capacity.shorten(fault) };
}
