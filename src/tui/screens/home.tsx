/** What there is to drill: scenarios with their last results, and runs that wait for somebody to go on. */
import { Box } from 'ink';
import { type ReactNode, useContext, useEffect, useState } from 'react';
import { type Home, type HomeScenario, type PastRun, readHome } from '../../runbooks/drill/home.ts';
import { momentText } from '../../runbooks/drill/views/moment-text.ts';
import { shortDuration } from '../../runbooks/reports/times.ts';
import {
  cell,
  Lines,
  Panel,
  type Piece,
  panelInside,
  piece,
  type Row,
  type ScreenProps,
  spark,
  useKeys,
  useList,
} from '../kit/index.ts';
import { messages } from '../messages.ts';
import { FolderContext } from './folder.ts';

const texts = messages.home;
const sparkColumns = 10;
const lastColumns = 15;
const budgetColumns = 11;

export { FolderProvider } from './folder.ts';

export function HomeScreen({ session, columns, rows, nav }: ScreenProps): ReactNode {
  const home = useHome(useContext(FolderContext));
  const scenarios = (home?.scenarios ?? []).filter(({ id, title }) => contains(`${id} ${title}`, nav.filter));
  const unfinished = (home?.unfinished ?? []).filter(({ file }) => contains(file, nav.filter));
  const lowRows = Math.max(4, Math.min(unfinished.length + 2, Math.floor(rows / 3)));
  const upRows = rows - lowRows;
  const up = panelInside(columns, upRows);
  const low = panelInside(columns, lowRows);
  const box = nav.box === 2 ? 2 : 1;
  // A scenario takes two rows: the list moves by scenarios, the window shows as many as fit.
  const perPage = Math.max(1, Math.floor(up.rows / 2));
  const scenario = useList({ nav, list: 'scenarios', count: scenarios.length, rows: perPage, active: box === 1 });
  const run = useList({ nav, list: 'unfinished', count: unfinished.length, rows: low.rows, active: box === 2 });
  useKeys((name) => {
    if (name === 'tab' || name === 'shift+tab') nav.focus(3 - box);
    else if (name !== 'enter') return false;
    else if (box === 2 && unfinished[run] !== undefined) nav.toast(texts.goOn(unfinished[run].file), 'accent');
    else if (box === 1 && scenarios[scenario]?.id === session.facts.id) nav.open('drill');
    else if (box === 1 && scenarios[scenario] !== undefined) nav.toast(texts.start(scenarios[scenario].file), 'accent');
    return true;
  });
  const lines = scenarios.flatMap((each, index) => {
    const selected = box === 1 && index === scenario;
    return scenarioRows(each, up.columns, selected, each.id === session.facts.id);
  });
  const from = Math.max(0, Math.min(lines.length - up.rows, (scenario - Math.floor(perPage / 2)) * 2));
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Panel
        title={texts.scenarios}
        number={1}
        focused={box === 1}
        columns={columns}
        rows={upRows}
        aside={`${scenarios.length}`}
      >
        <Lines lines={lines} {...up} from={from} empty={emptyText(home, nav.filter)} />
      </Panel>
      <Panel
        title={texts.unfinished}
        number={2}
        focused={box === 2}
        columns={columns}
        rows={lowRows}
        aside={`${unfinished.length}`}
      >
        <Lines
          lines={unfinished.map((each) => unfinishedRow(each, low.columns))}
          {...low}
          selected={unfinished.length === 0 ? undefined : run}
          active={box === 2}
          empty={home === undefined ? texts.looking : texts.noUnfinished}
        />
      </Panel>
    </Box>
  );
}

function useHome(folder: string): Home | undefined {
  const [home, setHome] = useState<Home>();
  useEffect(() => {
    let open = true;
    void readHome(folder).then((read) => open && setHome(read));
    return () => {
      open = false;
    };
  }, [folder]);
  return home;
}

function emptyText(home: Home | undefined, filter: string): string {
  if (home === undefined) return texts.looking;
  return filter === '' ? texts.noScenarios : messages.frame.nothingFound(filter);
}

/** Its name with what its last runs came to, and its title below. */
function scenarioRows(scenario: HomeScenario, columns: number, selected: boolean, isThis: boolean): Row[] {
  const { id, title, maxSeconds, runs } = scenario;
  const budget = maxSeconds === undefined ? '' : texts.budget(shortDuration(maxSeconds));
  const name = columns - 2 - sparkColumns - lastColumns - budgetColumns - 3;
  const mark = piece(selected ? '▸ ' : '  ', 'accent');
  const head: Row = [
    mark,
    piece(cell(isThis ? `${id} (${texts.thisOne})` : id, name), 'strong'),
    ' ',
    ...fill(runSpark(runs, maxSeconds), sparkColumns),
    ' ',
    ...lastPieces(runs.at(-1), maxSeconds, lastColumns),
    ' ',
    piece(cell(budget, budgetColumns, 'right'), 'quiet'),
  ];
  return [
    head.map((each) => (selected && typeof each !== 'string' ? { ...each, inverse: true } : each)),
    ['  ', piece(title, 'quiet')],
  ];
}

/** How long its last runs took, one column each; what was over the budget has the colour of it. */
function runSpark(runs: readonly PastRun[], maxSeconds = Number.POSITIVE_INFINITY): Piece[] {
  const last = runs.slice(-sparkColumns);
  const drawn = spark(
    last.map(({ rtoSeconds }) => rtoSeconds),
    sparkColumns,
  );
  return drawn.map((each, index) => ((last[index]?.rtoSeconds ?? 0) > maxSeconds ? { ...each, tone: 'bad' } : each));
}

function fill(pieces: readonly Piece[], columns: number): Piece[] {
  return [{ text: ' '.repeat(columns - pieces.length) }, ...pieces];
}

function lastPieces(run: PastRun | undefined, maxSeconds: number | undefined, columns: number): Piece[] {
  if (run === undefined) return [piece(cell(texts.never, columns), 'quiet')];
  if (run.rtoSeconds === null) return [piece(cell(`✗ ${texts.notRecovered}`, columns), 'bad')];
  const over = maxSeconds !== undefined && run.rtoSeconds > maxSeconds;
  return [
    piece(cell(`${over ? '✗' : '✓'} ${texts.last(shortDuration(run.rtoSeconds))}`, columns), over ? 'bad' : 'good'),
  ];
}

function unfinishedRow({ file, atSeconds }: PastRun, columns: number): Row {
  const moment = texts.at(momentText(atSeconds * 1e6));
  return [cell(file, Math.max(10, columns - moment.length - 4)), ' ', piece(moment, 'quiet')];
}

function contains(text: string, filter: string): boolean {
  return text.toLowerCase().includes(filter.toLowerCase());
}
