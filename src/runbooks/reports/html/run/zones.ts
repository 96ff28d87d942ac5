import type { WorldHost, WorldReady } from '../../../journal/events.ts';
import { ofKind } from '../../../journal/index.ts';
import type { ReportedRun } from '../../debrief/index.ts';
import { darkZones } from '../../human/world.ts';
import { folded, type Markup, mark, markup, nothing, section, table } from '../markup.ts';

/** The height of an account's name in the drawing, in pixels; the boxes of the zones share the height of all names. */
const nameHeight = 26;
/** A drawing with more names than this is none; the table has them all. */
const namesMax = 60;

/**
 * The zone map before the first fault: on the left the names that accounts have, on the right the buildings that they mean. The names of
 * installations that meet in one building are drawn heavier and in another colour, with a sentence above.
 */
export function zonesSection({ events, result }: ReportedRun): Markup {
  const world = ofKind(events, 'world.ready')[0];
  if (world === undefined) return nothing;
  const dark = darkZones(events);
  const drawn = regionsToDraw(world, dark).map((region) => drawing(world, region, dark));
  const { collisions } = result.worlds;
  const said =
    collisions.length === 0
      ? markup`<p>${mark('good', 'No two installations share a physical zone behind different names.')}</p>\n`
      : collisions.map(
          ({ zone, names }) =>
            markup`<p>${mark('bad', `${names.join(' and ')} are the same building: ${zone}.`)} What takes one takes the other.</p>\n`,
        );
  return section('zones', 'Zones', 'before the first fault', markup`${said}`, ...drawn, wholeMap(world, dark));
}

/** Where names of installations meet or the power went; without either where most machines stand. */
function regionsToDraw(world: WorldReady, dark: ReadonlySet<string>): string[] {
  const hit = new Set([...world.collisions.map(({ zone }) => zone), ...dark]);
  const regions = Object.keys(world.zones);
  const told = regions.filter((region) => world.zones[region]!.some((zone) => hit.has(zone)));
  const machines = (region: string) => world.hosts.filter((host) => host.region === region).length;
  const chosen = told.length > 0 ? told : [...regions].sort((a, b) => machines(b) - machines(a)).slice(0, 1);
  return chosen.filter((region) => namesIn(world, region).length <= namesMax && machines(region) > 0);
}

interface Name {
  readonly account: string;
  /** `eu-west-1a` */
  readonly name: string;
  readonly zone: string;
  /** Whether it is one of the names of a collision. */
  readonly meets: boolean;
}

function namesIn(world: WorldReady, region: string): Name[] {
  const zones = new Set(world.zones[region]);
  const present = new Set(world.hosts.filter((host) => host.region === region).map(({ account }) => account));
  const meeting = new Set(world.collisions.flatMap(({ zone, names }) => names.map((name) => `${name} ${zone}`)));
  return Object.entries(world.accounts).flatMap(([account, letters]) =>
    present.has(account)
      ? Object.entries(letters)
          .filter(([, zone]) => zones.has(zone))
          .map(([name, zone]) => ({ account, name, zone, meets: meeting.has(`${account} ${name} ${zone}`) }))
      : [],
  );
}

function drawing(world: WorldReady, region: string, dark: ReadonlySet<string>): Markup {
  const names = namesIn(world, region);
  const zones = world.zones[region]!;
  const height = Math.max(names.length * nameHeight, zones.length * 112);
  const nameY = (index: number): number => ((index + 0.5) * height) / names.length;
  const zoneY = (zone: string): number => ((zones.indexOf(zone) + 0.5) * height) / zones.length;
  const curve = ({ zone, meets }: Name, index: number): Markup => {
    const [from, to] = [nameY(index).toFixed(1), zoneY(zone).toFixed(1)];
    return markup`<path${meets ? markup` class="meets"` : nothing} d="M0,${from} C50,${from} 50,${to} 100,${to}"/>`;
  };
  // What meets is drawn last, over the others.
  const order = names
    .map((name, index) => ({ name, index }))
    .sort((a, b) => Number(a.name.meets) - Number(b.name.meets));
  const curves = order.map(({ name, index }) => curve(name, index));
  const meets = names.filter((name) => name.meets).map(({ account, name }) => `${account} ${name}`);
  const title = `${region}: which building each account's letter means${meets.length === 0 ? '' : `; ${meets.join(' and ')} are one`}`;
  return markup`<figure class="zones"><figcaption>${region}</figcaption>
<div class="map">
<ol class="names" style="height:${height}px">${names.map(nameMarkup)}</ol>
<svg class="links" role="img" aria-label="${title}" viewBox="0 0 100 ${height}" preserveAspectRatio="none" height="${height}">
<title>${title}</title>${curves}</svg>
<ol class="buildings" style="height:${height}px">${zones.map((zone) => building(world, zone, dark.has(zone)))}</ol>
</div></figure>\n`;
}

function nameMarkup({ account, name, meets }: Name): Markup {
  const inner = markup`<span class="account">${account}</span> <span>${name}</span>`;
  return meets ? markup`<li class="meets"><strong>${inner}</strong></li>` : markup`<li><span>${inner}</span></li>`;
}

function building(world: WorldReady, zone: string, dark: boolean): Markup {
  const collides = world.collisions.some((collision) => collision.zone === zone);
  const there = world.hosts.filter((host) => host.zone === zone);
  const owners = [...new Set(there.map(({ owner }) => owner))];
  const machines = owners.map((owner) => {
    const hosts = there.filter((host) => host.owner === owner);
    return markup`<li>${machinesOf(owner, hosts)}</li>`;
  });
  const state = dark ? mark('bad', 'loses power', '✖') : nothing;
  return markup`<li class="${collides ? 'building meets' : 'building'}"><div><span class="zone">${zone}</span> ${state}</div>
<ul>${machines.length === 0 ? markup`<li class="aside">no machines</li>` : machines}</ul></li>\n`;
}

/** More machines than this are a number behind one glyph. */
const glyphsMax = 12;

/** `main ■■■■□`: a filled square is a 64-bit machine, an empty one a 32-bit machine; the words say it to whoever listens. */
function machinesOf(owner: string, hosts: readonly WorldHost[]): Markup {
  const small = hosts.filter(({ bits }) => bits === 32).length;
  const counts = [
    { glyph: '■', count: hosts.length - small, bits: 64 },
    { glyph: '□', count: small, bits: 32 },
  ].filter(({ count }) => count > 0);
  const glyphs = counts
    .map(({ glyph, count }) => (count > glyphsMax ? `${glyph}×${count}` : glyph.repeat(count)))
    .join('');
  const words = counts.map(({ count, bits }) => `${count} machine${count === 1 ? '' : 's'} of ${bits} bits`).join(', ');
  return markup`<span class="owner">${owner}</span> <span class="glyphs" role="img" aria-label="${words}">${glyphs}</span>`;
}

/** Every zone of every region with the letter of each account: the map that an auditor files. */
function wholeMap(world: WorldReady, dark: ReadonlySet<string>): Markup {
  const accounts = Object.keys(world.accounts);
  const rows = Object.entries(world.zones).flatMap(([region, zones]) =>
    zones.map((zone) => {
      const machines = world.hosts.filter((host) => host.zone === zone);
      const letters = accounts.map((account) => {
        const names = world.accounts[account]!;
        return (
          Object.keys(names)
            .find((name) => names[name] === zone)
            ?.at(-1) ?? '–'
        );
      });
      const state = dark.has(zone) ? mark('bad', 'loses power', '✖') : '';
      return [zone, region, ...letters, machines.length, state];
    }),
  );
  const columns = [
    { title: 'physical zone' },
    { title: 'region' },
    ...accounts.map((account) => ({ title: account })),
    { title: 'machines', numeric: true },
    { title: 'fault' },
  ];
  return folded('Every zone, and the letter by which each account knows it', table('Zones and letters', columns, rows));
}
