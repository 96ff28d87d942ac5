/** Every key: those of the screen from which help was asked for first, then those that hold everywhere. */
import type { ReactNode } from 'react';
import {
  cell,
  Lines,
  Panel,
  panelInside,
  piece,
  type Row,
  type ScreenProps,
  screenNames,
  textOf,
  useList,
  wrap,
} from '../kit/index.ts';
import type { KeyWords } from '../messages/keys.ts';
import { messages } from '../messages.ts';

const texts = messages.help;

export function HelpScreen({ columns, rows, nav }: ScreenProps): ReactNode {
  const inside = panelInside(columns, rows);
  const of = screenNames.find((name) => name === nav.args.of);
  const lines = helpRows(inside.columns, of).filter((row) => matches(row, nav.filter));
  const pages = Math.max(1, lines.length - inside.rows + 1);
  const from = useList({ nav, list: `help of ${of}`, count: pages, rows: inside.rows });
  return (
    <Panel title={texts.title} columns={columns} rows={rows} focused>
      <Lines lines={lines} {...inside} from={from} empty={messages.frame.nothingFound(nav.filter)} />
    </Panel>
  );
}

/** The keys of all screens, with those of `first` on top. */
export function helpRows(columns: number, first?: keyof typeof texts.screens): Row[] {
  const names = screenNames.filter((name) => name !== 'help' && name !== first);
  const own = first === undefined || first === 'help' ? [] : [first];
  return [
    ...own.flatMap((name) => section(texts.screens[name], messages.keys[name], columns)),
    ...section(texts.everywhere, messages.keys.everywhere, columns),
    ...names.flatMap((name) => section(texts.screens[name], messages.keys[name], columns)),
    ...section(texts.signs, texts.signList, columns),
  ];
}

const keyColumns = 12;

function section(title: string, keys: readonly KeyWords[], columns: number): Row[] {
  const rows = keys.flatMap(({ keys: names, long }) =>
    wrap(long, columns - keyColumns - 3).map((text, index): Row => {
      return ['  ', piece(cell(index === 0 ? names : '', keyColumns), 'accent'), ' ', text];
    }),
  );
  return [[piece(title, 'strong')], ...rows, ''];
}

function matches(row: Row, filter: string): boolean {
  return filter === '' || textOf(row).toLowerCase().includes(filter.toLowerCase());
}
