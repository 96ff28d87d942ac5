/** The runs of a drill side by side: a column for each, a row for what may differ. Plain words; who draws them decides how. */
import { ofKind } from '../../journal/index.ts';
import { duration, sinceFault } from '../../reports/times.ts';
import { momentsOf, phaseNames, phasesOf } from '../../verdict/index.ts';
import { recordedOf, settledBy } from '../debrief/recorded.ts';
import type { Fork } from '../session.ts';

export interface ForkCell {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'quiet' | 'plain';
}

export interface ForkRow {
  readonly label: string;
  /** One for each run. */
  readonly cells: readonly ForkCell[];
}

export interface ForkTable {
  /** `0 first`, `1 at ten minutes` */
  readonly names: readonly string[];
  readonly sections: readonly { readonly title: string; readonly rows: readonly ForkRow[] }[];
}

const plain = (text: string): ForkCell => ({ text, tone: 'plain' });
const none: ForkCell = { text: '—', tone: 'quiet' };

/** Differences are to the first of the runs. */
export function forkTable(forks: readonly Fork[]): ForkTable {
  return {
    names: forks.map(({ index, name }) => `${index} ${name}`),
    sections: [
      { title: 'Run', rows: runRows(forks) },
      { title: 'Phases', rows: phaseRows(forks) },
      { title: 'Budgets', rows: budgetRows(forks) },
      { title: 'Milestones', rows: milestoneRows(forks) },
      { title: 'Decisions', rows: decisionRows(forks) },
    ].filter(({ rows }) => rows.length > 0),
  };
}

function runRows(forks: readonly Fork[]): ForkRow[] {
  const byIndex = new Map(forks.map((fork) => [fork.index, fork]));
  const base = forks[0]?.result?.recovery.rtoSeconds ?? null;
  const row = (label: string, cell: (fork: Fork, at: number) => ForkCell): ForkRow => ({
    label,
    cells: forks.map(cell),
  });
  return [
    row('goes back to', ({ parent, atUs }) => {
      if (parent === undefined) return none;
      return plain(`${sinceFault(atUs / 1e6)} of ${byIndex.get(parent)?.name ?? parent}`);
    }),
    row('played with', (fork) => plain(playedWith(fork))),
    row('verdict', ({ result }) => {
      if (result === undefined) return { text: 'not at its end', tone: 'quiet' };
      const tone = result.verdict === 'passed' ? 'good' : result.verdict === 'failed' ? 'bad' : 'plain';
      return { text: result.verdict, tone };
    }),
    row('recovery', ({ result }) => {
      if (result === undefined) return none;
      const { recovered, rtoSeconds } = result.recovery;
      return recovered ? plain(duration(rtoSeconds)) : { text: 'never', tone: 'bad' };
    }),
    ...(forks.length < 2 || base === null
      ? []
      : [
          row('difference', ({ result }, at) =>
            difference(result?.recovery.rtoSeconds ?? null, at === 0 ? null : base),
          ),
        ]),
    row('data loss', ({ result }) => (result === undefined ? none : plain(duration(result.recovery.rpoSeconds)))),
  ];
}

function playedWith({ events }: Fork): string {
  const started = events[0]?.kind === 'run.started' ? events[0] : undefined;
  if (started === undefined) return '';
  return [started.variant, ...Object.entries(started.vars).map(([name, value]) => `${name}=${value}`)].join(', ');
}

function difference(seconds: number | null, base: number | null): ForkCell {
  if (seconds === null || base === null) return none;
  const less = seconds - base;
  if (Math.abs(less) < 1) return plain('the same');
  return { text: `${duration(Math.abs(less))} ${less < 0 ? 'less' : 'more'}`, tone: less < 0 ? 'good' : 'bad' };
}

function phaseRows(forks: readonly Fork[]): ForkRow[] {
  const phases = forks.map(({ events, result }) => result?.recovery.phases ?? phasesOf(momentsOf(events)));
  return phaseNames.map((name) => ({
    label: name,
    cells: phases.map((each) => (each[name] === null ? none : plain(duration(each[name])))),
  }));
}

function budgetRows(forks: readonly Fork[]): ForkRow[] {
  const known = new Map(
    forks.flatMap(({ result }) => (result?.budgets ?? []).map(({ id, maxSeconds }) => [id, maxSeconds])),
  );
  return [...known].map(([id, maxSeconds]) => ({
    label: `${id}, max ${duration(maxSeconds)}`,
    cells: forks.map(({ result }): ForkCell => {
      const budget = result?.budgets.find((each) => each.id === id);
      if (budget === undefined) return none;
      return {
        text: `${duration(budget.actualSeconds)} ${budget.passed ? 'ok' : 'missed'}`,
        tone: budget.passed ? 'good' : 'bad',
      };
    }),
  }));
}

function milestoneRows(forks: readonly Fork[]): ForkRow[] {
  const reached = forks.map(({ events }) => {
    const all = ofKind(events, 'milestone').map(({ id, at }) => [id, at] as const);
    return new Map(all.reverse());
  });
  const ids = [...new Set(reached.flatMap((each) => [...each].sort(([, a], [, b]) => a - b).map(([id]) => id)))];
  return ids.map((id) => ({
    label: id,
    cells: reached.map((each) => (each.has(id) ? plain(sinceFault(each.get(id)! / 1e6)) : none)),
  }));
}

/** The nth question of a step in one run beside the nth in the others. */
function decisionRows(forks: readonly Fork[]): ForkRow[] {
  const perFork = forks.map(({ events }) => {
    const counts = new Map<string, number>();
    return new Map(
      recordedOf(events).asked.map((asked) => {
        const name = asked.kind === 'decision' ? asked.decision : asked.path;
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        return [count === 1 ? name : `${name} (${count})`, asked] as const;
      }),
    );
  });
  const names = [...new Set(perFork.flatMap((each) => [...each.keys()]))];
  return names.map((label) => ({
    label,
    cells: perFork.map((each): ForkCell => {
      const asked = each.get(label);
      if (asked === undefined) return none;
      const answer = settledBy(asked);
      if (answer === undefined) return { text: 'no answer', tone: 'quiet' };
      const waited = duration((answer.atUs - asked.askedAtUs) / 1e6);
      return plain(`${answer.choice} at ${sinceFault(answer.atUs / 1e6)}, after ${waited}`);
    }),
  }));
}
