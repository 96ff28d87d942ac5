/** A world of another moment, and what differs between two, as rows. */

import type { HostState, Snapshot, ZoneState } from '../../../runbooks/drill/snapshot.ts';
import type { Change } from '../../../runbooks/drill/views/difference.ts';
import { momentText } from '../../../runbooks/drill/views/moment-text.ts';
import { nameRows, storeRows } from '../../../runbooks/drill/views/stores.ts';
import { cell, glyphs, piece, type Row, wrap } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { nameLine, storeLine } from '../stores/rows.ts';

const texts = messages.timeline;

/** Faults, zones with their machines, stores and names. */
export function worldRows(snapshot: Snapshot, columns: number): Row[] {
  const { faults, zones, hosts } = snapshot;
  const elsewhere = hosts.filter(({ zone }) => !zones.some((each) => each.zone === zone));
  const stores = storeRows(snapshot);
  const names = nameRows(snapshot);
  return [
    ...(faults.length === 0 ? [[piece(texts.noFaults, 'quiet')]] : []),
    ...faults.map(
      ({ name, action, sinceUs }): Row => [
        piece('✖ ', 'mark'),
        piece(name, 'mark'),
        piece(`  ${action}, ${texts.since} ${momentText(sinceUs)}`, 'quiet'),
      ],
    ),
    ...zones.flatMap((zone) =>
      zoneRows(
        zone,
        hosts.filter((host) => host.zone === zone.zone),
        columns,
      ),
    ),
    ...hostRows(elsewhere, columns),
    ...(stores.length === 0 ? [] : ['', [piece(texts.stores, 'strong')]]),
    ...stores.map((store) => storeLine(store, columns)),
    ...(names.length === 0 ? [] : ['', [piece(texts.names, 'strong')]]),
    ...names.map((name) => nameLine(name, names, columns)),
  ];
}

function zoneRows({ zone, letters, power, reachable }: ZoneState, hosts: readonly HostState[], columns: number): Row[] {
  if (hosts.length === 0 && power && reachable) return [];
  const state = !power
    ? piece(`✗ ${texts.noPower}`, 'bad')
    : reachable
      ? piece(`■ ${texts.zoneUp}`, 'good')
      : piece(`? ${texts.zoneUnreachable}`, 'warn');
  const called = Object.entries(letters).map(([account, letter]) => `${account} ${letter}`);
  return [[piece(`${zone} `, 'strong'), state, piece(`  ${called.join(', ')}`, 'quiet')], ...hostRows(hosts, columns)];
}

/** As many machines in a row as have room. */
function hostRows(hosts: readonly HostState[], columns: number): Row[] {
  const size = Math.min(columns - 2, Math.max(0, ...hosts.map(({ name }) => name.length + 6)) + 2);
  const across = Math.max(1, Math.floor((columns - 2) / Math.max(1, size)));
  const rows: Row[] = [];
  for (let at = 0; at < hosts.length; at += across) {
    rows.push([
      '  ',
      ...hosts.slice(at, at + across).map((host) => {
        const text = cell(`${host.up ? glyphs.up : glyphs.down} ${host.name} ${host.bits}`, size);
        return piece(text, host.up ? 'plain' : 'bad');
      }),
    ]);
  }
  return rows;
}

const groupColumns = 7;

/** Each change in a row where it fits, else what is now below what was. Those that changed alike are counted and named below. */
export function changeRows(changes: readonly Change[], columns: number): Row[] {
  const titles = changes.map(({ names }) => (names.length === 1 ? names[0]! : texts.alike(names.length)));
  const nameColumns = Math.min(30, Math.floor(columns / 3), Math.max(0, ...titles.map((title) => title.length))) + 1;
  const indent = ' '.repeat(groupColumns + nameColumns);
  const room = Math.max(10, columns - indent.length);
  return changes.flatMap(({ group, names, before, after }, index): Row[] => {
    const head = [
      piece(cell(texts.groups[group], groupColumns), 'quiet'),
      piece(`${cell(titles[index]!, nameColumns - 1)} `, 'strong'),
    ];
    const all = names.length === 1 ? [] : wrap(names.join(', '), room).map((text) => piece(text, 'quiet'));
    if (before.length + after.length + 3 <= room) {
      return [[...head, piece(before, 'quiet'), ' → ', after], ...all.map((text): Row => [indent, text])];
    }
    const [was, ...more] = [
      ...wrap(before, room).map((text) => piece(text, 'quiet')),
      ...wrap(`→ ${after}`, room).map((text) => piece(text)),
      ...all,
    ];
    return [[...head, was!], ...more.map((text): Row => [indent, text])];
  });
}
