/** The world as rows of glyphs: a square for each machine, full for 64 bit, empty for 32; a cross where it is silent. */
import type {
  HostGroup,
  HostMark,
  PlaceView,
  RegionView,
  Sight,
  WorldView,
} from '../../../runbooks/drill/views/world.ts';
import { cell, clip, type Piece, piece, type Row, type Tone, width } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.drill.world;

/** Each pair is the machine of 64 bit and that of 32. */
const shapes = { up: ['■', '□'], down: ['X', 'x'], unseen: ['▪', '▫'] } as const;
const tones: Readonly<Record<HostMark['sight'], Tone>> = { up: 'good', down: 'bad', unseen: 'quiet' };

export function worldLines(view: WorldView, sight: Sight, columns: number): Row[] {
  const regionColumns = Math.min(
    columns >= 60 ? 16 : 11,
    Math.max(...view.regions.map(({ region }) => region.length), 0) + 1,
  );
  const nameColumns =
    Math.max(...view.regions.flatMap(({ places }) => places.map((place) => width(shortName(place, sight)))), 0) + 1;
  const lead = regionColumns + nameColumns;
  const rows = view.regions.flatMap((region) =>
    region.places.flatMap((place, index) => {
      const head: Piece[] = [
        piece(cell(index === 0 ? region.region : '', regionColumns - 1), 'strong'),
        { text: ' ' },
        piece(cell(shortName(place, sight), nameColumns), sight === 'true' ? undefined : 'info'),
      ];
      const state: Piece[][] =
        texts.states[place.state] === '' ? [] : [[piece(texts.states[place.state], 'bad', { bold: true })]];
      const words = place.groups.map((group) => groupPieces(group, sight));
      const meets = place.meets.map((text): Piece[] => [piece(`‼ ${text}`, 'warn')]);
      return flow([...state, ...words, ...meets], columns - lead).map(
        (row, line): Row => [...(line === 0 ? head : [' '.repeat(lead)]), ...row],
      );
    }),
  );
  const faults = view.faults.map(({ name, action }): Row => [piece(`✖ ${texts.fault(name, action)}`, 'mark')]);
  return [...rows, ...faults];
}

/** Which glyph is what, in one row. */
export function worldLegend(sight: Sight): Row {
  const { legend } = texts;
  const up: Row = [
    piece('■', 'good'),
    piece(` ${legend.up64} `, 'quiet'),
    piece('□', 'good'),
    piece(` ${legend.up32} `, 'quiet'),
  ];
  const down: Row = [piece('Xx', 'bad'), piece(` ${legend.down} `, 'quiet')];
  return [...up, ...down, ...(sight === 'known' ? [piece(`▪▫ ${legend.unseen}`, 'quiet')] : [])];
}

export function worldAside(view: WorldView, sight: Sight): Row {
  const count = (number: number, text: string, tone: Tone): Piece[] => (number === 0 ? [] : [piece(`${text} `, tone)]);
  return [
    ...count(view.down, `${texts.down(view.down)} `, 'bad'),
    sight === 'true' ? piece(texts.true, 'mark', { bold: true }) : piece(texts.known, 'quiet'),
  ];
}

/** Every machine by its name, for the zoomed box. */
export function worldDetails(view: WorldView, sight: Sight, columns: number): Row[] {
  const rows = view.regions.flatMap((region) => [
    [piece(region.region, 'strong')],
    ...region.places.flatMap((place) => placeDetails(place, region, sight, columns)),
  ]);
  const empty: Row[] = view.empty.length === 0 ? [] : [[piece(texts.empty(view.empty.join(', ')), 'quiet')]];
  const faults = view.faults.map(({ name, action }): Row => [piece(`✖ ${texts.fault(name, action)}`, 'mark')]);
  return [...rows, ...empty, ...faults];
}

function placeDetails(place: PlaceView, _region: RegionView, sight: Sight, columns: number): Row[] {
  const meets = place.meets.map((text) => `‼ ${text}`).join('  ');
  const state = texts.states[place.state];
  const head: Row[] =
    sight === 'true'
      ? [
          [
            '  ',
            piece(place.name, 'info'),
            piece(state === '' ? '' : `  ${state}`, 'bad'),
            piece(meets === '' ? '' : `  ${meets}`, 'warn'),
          ],
        ]
      : [];
  const words = sight === 'true' ? texts.truths : texts.sights;
  const lines = place.groups.flatMap((group) =>
    group.hosts.map((host): Row => {
      const dead = host.dead.length === 0 ? '' : `  ${texts.dead(host.dead.join(', '))}`;
      return [
        '    ',
        shape(host),
        ` ${cell(host.name, Math.min(40, Math.floor(columns / 2)))} `,
        piece(`${group.letter.padEnd(2)} ${texts.bits(host.bits)}  `, 'quiet'),
        piece(words[host.sight], tones[host.sight]),
        piece(dead, 'bad'),
      ];
    }),
  );
  return [...head, ...lines];
}

function shortName(place: PlaceView, sight: Sight): string {
  return sight === 'true' ? place.name.slice(place.name.lastIndexOf('-') + 1) : clip(place.name, 8);
}

function groupPieces({ owner, letter, hosts }: HostGroup, sight: Sight): Piece[] {
  const name = sight === 'true' ? owner : letter;
  return [piece(`${name} `, 'quiet'), ...runs(hosts)];
}

/** Neighbours of one look are one piece. */
function runs(hosts: readonly HostMark[]): Piece[] {
  const pieces: Piece[] = [];
  for (const each of hosts.map(shape)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.tone === each.tone)
      pieces[pieces.length - 1] = { ...last, text: last.text + each.text };
    else pieces.push(each);
  }
  return pieces;
}

function shape({ sight, bits, dead }: HostMark): Piece {
  const text = shapes[sight][bits === 64 ? 0 : 1];
  return piece(text, dead.length > 0 ? 'warn' : tones[sight]);
}

/** Words in as many rows as they need, two blanks between them. A word that is wider than the room is cut by whoever draws it. */
function flow(words: readonly Piece[][], room: number): Piece[][] {
  const rows: Piece[][] = [[]];
  let used = 0;
  for (const word of words) {
    const size = word.reduce((sum, { text }) => sum + width(text), 0);
    if (used > 0 && used + 2 + size > room) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(...(used > 0 ? [{ text: '  ' }] : []), ...word);
    used += (used > 0 ? 2 : 0) + size;
  }
  return rows;
}
