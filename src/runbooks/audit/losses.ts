/** What a scenario's faults take away, and when: read off the method, as windows of time. Seconds count from the start of the clock. */
import type { Fault, Path, Scenario } from '../files/index.ts';

export interface Window {
  readonly fromSeconds: number;
  /** Infinity where nothing ends it. */
  readonly untilSeconds: number;
  /** The fault's name, and where it stands in the scenario. */
  readonly fault: string;
  readonly path: Path;
}

/** Something about a zone, for a while. */
export interface ZoneWindow extends Window {
  readonly zone: string;
}

/** A zone whose machines nobody can reach. */
export interface DarkZone extends ZoneWindow {
  /** EC2 does not reach it either; a cut network only keeps others out. */
  readonly powerless: boolean;
  /** Only those who run the plan do not reach it, nor what EC2 has there. */
  readonly cutOff: boolean;
  /** Machines that answer all the same, wherever they stand: `kernel`, `main/frontend`, `main/frontend/2`. */
  readonly spared: readonly string[];
}

/** Machines that are off, or whose process is: `kernel`, `main/frontend`, `main/frontend/2`. */
export interface LostHosts extends Window {
  readonly host: string;
  /** Undefined: the whole machine. */
  readonly process?: string;
}

export interface Losses {
  readonly zones: readonly DarkZone[];
  readonly hosts: readonly LostHosts[];
  /** Zones into which EC2 launches nothing. */
  readonly closed: readonly ZoneWindow[];
  /** When EC2's operators took dead servers out of a region's rotation. */
  readonly mended: readonly { readonly region: string; readonly atSeconds: number }[];
}

export function lossesOf(scenario: Scenario): Losses {
  const losses = { zones: [] as DarkZone[], hosts: [] as LostHosts[], closed: [] as ZoneWindow[] };
  const mended: Losses['mended'][number][] = [];
  for (const [index, fault] of scenario.method.entries()) {
    const window = windowOf(fault, ['method', index]);
    if (fault.uses === 'control-plane:drop-dead-peers') {
      mended.push({ region: fault.with.region, atSeconds: fault.atSeconds });
    } else if (fault.uses === 'control-plane:disable-launches') {
      losses.closed.push({ ...window, zone: fault.with.zone });
    } else if (fault.uses === 'zone:insufficient-capacity') {
      if (refusesAll(fault.with)) losses.closed.push(...zonesHit(scenario, fault).map((zone) => ({ ...window, zone })));
    } else if (darkens(fault)) {
      const powerless = fault.uses === 'zone:power-interruption';
      const spared = fault.uses === 'zone:network-impairment' ? fault.with.except : [];
      const how = { powerless, spared, cutOff: fault.uses === 'link:partition' };
      losses.zones.push(...zonesHit(scenario, fault).map((zone) => ({ ...window, zone, ...how })));
    } else losses.hosts.push(...hostsHit(scenario, fault).map((host) => ({ ...window, ...host })));
  }
  return { ...losses, mended };
}

export function isWithin({ fromSeconds, untilSeconds }: Window, seconds: number): boolean {
  return seconds >= fromSeconds && seconds < untilSeconds;
}

/** The moment of the first fault; undefined when there is none. */
export function firstFaultSeconds({ method }: Scenario): number | undefined {
  return method.length === 0 ? undefined : Math.min(...method.map(({ atSeconds }) => atSeconds));
}

function windowOf(fault: Fault, path: Path): Window {
  const { name, atSeconds, forSeconds = Number.POSITIVE_INFINITY } = fault;
  const { upsSeconds = 0, darkUntilSeconds = 0 } = fault.with as { upsSeconds?: number; darkUntilSeconds?: number };
  const untilSeconds = Math.max(atSeconds + forSeconds, upsSeconds < forSeconds ? darkUntilSeconds : 0);
  return { fromSeconds: Math.min(atSeconds + upsSeconds, untilSeconds), untilSeconds, fault: name, path };
}

/** A launch that is refused now and then can be tried again; one type of many, or one account's, is no closed zone. */
function refusesAll({
  percentage,
  types,
  account,
}: {
  percentage: number;
  types: readonly string[];
  account?: string;
}) {
  return percentage >= 100 && types.length === 0 && account === undefined;
}

/** A share of the machines of a zone (an impairment) is no zone: others in it still answer. */
function darkens(fault: Fault): boolean {
  if (fault.uses === 'zone:network-impairment') return fault.with.percentage >= 100;
  return fault.uses === 'zone:power-interruption' || fault.uses === 'link:partition';
}

function zonesHit({ targets, world, people }: Scenario, { target: name }: Fault): readonly string[] {
  const target = name === undefined ? undefined : targets[name];
  const zonesOf = (place: string) => world.regions[place]?.zones ?? [place];
  if (target?.type === 'zone' || target?.type === 'region') return target.ids.flatMap(zonesOf);
  // Cut off from those who run the plan is as good as dark.
  if (target?.type !== 'link' || !target.between.includes(people.from)) return [];
  return target.between.filter((end) => end !== people.from).flatMap(zonesOf);
}

function hostsHit({ targets }: Scenario, fault: Fault): { readonly host: string; readonly process?: string }[] {
  const target = fault.target === undefined ? undefined : targets[fault.target];
  if (target?.type !== 'host') return [];
  const { process } = fault.with as { readonly process?: string };
  return target.ids.map((host) => ({ host, ...(process !== undefined && { process }) }));
}
