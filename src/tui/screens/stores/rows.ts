/** A store, an index, a name: each as one row. Narrow rows lose what can be seen in the details below them. */

import type { Health, IndexRow, NameRow, StoreRow } from '../../../runbooks/drill/views/stores.ts';
import { bar, cell, type Piece, piece, type Row, spread, type Tone, width, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.stores;

export const healthTone: Readonly<Record<Health, Tone>> = { good: 'good', busy: 'warn', bad: 'bad' };
const healthGlyph: Readonly<Record<Health, string>> = { good: '●', busy: '◆', bad: '✗' };

const mark = (health: Health): Piece => piece(`${healthGlyph[health]} `, healthTone[health]);

/** The host has what the others leave; the number of documents stands there only where there is room for it. */
function storeSizes(columns: number): { readonly host: number; readonly documents: number } {
  const documents = columns >= 100 ? 11 : 0;
  return { documents, host: Math.max(16, Math.min(36, columns - 46 - documents)) };
}

/** `● main/couch-master1  couch master  64 read only    —   3/8 scalarium_4 52 %, 28 min left` */
export function storeLine(store: StoreRow, columns: number): Row {
  const size = storeSizes(columns);
  return [
    mark(store.health),
    piece(`${cell(store.host, size.host)} `, 'strong'),
    `${cell(texts.kinds[store.kind], 6)}${cell(store.role, 8)}`,
    piece(cell(String(store.bits), 4), store.bits === 32 ? 'warn' : 'plain'),
    piece(cell(store.state, 12), healthTone[store.health]),
    cell(store.documents, size.documents, 'right'),
    piece(cell(store.lag, 7, 'right'), store.lag === '—' ? 'quiet' : 'plain'),
    piece(cell(store.indexes, 6, 'right'), store.building === undefined ? 'plain' : 'warn'),
    // On a narrow screen that stands in the details only.
    store.building === undefined || size.documents === 0 ? '' : piece(` ${store.building}`, 'warn'),
  ];
}

export function storeHeading(columns: number): Piece[] {
  const size = storeSizes(columns);
  const { host, store, role, bits, state, documents, lag, indexes } = texts.columns;
  const left = `  ${cell(host, size.host)} ${cell(store, 6)}${cell(role, 8)}${cell(bits, 4)}${cell(state, 12)}`;
  const right = `${cell(documents, size.documents, 'right')}${cell(lag, 7, 'right')}${cell(indexes, 6, 'right')}`;
  return [piece(left + right, 'quiet')];
}

/** `◆ scalarium_4  ██████░░░░░  building 52 %, 28 min left` */
function indexLine({ name, fraction, health, state }: IndexRow, columns: number): Row {
  const nameSize = Math.min(24, Math.max(12, name.length + 1));
  const barSize = Math.max(8, Math.min(40, columns - nameSize - 34));
  return [
    mark(health),
    `${cell(name, nameSize)} `,
    ...bar(fraction, barSize, healthTone[health]),
    piece(`  ${state}`, health === 'good' ? 'quiet' : healthTone[health]),
  ];
}

/** What is known of one store: its indexes with their progress, and in sentences why files could not be used. */
export function storeDetails(store: StoreRow, columns: number): Row[] {
  const facts = [
    `${store.kind} ${store.role}`,
    `${store.bits} bit`,
    store.state,
    ...(store.documents === '' ? [] : [`${store.documents} ${texts.documents}`]),
    ...(store.behind === undefined ? [] : [store.behind]),
  ];
  return [
    ...wrap(facts.join(', '), columns - 2).map((text, index): Row => [index === 0 ? mark(store.health) : '  ', text]),
    ...store.notes.flatMap((note) => wrap(note, columns - 2)).map((text): Row => ['  ', piece(text, 'warn')]),
    ...store.indexRows.map((index) => indexLine(index, columns)),
    ...(store.indexRows.length === 0 ? [[piece(`  ${texts.noIndexes}`, 'quiet')]] : []),
  ];
}

/** `● manage.scalarium.com  ttl 5 min  → main/frontend1, main/frontend2            4 % stale` */
export function nameLine(name: NameRow, all: readonly NameRow[], columns: number): Row {
  const wide = columns >= 100;
  const size = Math.min(Math.floor(columns / 3), Math.max(...all.map((each) => width(each.name))));
  const office = wide ? `${texts.officeStillAt(name.office ?? '')}, ` : `${texts.officeStale}, `;
  return spread(
    [
      mark(name.health),
      piece(cell(name.name, size), 'strong'),
      piece(` ${wide ? `${texts.ttl} ` : ''}${cell(name.ttl, 7)}`, 'quiet'),
      `→ ${name.points}`,
    ],
    name.health === 'good'
      ? ''
      : [
          piece(name.office === undefined ? ' ' : ` ${office}`, 'warn'),
          piece(name.stale, name.staleShare > 0 ? 'warn' : 'quiet'),
        ],
    columns,
  );
}

/** For the title: how many there are, and how many of them build. */
export function storesAside(stores: readonly StoreRow[]): Row {
  const building = stores.filter((store) => store.building !== undefined).length;
  const lost = stores.filter(({ reachable }) => !reachable).length;
  return [
    texts.count(stores.length),
    building === 0 ? '' : piece(`, ${texts.building(building)}`, 'warn'),
    lost === 0 ? '' : piece(`, ${texts.lost(lost)}`, 'bad'),
  ];
}
