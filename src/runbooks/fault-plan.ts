/** From a scenario's method to a fault plan: targets resolved to zones and machines of the world. */
import type { PlannedFault } from '../sim/faults/index.ts';
import type { Fault, Scenario } from './files/index.ts';
import { census } from './testbed/census.ts';
import { hostNameOf } from './testbed/installation-state.ts';

/** Faults that the cloud's own operators or time mend things with break nothing. */
const MENDING = new Set<string>(['control-plane:drop-dead-peers', 'control-plane:disable-launches', 'ebs:add-spare']);

export function faultPlan(scenario: Scenario): PlannedFault[] {
  return scenario.method.map((fault) => plannedFault(scenario, fault));
}

/** When the last thing breaks, in seconds from the zero of the fault clock. */
export function lastBreakSeconds(plan: readonly PlannedFault[]): number {
  return Math.max(0, ...plan.filter(({ action }) => !MENDING.has(action)).map(({ atSeconds }) => atSeconds));
}

/** One fault of a scenario, or one that somebody adds to it, aimed at a target of that scenario. */
export function plannedFault(scenario: Pick<Scenario, 'targets' | 'world'>, fault: Fault): PlannedFault {
  const { name, atSeconds, forSeconds } = fault;
  const base = { name, atSeconds, forSeconds };
  const target = fault.target === undefined ? undefined : scenario.targets[fault.target];
  const zones = target?.type === 'zone' ? target.ids : [];
  const regions = target?.type === 'region' ? target.ids : [];
  const hosts = target?.type === 'host' ? target.ids.flatMap((id) => labelsOf(scenario, id)) : [];
  const between = target?.type === 'link' ? target.between : (['', ''] as const);
  const ends = [placesOf(scenario, between[0]), placesOf(scenario, between[1])] as const;
  switch (fault.uses) {
    case 'zone:network-impairment':
      return {
        ...base,
        action: fault.uses,
        zones,
        percentage: fault.with.percentage,
        spared: fault.with.except.flatMap((id) => labelsOf(scenario, id)),
      };
    case 'zone:power-interruption': {
      const { ebs, unrecoverable, upsSeconds, darkUntilSeconds } = fault.with;
      const shares = { disksLostShare: ebs.lost, unrecoverableShare: unrecoverable };
      return { ...base, action: fault.uses, zones, ...shares, upsSeconds, darkUntilSeconds };
    }
    case 'zone:insufficient-capacity':
      return { ...base, action: fault.uses, zones, ...fault.with };
    case 'zone:ebs-impairment': {
      const { stuck: stuckShare, inconsistent: inconsistentShare, spareGib } = fault.with;
      return { ...base, action: fault.uses, zones, stuckShare, inconsistentShare, spareGib };
    }
    case 'ebs:add-spare':
      return { ...base, action: fault.uses, zones, ...fault.with };
    case 'ebs:lose-snapshots':
      return { ...base, action: fault.uses, regions, ...fault.with };
    case 'api:internal-error':
    case 'api:throttle-error':
    case 'api:unavailable-error':
      return { ...base, action: fault.uses, regions, ...fault.with };
    case 'account:quota-cut':
      return { ...base, action: fault.uses, ...fault.with };
    case 'dns:wrong-answer':
      return { ...base, action: fault.uses, names: recordsOf(scenario, fault.with), ...fault.with };
    case 'dns:no-answer':
    case 'dns:stale-resolvers':
      return { ...base, action: fault.uses, names: recordsOf(scenario, fault.with), ...fault.with };
    case 'status-page:late':
      return { ...base, action: fault.uses, ...fault.with };
    case 'status-page:wrong':
      return { ...base, action: fault.uses, ...fault.with };
    case 'control-plane:drop-dead-peers':
      return { ...base, action: fault.uses, region: fault.with.region };
    case 'control-plane:disable-launches':
      return { ...base, action: fault.uses, zone: fault.with.zone };
    case 'link:partition':
      return { ...base, action: fault.uses, between: ends };
    case 'link:latency':
      return { ...base, action: fault.uses, between: ends, ...fault.with };
    case 'link:loss':
      return { ...base, action: fault.uses, between: ends, ...fault.with };
    case 'host:power':
    case 'host:shutdown':
      return { ...base, action: fault.uses, hosts };
    case 'process:kill':
      return { ...base, action: fault.uses, hosts, process: fault.with.process };
  }
}

/** The record that is named, else that of the installation's host name. */
function recordsOf(
  { world }: Pick<Scenario, 'world'>,
  { installation, record }: { installation: string; record?: string },
): string[] {
  const spec = world.installations[installation];
  return [record ?? (spec ? hostNameOf(installation, spec) : installation)];
}

/** An end of a link: machines by their labels, or the region, zone or office that it names. */
function placesOf(scenario: Pick<Scenario, 'world'>, end: string): string[] {
  const labels = labelsOf(scenario, end);
  return labels.length > 0 ? labels : [end];
}

/** The machines behind `main` (all, replicas too), `main/frontend` or `main/frontend/2`, by their labels. */
export function labelsOf(scenario: Pick<Scenario, 'world'>, id: string): string[] {
  const [owner, role, number] = id.split('/');
  const found = census(scenario).filter(
    (machine) =>
      machine.kind === 'installation' &&
      machine.owner === owner &&
      (role === undefined || machine.roles.includes(role)),
  );
  return found.filter((_, at) => number === undefined || at + 1 === Number(number)).map(({ label }) => label);
}
