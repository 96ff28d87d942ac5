/** This drill's runs side by side, how recoveries are spread, and what each cause cost. */
import { Box } from 'ink';
import { type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Causes } from '../../runbooks/drill/causes.ts';
import { drillRecoveries, type Recoveries, readRecoveries } from '../../runbooks/drill/recoveries.ts';
import { forkTable } from '../../runbooks/drill/views/fork-table.ts';
import { panelInside, type Row, type ScreenProps, textOf, useKeys } from '../kit/index.ts';
import { messages } from '../messages.ts';
import { causeLines } from './compare/cause-lines.ts';
import { besideFirst, forkLines } from './compare/fork-lines.ts';
import { recoveryLines, sourceName } from './compare/recovery-lines.ts';
import { FolderContext } from './folder.ts';
import { useJob } from './job.ts';
import { type BoxContent, Stack } from './stack.tsx';

const texts = messages.compare;

export function CompareScreen({ session, state, columns, rows, nav }: ScreenProps): ReactNode {
  const { facts, forks } = session;
  const folder = useContext(FolderContext);
  const [found, look] = useJob<readonly Recoveries[]>(session, 'recoveries');
  const [causes, compute] = useJob<Causes>(session, 'causes');
  // What lies in the folder may be new each time that somebody looks.
  useEffect(() => look(() => readRecoveries(folder, facts.id)), [look, folder, facts.id]);

  const inside = panelInside(columns, rows).columns - 2;
  const { eventCount } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list of events is the same object while it grows
  const table = useMemo(() => forkTable(forks), [forks, eventCount]);
  const first = Math.max(1, Math.min(nav.memory('compare: from', 1), forks.length - besideFirst(inside)));
  const present = forks.findIndex(({ index }) => index === state.fork);
  const sources = [drillRecoveries(forks), ...(found.kind === 'done' ? found.value : [])];
  const place = Math.min(nav.memory('compare: source', 0), sources.length - 1);
  const source = sources[place]!;
  const hasVariants = facts.variants.length > 0 && session.causes !== undefined;
  const box = Math.min(3, Math.max(1, nav.box));
  useKeys((name) => {
    const step = name === 'left' ? -1 : name === 'right' ? 1 : 0;
    if (name === 'x' && hasVariants) compute((onDone) => session.causes!(onDone));
    else if (step !== 0 && box === 1) nav.remember('compare: from', Math.max(1, first + step));
    else if (step !== 0 && box === 2)
      nav.remember('compare: source', Math.max(0, Math.min(sources.length - 1, place + step)));
    else return false;
    return true;
  });

  const filter = nav.filter.toLowerCase();
  const matching = (lines: readonly Row[]) => lines.filter((line) => textOf(line).toLowerCase().includes(filter));
  const maxSeconds = facts.budgets.find(({ measure }) => measure === 'recovery')?.maxSeconds;
  const last = Math.min(forks.length - 1, first + besideFirst(inside) - 1);
  const boxes: readonly BoxContent[] = [
    {
      title: texts.boxes[0],
      aside:
        last < forks.length - 1 || first > 1 ? texts.shown(first, last, forks.length - 1) : texts.runs(forks.length),
      lines: [
        ...matching(forkLines(table, { from: first, present }, inside)),
        ...(forks.length < 2 ? [texts.onlyOne] : []),
      ],
      least: 5,
    },
    {
      title: texts.boxes[1],
      aside:
        sources.length < 2 ? sourceName(source) : `${sourceName(source)}  ${texts.place(place + 1, sources.length)}`,
      lines: recoveryLines(source, maxSeconds, inside),
      least: 4,
    },
    { title: texts.boxes[2], lines: causeLines(causes, hasVariants, inside), least: 3 },
  ];
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Stack name="compare" boxes={boxes} columns={columns} rows={rows} nav={nav} />
    </Box>
  );
}
