import type { Installation, World } from '../../files/index.ts';
import { sharedOffering } from '../offerings.ts';
import type { Found, Rule, Severity } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { chanceOfSharing, chanceText, type Placed, zoneName, zonesBehind } from '../zones.ts';

interface Site extends Placed {
  readonly name: string;
  readonly manages: readonly string[];
}

/** Two installations in one physical zone, whatever letters their accounts have for it. */
export const sharedZone: Rule = {
  id: 'shared-zone',
  severity: 'error',
  title: 'Installations share a physical zone',
  why: 'Each account has letters of its own for the physical zones: one failure takes all that stand behind them.',
  remedy: 'Place one of them in another region; a letter of another account promises nothing.',
  *find(subject) {
    const { world } = subject.scenario;
    const sites = Object.entries(world.installations).map(siteOf);
    for (const [at, one] of sites.entries()) {
      for (const other of sites.slice(at + 1)) {
        if (one.region !== other.region) continue;
        const chance = chanceOfSharing(world, [one, other]);
        if (chance > 0) yield describe(subject, one, other, chance, sites);
      }
    }
  },
};

function siteOf([name, { account, place, manages }]: [string, Installation]): Site {
  return { name, account, region: place.region, zone: place.zone, manages };
}

function describe(subject: Subject, one: Site, other: Site, chance: number, sites: readonly Site[]): Found {
  // The one that is to bring the other back is in the wrong place; among equals the later one.
  const blamed = one.manages.includes(other.name) ? one : other;
  const first = blamed === one ? other : one;
  const saves = blamed.manages.includes(first.name);
  const names = `${blamed.name} in ${zoneName(blamed)} and ${first.name} in ${zoneName(first)}`;
  const fate = saves
    ? `${blamed.name}, which has to bring ${first.name} back, is lost with it`
    : 'one failure takes both';
  const { world } = subject.scenario;
  const [zone] = zonesBehind(world, blamed);
  const certain = `${names} are the same physical zone${one.account === other.account ? '' : `, ${zone}`}: ${fate}`;
  const possible = `${names} may be the same physical zone, ${chanceText(chance)} of the ways in which letters can be shuffled: ${fate}`;
  const message = (chance === 1 ? certain : possible + more(world, one, sites)) + evidence(subject, one, other, chance);
  return {
    file: subject.file,
    path: placeOf(blamed),
    message,
    severity: severityOf(chance, saves),
    also: [
      { file: subject.file, path: placeOf(first), says: `${first.name} is here` },
      ...[blamed, first].map(({ account }) => ({
        file: subject.file,
        path: ['world', 'accounts', account, 'zone-names'],
        says: `the letters of the account ${account}`,
      })),
    ],
  };
}

/** What the two accounts' own keys would have told their owners. */
function evidence({ scenario }: Subject, one: Site, other: Site, chance: number): string {
  if (one.account === other.account) return '';
  const shared = sharedOffering(scenario, one, other);
  const seen = `${one.account} and ${other.account} are both offered the reserved instance ${shared}`;
  if (chance === 1) return `; ${seen}`;
  return `; with seed ${scenario.seed} they are ${shared === undefined ? 'apart: no reserved instance is offered to both' : `the same: ${seen}`}`;
}

function placeOf({ name }: Site) {
  return ['world', 'installations', name, 'place', 'zone'];
}

function severityOf(chance: number, saves: boolean): Severity {
  if (chance === 1) return saves ? 'error' : 'warning';
  return saves ? 'warning' : 'note';
}

/** Of three or more in a region the chance that some two meet is larger than that of a pair. */
function more(world: World, { region }: Site, sites: readonly Site[]): string {
  const all = sites.filter((site) => site.region === region);
  if (all.length < 3) return '';
  return `; some two of the ${all.length} installations there share one in ${chanceText(chanceOfSharing(world, all))}`;
}
