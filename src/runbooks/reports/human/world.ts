import type { WorldHost, WorldReady } from '../../journal/events.ts';
import { ofKind } from '../../journal/index.ts';
import { bad, cell, columns, heading, type Line, line, type Piece, quiet, strong, wrap } from '../screen.ts';
import type { HumanRun } from './subject.ts';

const regionWidth = 16;
const zoneWidth = 12;
const indent = 2;
/** More machines than this of one owner in one zone are a number behind one glyph. */
const glyphsMax = 12;

/**
 * The world: regions, their physical zones, the letter by which each account knows a zone, and the machines that stand there. Where
 * installations of different accounts meet behind different letters, the letters are joined by a line, and a sentence says it.
 */
export function worldLines({ events }: Pick<HumanRun, 'events'>, width: number): Line[] {
  const world = ofKind(events, 'world.ready')[0];
  if (world === undefined) return [];
  const dark = darkZones(events);
  const accounts = shownAccounts(world, width);
  const lines: Line[] = [heading('WORLD', '■ 64-bit machine, □ 32-bit machine'), titles(accounts)];
  const empty: string[] = [];
  for (const [region, zones] of inOrderOfMachines(world)) {
    const occupied = zones.filter((zone) => world.hosts.some((host) => host.zone === zone) || dark.has(zone));
    const rest = zones.filter((zone) => !occupied.includes(zone));
    if (rest.length > 0) empty.push(rest.length === zones.length ? region : rest.join(' '));
    occupied.forEach((zone, index) => {
      const machines = world.hosts.filter((host) => host.zone === zone);
      lines.push(
        ...zoneLines({
          region: index === 0 ? region : '',
          zone,
          dark: dark.has(zone),
          world,
          accounts,
          machines,
          width,
        }),
      );
    });
  }
  const without = empty.length === 0 ? [] : wrap(`no machines in ${empty.join(', ')}`, width - indent);
  return [
    ...lines,
    ...without.map((text) => line(quiet(`${' '.repeat(indent)}${text}`))),
    ...collisionLines(world, width),
  ];
}

/** The region with the most machines first; of equals the one that the world names first. */
function inOrderOfMachines({ zones, hosts }: WorldReady): [string, readonly string[]][] {
  const machines = (region: string): number => hosts.filter((host) => host.region === region).length;
  return Object.entries(zones).sort(([a], [b]) => machines(b) - machines(a));
}

interface Column {
  readonly account: string;
  readonly width: number;
}

/** All accounts if they leave room for the machines, otherwise those that meet somewhere or hold the most machines. */
function shownAccounts(world: WorldReady, width: number): Column[] {
  const room = width - indent - regionWidth - zoneWidth - 30;
  const meeting = new Set(world.collisions.flatMap(({ names }) => names.map((name) => name.split(' ')[0]!)));
  const names = Object.keys(world.accounts);
  const ordered = [...names.filter((name) => meeting.has(name)), ...names.filter((name) => !meeting.has(name))];
  const shown: string[] = [];
  let used = 0;
  for (const account of ordered) {
    used += columns(account) + 2;
    if (used > room && shown.length > 0 && !meeting.has(account)) break;
    shown.push(account);
  }
  return shown.map((account) => ({ account, width: Math.max(3, columns(account)) + 2 }));
}

function titles(accounts: readonly Column[]): Line {
  const letters = accounts.map(({ account, width }) => centred(account, width)).join('');
  return line(
    quiet(`${' '.repeat(indent)}${cell('region', regionWidth)}${cell('zone', zoneWidth)}${letters}  machines`),
  );
}

interface ZoneRow {
  readonly region: string;
  readonly zone: string;
  readonly dark: boolean;
  readonly world: WorldReady;
  readonly accounts: readonly Column[];
  readonly machines: readonly WorldHost[];
  readonly width: number;
}

function zoneLines({ region, zone, dark, world, accounts, machines, width }: ZoneRow): Line[] {
  const collides = world.collisions.some((collision) => collision.zone === zone);
  const name = cell(zone, zoneWidth - 2);
  const left = indent + regionWidth + zoneWidth + accounts.reduce((sum, column) => sum + column.width, 0) + 2;
  const [first = '', ...more] = ownerGroups(machines, namesThatMeet(world, zone), width - left);
  return [
    line(
      ' '.repeat(indent),
      cell(region, regionWidth),
      dark ? bad(`✖ ${name}`) : `  ${name}`,
      ...letterPieces(zone, world, accounts, collides),
      '  ',
      first,
    ),
    ...more.map((group) => line(' '.repeat(left), group)),
  ];
}

function letterPieces(zone: string, world: WorldReady, accounts: readonly Column[], collides: boolean): Piece[] {
  const meeting = new Set(namesThatMeet(world, zone));
  const ends = accounts.flatMap(({ account }, index) => (meeting.has(account) ? [index] : []));
  const row = accounts.map(({ account, width }, index) => {
    const letter = letterOf(world, account, zone);
    if (!collides || ends.length < 2 || index < ends[0]! || index > ends.at(-1)!) return centred(letter, width);
    return linked(meeting.has(account) ? letter : '═', width, {
      before: index > ends[0]!,
      after: index < ends.at(-1)!,
    });
  });
  return [collides ? { text: row.join(''), style: 'bad' } : { text: row.join('') }];
}

/** The letter in the middle, with a line to its neighbours: ` a══`. */
function linked(letter: string, width: number, to: { before: boolean; after: boolean }): string {
  const before = Math.floor((width - 1) / 2);
  const after = width - 1 - before;
  return (to.before ? '═' : ' ').repeat(before) + letter + (to.after ? '═' : ' ').repeat(after);
}

/** Whose names for this zone differ though it is the same building: the first words of `main eu-west-1a`. */
function namesThatMeet(world: WorldReady, zone: string): string[] {
  const there = world.collisions.filter((collision) => collision.zone === zone);
  return there.flatMap(({ names }) => names.map((name) => name.split(' ')[0]!));
}

function letterOf(world: WorldReady, account: string, zone: string): string {
  const names = world.accounts[account] ?? {};
  const name = Object.keys(names).find((each) => names[each] === zone);
  return name?.at(-1) ?? '·';
}

function centred(text: string, width: number): string {
  const before = Math.floor((width - columns(text)) / 2);
  return cell(' '.repeat(Math.max(0, before)) + text, width);
}

/** `main ■■■■  kernel ■` in lines that fit. Those who meet stand first, then the others in the order in which the world names them. */
function ownerGroups(machines: readonly WorldHost[], meeting: readonly string[], room: number): string[] {
  const byOwner = new Map<string, WorldHost[]>();
  const owners = new Set(machines.map(({ owner }) => owner));
  for (const owner of meeting) if (owners.has(owner)) byOwner.set(owner, []);
  for (const host of machines) byOwner.set(host.owner, [...(byOwner.get(host.owner) ?? []), host]);
  const lines: string[] = [];
  for (const [owner, hosts] of byOwner) {
    const group = `${owner} ${glyphs(hosts)}`;
    const last = lines.at(-1);
    if (last !== undefined && columns(last) + 2 + columns(group) <= room) lines[lines.length - 1] = `${last}  ${group}`;
    else lines.push(group);
  }
  return lines;
}

function glyphs(hosts: readonly WorldHost[]): string {
  const counts = [
    { glyph: '■', count: hosts.filter(({ bits }) => bits !== 32).length },
    { glyph: '□', count: hosts.filter(({ bits }) => bits === 32).length },
  ].filter(({ count }) => count > 0);
  return counts.map(({ glyph, count }) => (count > glyphsMax ? `${glyph}×${count}` : glyph.repeat(count))).join('');
}

/** The physical zones that lost power. */
export function darkZones(events: HumanRun['events']): ReadonlySet<string> {
  const power = ofKind(events, 'fault.started').filter(({ action }) => action === 'zone:power-interruption');
  return new Set(power.flatMap(({ targets }) => targets ?? []));
}

function collisionLines(world: WorldReady, width: number): Line[] {
  if (world.collisions.length === 0)
    return [line('  ', quiet('No two installations share a physical zone behind different names.'))];
  return world.collisions.flatMap(({ zone, names }) => {
    const sentence = `${joined(names.map(possessive))} are the same building: ${zone}.`;
    return wrap(sentence, width - 4).map((text, index) => line(index === 0 ? bad('  ✖ ') : '    ', strong(text)));
  });
}

/** `main eu-west-1a` is `main's eu-west-1a`. */
function possessive(name: string): string {
  const [account, ...zone] = name.split(' ');
  return `${account}'s ${zone.join(' ')}`;
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
