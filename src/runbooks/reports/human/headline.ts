import { ofKind } from '../../journal/index.ts';
import { bad, good, type Line, line, type Piece, quiet, titleLines, warn } from '../screen.ts';
import { duration } from '../times.ts';
import type { HumanRun } from './subject.ts';

/** Three lines: that nothing of this was real and what it was about, which run it is, and how it ended. */
export function headlineLines({ events, result }: Pick<HumanRun, 'events' | 'result'>, width: number): Line[] {
  const started = ofKind(events, 'run.started')[0];
  const label = result.environment.toUpperCase();
  const title = started?.scenario.title ?? result.scenario.id;
  const vars = Object.entries(started?.vars ?? {}).map(([name, value]) => ` · ${name}=${value}`);
  return [
    ...titleLines(title, width, label),
    line(quiet(`${result.scenario.id} · variant ${result.variant} · seed ${result.seed}${vars.join('')}`)),
    ...(started?.mutant === undefined ? [] : [line(warn('broken on purpose  '), started.mutant)]),
    line(verdictPiece(result.verdict), outcome({ result })),
  ];
}

function verdictPiece(verdict: HumanRun['result']['verdict']): Piece {
  switch (verdict) {
    case 'passed':
      return good('✓ passed   ');
    case 'failed':
      return bad('✗ FAILED   ');
    case 'inconclusive':
      return warn('? inconclusive  ');
    case 'stopped':
      return warn('■ stopped  ');
  }
}

function outcome({ result }: Pick<HumanRun, 'result'>): string {
  const { recovered, rtoSeconds } = result.recovery;
  if (!recovered || rtoSeconds === null) return `not recovered after ${duration(result.virtualSeconds)}`;
  const budget = result.budgets.find(({ measure }) => measure === 'recovery');
  const against = budget === undefined ? '' : `; the budget is ${duration(budget.maxSeconds)}`;
  return `recovered after ${Math.round(rtoSeconds / 60)} min (${duration(rtoSeconds)})${against}`;
}
