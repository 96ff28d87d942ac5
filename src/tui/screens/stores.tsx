/** Masters and replicas, their lag and their indexes, and the names that lead to them. */
import { Box } from 'ink';
import { type ReactNode, useMemo } from 'react';
import { nameRows, storeRows } from '../../runbooks/drill/views/stores.ts';
import { Lines, Panel, panelInside, type Row, type ScreenProps, useKeys, useList } from '../kit/index.ts';
import { messages } from '../messages.ts';
import { nameLine, storeDetails, storeHeading, storeLine, storesAside } from './stores/rows.ts';

const texts = messages.stores;
/** From here on boxes have whole frames. */
const framesFromRows = 34;

export function StoresScreen({ state, columns, rows, nav }: ScreenProps): ReactNode {
  const { snapshot } = state;
  const stores = useMemo(() => (snapshot === undefined ? [] : storeRows(snapshot)), [snapshot]);
  const names = useMemo(() => (snapshot === undefined ? [] : nameRows(snapshot)), [snapshot]);
  const filter = nav.filter.toLowerCase();
  const shown = stores.filter(({ host, kind, role }) => `${host} ${kind} ${role}`.toLowerCase().includes(filter));

  const frame = rows >= framesFromRows ? 'full' : 'top';
  const edge = frame === 'full' ? 2 : 1;
  const nameHeight = edge + Math.max(1, Math.min(names.length, Math.floor(rows / 5)));
  // A row for the columns' names; half of what is left, and the other half for the details.
  const listHeight = edge + 1 + Math.max(1, Math.min(shown.length, Math.floor((rows - nameHeight - 2 * edge) / 2)));
  const detailHeight = rows - nameHeight - listHeight;
  const inside = panelInside(columns, listHeight, frame);
  const detailInside = panelInside(columns, detailHeight, frame);
  const nameInside = panelInside(columns, nameHeight, frame);

  const box = nav.box === 2 || nav.box === 3 ? nav.box : 1;
  useKeys((name) => {
    if (name !== 'tab' && name !== 'shift+tab') return false;
    nav.focus(((box - 1 + (name === 'tab' ? 1 : 2)) % 3) + 1);
    return true;
  });
  const list = { nav, count: shown.length, rows: inside.rows - 1 };
  const selected = useList({ ...list, list: 'stores', active: box === 1 });
  const store = shown[selected];
  const details: readonly Row[] = store === undefined ? [] : storeDetails(store, detailInside.columns - 2);
  const pages = Math.max(1, details.length - detailInside.rows + 1);
  const from = useList({ nav, list: 'store', count: pages, rows: detailInside.rows, active: box === 2 });
  const name = useList({ nav, list: 'names', count: names.length, rows: nameInside.rows, active: box === 3 });

  const panel = { columns, frame } as const;
  const nothing = snapshot === undefined ? texts.loading : filter === '' ? texts.none : texts.notFound(nav.filter);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Panel {...panel} title={texts.title} number={1} focused={box === 1} rows={listHeight} aside={storesAside(shown)}>
        <Box flexDirection="column">
          <Lines lines={[['  ', ...storeHeading(inside.columns - 2)]]} columns={inside.columns} rows={1} />
          <Lines
            lines={shown.map((each) => storeLine(each, inside.columns - 2))}
            columns={inside.columns}
            rows={inside.rows - 1}
            selected={shown.length === 0 ? undefined : selected}
            active={box === 1}
            empty={nothing}
          />
        </Box>
      </Panel>
      <Panel {...panel} title={store?.host ?? texts.details} number={2} focused={box === 2} rows={detailHeight}>
        <Lines lines={details} {...detailInside} from={from} empty={texts.noDetails} />
      </Panel>
      <Panel
        {...panel}
        title={texts.names}
        number={3}
        focused={box === 3}
        rows={nameHeight}
        aside={names.some(({ staleShare }) => staleShare > 0) ? texts.staleMeans : ''}
      >
        <Lines
          lines={names.map((each) => nameLine(each, names, nameInside.columns - 2))}
          {...nameInside}
          selected={names.length === 0 ? undefined : name}
          active={box === 3}
          empty={snapshot === undefined ? texts.loading : texts.noNames}
        />
      </Panel>
    </Box>
  );
}
