import { bad, cell, columns, good, heading, type Line, line, type Piece } from '../screen.ts';
import { duration, shortDuration, sinceFault } from '../times.ts';
import type { HumanRun } from './subject.ts';

/** Every budget and invariant on a line, FAIL or ok, and below the failures the command that shows them again. */
export function budgetLines({ result, again }: Pick<HumanRun, 'result' | 'again'>): Line[] {
  const rows = [
    ...result.budgets.map((budget) => ({
      passed: budget.passed,
      id: budget.id,
      measure: budget.measure,
      text: budgetText(budget),
    })),
    ...result.invariants.map((invariant) => ({
      passed: invariant.held,
      id: invariant.name,
      measure: 'invariant',
      text: invariantText(invariant),
    })),
  ];
  if (rows.length === 0) return [];
  const idWidth = Math.max(...rows.map(({ id }) => columns(id))) + 2;
  const measureWidth = Math.max(...rows.map(({ measure }) => columns(measure))) + 2;
  const lines = rows.map(({ passed, id, measure, text }) =>
    line('  ', mark(passed), cell(id, idWidth), cell(measure, measureWidth), text),
  );
  const reasons = otherReasons(result).map((reason) => line('  ', bad('! '), reason));
  const failed = result.verdict !== 'passed';
  return [
    heading('BUDGETS', 'one run; a gate needs many'),
    ...lines,
    ...reasons,
    ...(failed ? [{ ...line('  Reproduce: ', again), whole: true }] : []),
  ];
}

function mark(passed: boolean): Piece {
  return passed ? good('ok    ') : bad('FAIL  ');
}

function budgetText({ actualSeconds, maxSeconds, passed, why }: HumanRun['result']['budgets'][number]): string {
  if (actualSeconds === null) return why ?? `never reached; the budget is ${duration(maxSeconds)}`;
  return `${shortDuration(actualSeconds)} ${passed ? '≤' : '>'} ${shortDuration(maxSeconds)}`;
}

function invariantText({ held, brokenAtSeconds, why }: HumanRun['result']['invariants'][number]): string {
  if (held) return 'held';
  const when = brokenAtSeconds === undefined ? '' : ` at ${sinceFault(brokenAtSeconds)}`;
  return `broken${when}${why === undefined ? '' : `: ${why}`}`;
}

/** A verdict can have reasons that no budget or invariant line tells: the horizon, a stop condition, an empty target. */
function otherReasons({ verdict, reasons, budgets, invariants }: HumanRun['result']): readonly string[] {
  const told = budgets.some(({ passed }) => !passed) || invariants.some(({ held }) => !held);
  return verdict === 'failed' && told ? [] : reasons;
}
