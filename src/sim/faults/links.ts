/** Faults of what lies between places: nothing passes, or late, or not at the first time. */
import { type Place, retransmissionUs } from '../network/index.ts';
import type { Ends, Fault } from './plan.ts';
import type { Carried, Stage } from './stage.ts';

export function partition({ network }: Stage, { name, between }: Fault<'link:partition'>): Carried {
  return { targets: between.flat(), end: network.partition({ name, separates: crossing(between) }) };
}

export function slowDown({ kernel, network }: Stage, fault: Fault<'link:latency'>): Carried {
  const { name, between, delaySeconds, jitterSeconds } = fault;
  const random = kernel.random(`fault/${name}`);
  const delayUs = () => {
    const jitter = jitterSeconds > 0 ? jitterSeconds * (2 * random.uniform() - 1) : 0;
    return Math.max(0, Math.round((delaySeconds + jitter) * 1e6));
  };
  return { targets: between.flat(), end: network.slow({ name, crosses: crossing(between), delayUs }) };
}

export function lose({ kernel, network }: Stage, { name, between, percentage }: Fault<'link:loss'>): Carried {
  const random = kernel.random(`fault/${name}`);
  const delayUs = () => retransmissionUs(random, percentage / 100);
  return { targets: between.flat(), end: network.slow({ name, crosses: crossing(between), delayUs }) };
}

function crossing([from, to]: Ends): (a: Place, b: Place) => boolean {
  return (a, b) => isBetween(from, to, a, b) || isBetween(from, to, b, a);
}

/** Not within what both names mean: a zone is cut off from the rest of its region, not from itself. */
function isBetween(from: readonly string[], to: readonly string[], a: Place, b: Place): boolean {
  const at = (place: Place, names: readonly string[]) => names.some((name) => isAt(place, name));
  return at(a, from) && at(b, to) && !(at(a, to) && at(b, from));
}

/** `name` is a host's, a site's or a region's; an office is near a region and not in it. */
function isAt({ name, label, site }: Place, place: string): boolean {
  return place === name || place === label || place === site.id || (site.kind === 'zone' && place === site.region);
}
