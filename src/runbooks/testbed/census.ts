/**
 * Which machines there are before the story begins: read off the scenario, as plain data.
 *
 * An installation's machines are instances of clouds in the installation that manages it, one cloud for each region; a
 * customer's are instances of a cloud in the main installation. Nobody manages the kernel's own machine.
 */
import type { Customer, Installation, Scenario } from '../files/index.ts';

export interface PlannedMachine {
  /** `main/frontend1`, `acme/rails-app3`: unique, and what people call it. */
  readonly label: string;
  /** Its name in its cloud: `frontend1`. */
  readonly nickname: string;
  /** An installation or a customer's account. */
  readonly owner: string;
  readonly kind: 'installation' | 'customer';
  /** The installation in whose clouds it is an instance, if any. */
  readonly managedBy: string | undefined;
  /** The cloud's name there. */
  readonly cloud: string;
  readonly account: string;
  readonly region: string;
  /** The account's own letter. */
  readonly zoneLetter: string;
  readonly roles: readonly string[];
  readonly type: string;
}

/** The roles of a master that has replicas: `couch-master` is followed by a `couch-replica`. */
export function replicaRole(masterRole: string): string {
  return masterRole.replace(/-master$/, '-replica');
}

/** The name of the cloud that holds an installation's machines of a region. */
export function cloudName(installation: string, region: string): string {
  return `${installation} ${region}`;
}

/** The installation whose machines a cloud holds, by the cloud's name. */
export function installationOfCloud(scenario: Pick<Scenario, 'world'>, cloud: string): string | undefined {
  return Object.keys(scenario.world.installations).find((name) => cloud.startsWith(`${name} `));
}

export function managerOf(scenario: Pick<Scenario, 'world'>, installation: string): string | undefined {
  return Object.entries(scenario.world.installations).find(([, { manages }]) => manages.includes(installation))?.[0];
}

/** All machines that run at the start, in a fixed order. */
export function census(scenario: Pick<Scenario, 'world'>): PlannedMachine[] {
  const installations = Object.entries(scenario.world.installations);
  return [
    ...installations.flatMap(([name, installation]) => installationMachines(scenario, name, installation)),
    ...scenario.world.customers.flatMap((customer) => customerMachines(customer, customersInstallation(scenario))),
  ];
}

/** The installation that customers use: the one that manages no other. */
export function customersInstallation(scenario: Pick<Scenario, 'world'>): string {
  const found = Object.entries(scenario.world.installations).find(([, { manages }]) => manages.length === 0)?.[0];
  if (!found) throw new Error('the scenario has no installation for customers: one must manage no other');
  return found;
}

function installationMachines(
  scenario: Pick<Scenario, 'world'>,
  name: string,
  installation: Installation,
): PlannedMachine[] {
  const managedBy = managerOf(scenario, name);
  const { account } = installation;
  const machine = (nickname: string, place: { region: string; zone: string }, roles: string[], type: string) => ({
    label: `${name}/${nickname}`,
    nickname,
    owner: name,
    kind: 'installation' as const,
    managedBy,
    cloud: cloudName(name, place.region),
    account,
    region: place.region,
    zoneLetter: place.zone,
    roles,
    type,
  });
  const active = Object.entries(installation.roles).flatMap(([role, { count, type }]) =>
    numbered(count).map((number) => machine(`${role}${count > 1 ? number : ''}`, installation.place, [role], type)),
  );
  const replicas = installation.replicas.map((replica) =>
    machine(`replica-${replica.region}${replica.zone}`, replica, replica.of.map(replicaRole), replica.type),
  );
  return [...active, ...replicas];
}

function customerMachines(customer: Customer, managedBy: string): PlannedMachine[] {
  const names = Object.entries(customer.roles).flatMap(([role, count]) =>
    numbered(count ?? 0).map((number) => ({ role, nickname: `${role}${number}` })),
  );
  return names.map(({ role, nickname }, at) => ({
    label: `${customer.account}/${nickname}`,
    nickname,
    owner: customer.account,
    kind: 'customer',
    managedBy,
    cloud: customer.cloud,
    account: customer.account,
    region: customer.region,
    zoneLetter: customer.zones[at % customer.zones.length]!,
    roles: [role],
    type: customer.type,
  }));
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
