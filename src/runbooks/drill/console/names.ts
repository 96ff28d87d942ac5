/** The names that a line can point to: what a screen completes with, and what a mistake is nearest to. Plain data. */
import { namesOf } from '../../files/checks/names.ts';
import type { ReferenceKind } from '../../files/fields.ts';
import type { Scenario, Target } from '../../files/index.ts';
import type { Plan } from '../../request.ts';
import type { Seat } from '../input.ts';
import type { Snapshot } from '../snapshot.ts';

export interface ConsoleNames {
  readonly seat: Seat;
  /** Machines by what they are called; with the ids of those of EC2. */
  readonly hosts: readonly string[];
  readonly instances: readonly string[];
  /** Machines as a scenario names them: `main`, `main/worker`, `main/worker/2`. */
  readonly groups: readonly string[];
  /** What the scenario's own faults are aimed at. */
  readonly targets: Readonly<Record<string, Target>>;
  /** Of the faults that last now. */
  readonly faults: readonly string[];
  /** Files that `runbook:run` can run. */
  readonly runbooks: readonly string[];
  /** What a scenario names: regions, physical zones, accounts, installations, ... */
  readonly named: Readonly<Partial<Record<ReferenceKind, readonly string[]>>>;
}

/** `snapshot` tells of machines and faults. */
export function consoleNames(
  { scenario, runbooks }: Pick<Plan, 'scenario' | 'runbooks'>,
  seat: Seat,
  snapshot: Pick<Snapshot, 'hosts' | 'faults'> | undefined,
): ConsoleNames {
  const { hosts, instances, faults } = namesIn(snapshot);
  return {
    ...{ seat, hosts, instances, faults },
    groups: groupsOf(scenario),
    targets: scenario.targets,
    runbooks: [...runbooks.keys()],
    named: namesOf(scenario),
  };
}

/** What of the names a world tells. */
export function namesIn(
  snapshot: Pick<Snapshot, 'hosts' | 'faults'> | undefined,
): Pick<ConsoleNames, 'hosts' | 'instances' | 'faults'> {
  const machines = (snapshot?.hosts ?? []).filter(({ instanceId }) => instanceId !== undefined);
  return {
    hosts: machines.map(({ name }) => name),
    instances: machines.map(({ instanceId }) => instanceId!),
    faults: (snapshot?.faults ?? []).map(({ name }) => name),
  };
}

function groupsOf({ world }: Scenario): string[] {
  return Object.entries(world.installations).flatMap(([name, { roles }]) => [
    name,
    ...Object.entries(roles).flatMap(([role, { count }]) => [
      `${name}/${role}`,
      ...Array.from({ length: count > 1 ? count : 0 }, (_, at) => `${name}/${role}/${at + 1}`),
    ]),
  ]);
}
