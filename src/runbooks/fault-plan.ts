/** From a scenario's method to a fault plan: targets resolved to zones and machines of the world. */
import type { PlannedFault } from '../sim/faults/index.ts';
import type { Fault, Scenario } from './files/index.ts';
import { census } from './testbed/census.ts';

/** Faults that the cloud's own operators or time mend things with break nothing. */
const MENDING = new Set<string>(['control-plane:drop-dead-peers', 'control-plane:disable-launches']);

export function faultPlan(scenario: Scenario): PlannedFault[] {
  return scenario.method.map((fault) => plannedFault(scenario, fault));
}

/** When the last thing breaks, in seconds from the zero of the fault clock. */
export function lastBreakSeconds(plan: readonly PlannedFault[]): number {
  return Math.max(0, ...plan.filter(({ action }) => !MENDING.has(action)).map(({ atSeconds }) => atSeconds));
}

/** One fault of a scenario, or one that somebody adds to it, aimed at a target of that scenario. */
export function plannedFault(scenario: Scenario, fault: Fault): PlannedFault {
  const { name, atSeconds, forSeconds } = fault;
  const base = { name, atSeconds, forSeconds };
  const target = fault.target === undefined ? undefined : scenario.targets[fault.target];
  const zones = target?.type === 'zone' ? target.ids : [];
  const hosts = target?.type === 'host' ? target.ids.flatMap((id) => labelsOf(scenario, id)) : [];
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
      const { ebs, darkUntilSeconds } = fault.with;
      return { ...base, action: fault.uses, zones, disksLostShare: ebs.lost, darkUntilSeconds };
    }
    case 'control-plane:drop-dead-peers':
      return { ...base, action: fault.uses, region: fault.with.region };
    case 'control-plane:disable-launches':
      return { ...base, action: fault.uses, zone: fault.with.zone };
    case 'link:partition': {
      const [from, to] = target?.type === 'link' ? target.between : ['', ''];
      return { ...base, action: fault.uses, between: [placesOf(scenario, from), placesOf(scenario, to)] };
    }
    case 'host:power':
      return { ...base, action: fault.uses, hosts };
    case 'process:kill':
      return { ...base, action: fault.uses, hosts, process: fault.with.process };
  }
}

/** An end of a link: machines by their labels, or the region, zone or office that it names. */
function placesOf(scenario: Scenario, end: string): string[] {
  const labels = labelsOf(scenario, end);
  return labels.length > 0 ? labels : [end];
}

/** The machines behind `main` (all, replicas too), `main/frontend` or `main/frontend/2`, by their labels. */
export function labelsOf(scenario: Scenario, id: string): string[] {
  const [owner, role, number] = id.split('/');
  const found = census(scenario).filter(
    (machine) =>
      machine.kind === 'installation' &&
      machine.owner === owner &&
      (role === undefined || machine.roles.includes(role)),
  );
  return found.filter((_, at) => number === undefined || at + 1 === Number(number)).map(({ label }) => label);
}
