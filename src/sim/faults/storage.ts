/** Faults of EBS, and what operators mend it with; how it heals is the storage's own business (cloud/ebs). */
import type { Fault } from './plan.ts';
import { all, type Carried, type Stage } from './stage.ts';

/** Without an end it heals by itself; with one, whatever is still broken in the zone is whole when the last such fault ends. */
export function impairStorage({ ec2, holds }: Stage, fault: Fault<'zone:ebs-impairment'>): Carried {
  const hit = fault.zones.flatMap((zone) => ec2.ebs.strike(zone, fault));
  const reliefs = fault.zones.map((zone) =>
    holds.hold(
      `storage ${zone}`,
      () => {},
      () => ec2.ebs.relieve(zone),
    ),
  );
  // The zone is what was aimed at; that chance spared every volume in it is no empty target.
  return { targets: [...fault.zones, ...hit], end: () => all(reliefs) };
}

export function addSpare({ ec2 }: Stage, { zones, gib }: Fault<'ebs:add-spare'>): Carried {
  for (const zone of zones) ec2.ebs.addSpare(zone, gib);
  return { targets: [...zones], end: () => {} };
}

export function loseSnapshots({ ec2 }: Stage, { regions, share }: Fault<'ebs:lose-snapshots'>): Carried {
  const lost = regions.flatMap((region) => ec2.ebs.loseSnapshots(region, { share }));
  return { targets: [...regions, ...lost], end: () => {} };
}
