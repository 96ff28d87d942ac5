/** Whether something that a step asks is taken away at a moment, how surely, and by which fault. */
import { replicaRole } from '../testbed/census.ts';
import { isWithin, type LostHosts, type Window, type ZoneWindow } from './losses.ts';
import type { Need } from './needs.ts';
import type { Subject } from './subject.ts';
import { type Placed, zoneName, zonesBehind } from './zones.ts';

export interface Loss {
  /** `asks the API of kernel` */
  readonly what: string;
  /** `its machines stand in eu-west-1b, which is euw1-az1` */
  readonly why: string;
  readonly window: Window;
  /** That it is taken at all, 0 to 1: below 1 where letters are shuffled. */
  readonly chance: number;
  /** Whether what is asked then never answers, or errs now and then. */
  readonly fails: 'always' | 'sometimes';
}

/** Undefined where everything is still there. `atSeconds` counts from the start of the clock. */
export function lossOf(subject: Subject, need: Need, atSeconds: number): Loss | undefined {
  switch (need.of) {
    case 'installation':
      return lostInstallation(subject, need.name, atSeconds);
    case 'replica':
      return lostReplica(subject, need, atSeconds);
    case 'zone':
      return closedZone(subject, need, atSeconds);
    case 'control-plane':
      return lostControlPlane(subject, need, atSeconds);
  }
}

function lostInstallation(subject: Subject, name: string, atSeconds: number): Loss | undefined {
  const installation = subject.scenario.world.installations[name];
  if (installation === undefined) return undefined;
  const what = `asks the API of ${name}`;
  const { account, place } = installation;
  const fronts = ['frontend', 'all-in-one'].filter((role) => role in installation.roles);
  const dark = darkness(subject, { account, ...place }, { owner: name, roles: fronts }, atSeconds);
  if (dark !== undefined) return { what, fails: 'always', ...dark, why: `its machines stand in ${dark.why}` };
  const counts = fronts.map((role) => installation.roles[role as 'frontend']!.count);
  const off = subject.losses.hosts.find(
    (lost) => isWithin(lost, atSeconds) && takesAll(lost, name, fronts, Math.max(0, ...counts)),
  );
  if (off === undefined) return undefined;
  return { what, fails: 'always', chance: 1, window: off, why: `${off.host} ${off.process ? 'is killed' : 'is off'}` };
}

/** Whether a fault on machines takes every machine that answers the installation's API. */
function takesAll({ host, process }: LostHosts, name: string, fronts: readonly string[], count: number): boolean {
  const number = host.split('/')[2];
  const isProcess = process === undefined || process === 'frontend';
  return isProcess && isNamed(host, { owner: name, roles: fronts }) && (number === undefined || count === 1);
}

/** Machines of an installation that have one of these roles. */
interface Machines {
  readonly owner: string;
  readonly roles: readonly string[];
}

/** Whether `main`, `main/frontend` or `main/frontend/2` are such machines, or one of them. */
function isNamed(id: string, { owner, roles }: Machines): boolean {
  const [name, role] = id.split('/');
  return name === owner && (role === undefined || roles.includes(role));
}

function lostReplica(subject: Subject, need: Need & { of: 'replica' }, atSeconds: number): Loss | undefined {
  const installation = subject.scenario.world.installations[need.name];
  const there = (installation?.replicas ?? []).filter(({ of, region }) => {
    return region === need.region && (of as readonly string[]).includes(need.role);
  });
  const machines = { owner: need.name, roles: [replicaRole(need.role)] };
  const losses = there.map(({ region, zone }) =>
    darkness(subject, { account: installation!.account, region, zone }, machines, atSeconds),
  );
  const [first] = losses;
  if (first === undefined || losses.includes(undefined)) return undefined;
  const chance = Math.min(...losses.map((loss) => loss!.chance));
  const what = `copies from the replica of ${need.role} in ${need.region}`;
  return { what, fails: 'always', ...first, chance, why: `it stands in ${first.why}` };
}

function closedZone(subject: Subject, need: Need & { of: 'zone' }, atSeconds: number): Loss | undefined {
  const { zones, closed } = subject.losses;
  const found = hit(subject, need, [...zones.filter(({ powerless }) => powerless), ...closed], atSeconds);
  return found && { what: 'starts a machine in a zone', fails: 'always', ...found };
}

function lostControlPlane(subject: Subject, need: Need & { of: 'control-plane' }, atSeconds: number): Loss | undefined {
  const { region, isTriedAgain, isByHand } = need;
  const { losses, scenario } = subject;
  const all = scenario.world.regions[region]?.zones ?? [];
  const lost = losses.zones.filter(
    ({ powerless, cutOff, zone }) => (powerless || (isByHand && cutOff)) && all.includes(zone),
  );
  const now = lost.filter((loss) => isWithin(loss, atSeconds));
  const what = `asks EC2 in ${region}`;
  if (new Set(now.map(({ zone }) => zone)).size === all.length && now[0] !== undefined) {
    const why = now.some(({ cutOff }) => cutOff)
      ? 'nothing of it can be reached from the office'
      : 'all its zones are dark';
    return { what, why, window: now[0], chance: 1, fails: 'always' };
  }
  // A call that is lost on its way to one zone is sent to another one by the client itself.
  const first = now.find(({ powerless }) => powerless);
  if (first === undefined) return undefined;
  const isMended = losses.mended.some(
    (mended) => mended.region === region && mended.atSeconds >= first.fromSeconds && mended.atSeconds <= atSeconds,
  );
  if (isMended || isTriedAgain) return undefined;
  const why = `live servers hand calls to dead ones in ${first.zone}, so that some err, and the step has no retry`;
  return { what, why, window: first, chance: 1, fails: 'sometimes' };
}

/** A zone's being dark for machines in it; those that a fault spares answer. */
function darkness(subject: Subject, placed: Placed, machines: Machines, atSeconds: number) {
  const zones = subject.losses.zones.filter(({ spared }) => !spared.some((id) => isNamed(id, machines)));
  return hit(subject, placed, zones, atSeconds);
}

/** How surely the zone behind a letter is among those that are lost at a moment. */
function hit({ scenario }: Subject, placed: Placed, lost: readonly ZoneWindow[], atSeconds: number) {
  const possible = zonesBehind(scenario.world, placed);
  const now = lost.filter((loss) => possible.includes(loss.zone) && isWithin(loss, atSeconds));
  const [first] = now;
  if (first === undefined) return undefined;
  const chance = new Set(now.map(({ zone }) => zone)).size / possible.length;
  const why = `${zoneName(placed)}, which ${chance === 1 ? 'is' : 'may be'} ${first.zone}`;
  return { window: first as Window, chance, why };
}
