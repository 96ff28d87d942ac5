/** Which physical zone an account's letter means, as far as the scenario says it: a shuffled letter means any zone of its region. */
import { type World, zoneLetters } from '../files/index.ts';

/** Somebody's machines in a zone, by the account's own letter. */
export interface Placed {
  readonly account: string;
  readonly region: string;
  readonly zone: string;
}

/** The physical zones that the letter may mean: one where letters are pinned or uniform, each of the region where they are shuffled. */
export function zonesBehind(world: World, { account, region, zone }: Placed): readonly string[] {
  const zones = world.regions[region]?.zones ?? [];
  const names = world.accounts[account]?.zoneNames;
  const pinned = names?.kind === 'pinned' ? names.letters[region] : undefined;
  if (pinned !== undefined) return pinned[zone] === undefined ? [] : [pinned[zone]];
  if (names?.kind === 'uniform') return zones.filter((_, at) => zoneLetters(world, account, region)[at] === zone);
  return zones;
}

/** `eu-west-1a` */
export function zoneName({ region, zone }: Pick<Placed, 'region' | 'zone'>): string {
  return region + zone;
}

/**
 * The probability, 0 to 1, that at least two of these stand in one physical zone; exact. Accounts are shuffled independently, and the
 * letters of one account always mean different zones.
 */
export function chanceOfSharing(world: World, placed: readonly Placed[]): number {
  return 1 - chanceOfNoneSharing(world, placed, new Set(), new Map());
}

function chanceOfNoneSharing(
  world: World,
  [first, ...others]: readonly Placed[],
  taken: ReadonlySet<string>,
  known: ReadonlyMap<string, string>,
): number {
  if (first === undefined) return 1;
  const letters = `${first.account} ${first.region}`;
  const key = `${letters}${first.zone}`;
  const own = [...known].filter(([name]) => name.startsWith(letters)).map(([, zone]) => zone);
  const before = known.get(key);
  const possible = before === undefined ? zonesBehind(world, first).filter((zone) => !own.includes(zone)) : [before];
  if (possible.length === 0) return 1;
  const chances = possible.map((zone) => {
    if (taken.has(zone)) return 0;
    return chanceOfNoneSharing(world, others, new Set([...taken, zone]), new Map([...known, [key, zone]]));
  });
  return chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
}

/** `1 in 3 (33 %)` where it is a plain share, else `78 %`. */
export function chanceText(chance: number): string {
  const percent = `${Math.round(chance * 100)} %`;
  const oneIn = 1 / chance;
  return Math.abs(oneIn - Math.round(oneIn)) < 1e-9 ? `1 in ${Math.round(oneIn)} (${percent})` : percent;
}
