import { installationRoleNames, usualQuota } from '../catalogue/names.ts';
import type { Document } from '../document.ts';
import { own } from '../own.ts';
import { formatPath, hint, type Path, type Problem } from '../problems.ts';
import type { Installation, World, ZoneNames } from '../scenario-types.ts';
import { letterMistake } from './names.ts';

/** What does not fit together in a world: zones, letters, roles. */
export function worldProblems(world: World, document: Document): Problem[] {
  const say = (path: Path, message: string, at?: 'key' | 'value') =>
    document.problem(path, `${formatPath(path)}: ${message}`, at);
  const letter = (account: string, region: string, zone: string, path: Path): Problem[] => {
    const mistake = letterMistake(world, account, region, zone);
    return mistake === undefined ? [] : [say(path, mistake)];
  };

  const problems: Problem[] = [...sharedZones(world, say), ...capacityProblems(world, say)];
  for (const [name, account] of Object.entries(world.accounts)) {
    const path = ['world', 'accounts', name, 'zone-names'];
    if (account.zoneNames.kind === 'pinned') problems.push(...pinProblems(world, account.zoneNames, path, say));
  }
  for (const [name, installation] of Object.entries(world.installations)) {
    const path = ['world', 'installations', name];
    const { account, place } = installation;
    problems.push(...letter(account, place.region, place.zone, [...path, 'place', 'zone']));
    problems.push(...roleProblems(installation, [...path, 'roles'], say));
    for (const [index, replica] of installation.replicas.entries()) {
      const at = [...path, 'replicas', index];
      problems.push(...letter(account, replica.region, replica.zone, [...at, 'zone']));
    }
    if (installation.manages.includes(name)) {
      problems.push(
        say([...path, 'manages', installation.manages.indexOf(name)], 'an installation cannot manage itself'),
      );
    }
  }
  problems.push(...quotaProblems(world, say), ...managerProblems(world, say));
  for (const [index, customer] of world.customers.entries()) {
    for (const [nth, zone] of customer.zones.entries()) {
      const path = ['world', 'customers', index, 'zones', nth];
      problems.push(...letter(customer.account, customer.region, zone, path));
    }
  }
  return problems;
}

type Say = (path: Path, message: string, at?: 'key' | 'value') => Problem;

/** A physical zone belongs to one region, and is listed once. */
function sharedZones(world: World, say: Say): Problem[] {
  const regionOf = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [region, { zones }] of Object.entries(world.regions)) {
    for (const [index, zone] of zones.entries()) {
      const before = regionOf.get(zone);
      if (before !== undefined) {
        problems.push(say(['world', 'regions', region, 'zones', index], `${zone} is listed under ${before} already`));
      }
      regionOf.set(zone, region);
    }
  }
  return problems;
}

/** Room is that of zones of the world. */
function capacityProblems(world: World, say: Say): Problem[] {
  const zones = Object.values(world.regions).flatMap((region) => region.zones);
  const unknown = Object.keys(world.capacity).filter((zone) => !zones.includes(zone));
  return unknown.map((zone) =>
    say(['world', 'capacity', zone], `unknown physical zone "${zone}"${hint(zone, zones)}`, 'key'),
  );
}

/** A pinned map names regions of the world, zones of those regions, and each zone once. */
function pinProblems(world: World, pinned: ZoneNames & { kind: 'pinned' }, path: Path, say: Say): Problem[] {
  const problems: Problem[] = [];
  for (const [region, letters] of Object.entries(pinned.letters)) {
    const zones = own(world.regions, region)?.zones;
    if (zones === undefined) {
      const valid = Object.keys(world.regions);
      problems.push(say([...path, region], `unknown region "${region}"${hint(region, valid)}`, 'key'));
      continue;
    }
    const taken = new Map<string, string>();
    for (const [letter, zone] of Object.entries(letters)) {
      const at = [...path, region, letter];
      const before = taken.get(zone);
      if (!zones.includes(zone)) problems.push(say(at, `"${zone}" is not a zone of ${region}${hint(zone, zones)}`));
      else if (before !== undefined) problems.push(say(at, `${zone} is ${region}${before} already`));
      taken.set(zone, letter);
    }
  }
  return problems;
}

/** A world cannot begin with more machines, or elastic addresses, than its accounts may have. */
function quotaProblems(world: World, say: Say): Problem[] {
  return Object.entries(world.accounts).flatMap(([account, { quota = usualQuota }]) =>
    Object.keys(world.regions).flatMap((region) => {
      const tooMany = (key: keyof typeof quota, count: number, what: string): Problem[] => {
        if (count <= quota[key]) return [];
        const allowed = `its quota there is ${quota[key]}; quota: { ${key}: ${count} } would do`;
        const message = `this account begins with ${count} ${what} in ${region}, and ${allowed}`;
        return [say(['world', 'accounts', account], message, 'key')];
      };
      return [
        ...tooMany('instances', machinesOf(world, account, region), 'machines'),
        ...tooMany('addresses', elasticAddressesOf(world, account, region), 'elastic addresses'),
      ];
    }),
  );
}

/** One for each machine behind a name of an installation that has elastic addresses. */
function elasticAddressesOf(world: World, account: string, region: string): number {
  const withNames = Object.values(world.installations)
    .filter((each) => each.account === account && each.place.region === region && each.dns.addresses === 'elastic')
    .flatMap(({ roles }) => [roles.frontend, roles.bus, roles['all-in-one']]);
  return sum(withNames.map((machines) => machines?.count ?? 0));
}

function machinesOf(world: World, account: string, region: string): number {
  const installations = Object.values(world.installations).filter((each) => each.account === account);
  const active = installations
    .filter(({ place }) => place.region === region)
    .flatMap(({ roles }) => Object.values(roles));
  const replicas = installations.flatMap((each) => each.replicas).filter((replica) => replica.region === region);
  const customers = world.customers.filter((each) => each.account === account && each.region === region);
  const theirs = customers.flatMap(({ roles }) => Object.values(roles));
  return sum(active.map(({ count }) => count)) + replicas.length + sum(theirs);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Customers use the installation that manages no other. */
function managerProblems(world: World, say: Say): Problem[] {
  const installations = Object.values(world.installations);
  if (installations.some(({ manages }) => manages.length === 0)) return [];
  const message =
    installations.length === 0
      ? 'there must be an installation'
      : 'one of these must manage no other: it is the one that customers use';
  return [say(['world', 'installations'], message, 'key')];
}

/** What a Scalarium cannot do without. */
function roleProblems({ roles }: Installation, path: Path, say: Say): Problem[] {
  if (roles['all-in-one'] !== undefined) return [];
  const missing = installationRoleNames.filter((role) => role !== 'all-in-one' && roles[role] === undefined);
  if (missing.length === 0) return [];
  return [
    say(path, `the installation has no ${missing.join(', no ')}; all-in-one: { count: 1 } is all of them`, 'key'),
  ];
}
