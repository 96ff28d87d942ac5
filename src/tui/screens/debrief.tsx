/** After the run: what its decisions cost, against budgets and against what else could have been done. */
import { Box } from 'ink';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { Debrief } from '../../runbooks/drill/session.ts';
import { momentsOf, phasesOf } from '../../runbooks/verdict/index.ts';
import {
  bar,
  Lines,
  Panel,
  panelInside,
  piece,
  type Row,
  type ScreenProps,
  textOf,
  useKeys,
  wrap,
} from '../kit/index.ts';
import { messages } from '../messages.ts';
import { decisionLines } from './debrief/decision-lines.ts';
import { findingLines } from './debrief/finding-lines.ts';
import { phaseLines, phasesSoFar } from './debrief/phase-lines.ts';
import { scoreLines } from './debrief/score-lines.ts';
import { type JobState, useJob } from './job.ts';
import { type BoxContent, Stack } from './stack.tsx';

const texts = messages.debrief;
const none: readonly string[] = [];

export function DebriefScreen(props: ScreenProps): ReactNode {
  const { session, state, nav } = props;
  // Each run of the drill has its own.
  const [job, start] = useJob<Debrief>(session, `debrief of ${state.fork} ${state.hash}`);
  const toast = useRef(nav.toast);
  toast.current = nav.toast;
  const ended = state.phase === 'ended';
  useEffect(() => {
    if (ended && job.kind === 'idle') start((onDone) => session.debrief(onDone));
  }, [ended, job.kind, session, start]);
  const [written, write] = useJob<readonly string[]>(session, `written of ${state.fork} ${state.hash}`);
  const before = useRef(written.kind);
  useEffect(() => {
    // Only who saw it begin is told: the first box shows it later, too.
    if (before.current === 'running' && written.kind === 'done')
      toast.current(texts.written(written.value.length), 'good');
    if (before.current === 'running' && written.kind === 'failed') toast.current(texts.notWritten(written.why), 'bad');
    before.current = written.kind;
  }, [written]);
  useKeys((name) => {
    if (name === 'x' && job.kind === 'failed') start((onDone) => session.debrief(onDone));
    else if (name === 'w' && job.kind === 'done') write(() => session.write());
    else if (name === 'w') nav.toast(texts.notYet, 'warn');
    else return false;
    return true;
  });
  if (!ended) return <NotEnded {...props} />;
  if (job.kind === 'done')
    return <Done {...props} debrief={job.value} written={written.kind === 'done' ? written.value : none} />;
  return <Working {...props} job={job} />;
}

function NotEnded({ state, columns, rows }: ScreenProps): ReactNode {
  const inside = panelInside(columns, rows);
  const { events } = state;
  const decisions = events.filter((event) => event.kind === 'decision.made').length;
  const lines: Row[] = [
    ...texts.notEnded.lines.flatMap((line) => wrap(line, inside.columns)),
    '',
    [piece(texts.notEnded.soFar, 'strong')],
    ...phasesSoFar(phasesOf(momentsOf(events)), inside.columns),
    '',
    texts.notEnded.decisions(decisions),
  ];
  return (
    <Panel title={texts.notEnded.title} columns={columns} rows={rows} focused>
      <Lines lines={lines} {...inside} />
    </Panel>
  );
}

function Working({ columns, rows, job }: ScreenProps & { readonly job: JobState<Debrief> }): ReactNode {
  const inside = panelInside(columns, rows);
  const barColumns = Math.min(50, inside.columns);
  const { failed, running } = texts;
  const isFailed = job.kind === 'failed';
  const lines: Row[] = isFailed
    ? [...wrap(job.why, inside.columns).map((text): Row => [piece(text, 'bad')]), '', failed.again]
    : [
        ...wrap(running.text, inside.columns),
        '',
        ...(job.kind === 'running' && job.of > 0
          ? [bar(job.done / job.of, barColumns, 'info'), running.progress(job.done, job.of)]
          : [[piece(running.begins, 'quiet')]]),
      ];
  return (
    <Panel title={isFailed ? failed.title : running.title} columns={columns} rows={rows} focused>
      <Lines lines={lines} {...inside} />
    </Panel>
  );
}

interface DoneProps extends ScreenProps {
  readonly debrief: Debrief;
  readonly written: readonly string[];
}

function Done(props: DoneProps): ReactNode {
  const { session, state, columns, rows, nav, debrief, written } = props;
  const { forks } = session;
  const filter = nav.filter.toLowerCase();
  const boxes = useMemo((): BoxContent[] => {
    const inside = panelInside(columns, rows).columns - 2;
    const matches = (line: Row) => textOf(line).toLowerCase().includes(filter);
    const found = (lines: readonly Row[]) => lines.filter(matches);
    const decisions = decisionLines(debrief, inside).filter(({ row }) => matches(row));
    const [score, phases, decided, findings] = texts.boxes;
    return [
      {
        title: score,
        aside: texts.points(debrief.score.points),
        lines: found(scoreLines({ debrief, forks, fork: state.fork, written }, inside)),
        least: 3,
      },
      { title: phases, lines: phaseLines(debrief.result, inside), least: 3 },
      {
        ...{ title: decided, aside: String(debrief.decisions.length), least: 4, empty: texts.nobodyAsked },
        lines: decisions.map(({ row }) => row),
        // The moment of a decision is a place to go back to.
        onEnter: (line) => {
          const decision = debrief.decisions[decisions[line]?.decision ?? -1];
          if (decision !== undefined) nav.open('timeline', { atUs: decision.atUs });
        },
      },
      {
        title: findings,
        aside: String(debrief.findings.length),
        lines: found(findingLines(debrief, inside)),
        least: 3,
        empty: texts.noFindings,
      },
    ];
  }, [debrief, forks, written, state.fork, columns, rows, filter, nav]);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Stack name="debrief" boxes={boxes} columns={columns} rows={rows} nav={nav} />
    </Box>
  );
}
