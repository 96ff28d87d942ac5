/** Phases and budgets as bars on one scale. */

import { duration } from '../../../runbooks/reports/times.ts';
import type { BudgetResult, Phases, RunResult } from '../../../runbooks/verdict/index.ts';
import { phaseNames } from '../../../runbooks/verdict/index.ts';
import { bar, cell, glyphs, type Piece, piece, type Row } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.debrief;
const nameColumns = 12;
const timeColumns = 12;
const verdictColumns = 26;

/** A row for each phase, then one for each budget that is none of a phase. */
export function phaseLines({ recovery, budgets }: RunResult, columns: number): Row[] {
  const times = [
    ...budgets.map(({ maxSeconds }) => maxSeconds),
    ...Object.values(recovery.phases).map((each) => each ?? 0),
  ];
  const longest = Math.max(...times, recovery.rtoSeconds ?? 0, 1);
  const rest = budgets.filter(({ measure }) => !measure.startsWith('phase.'));
  return [
    ...phaseNames.map((name) => {
      const budget = budgets.find(({ measure }) => measure === `phase.${name}`);
      return timeLine({
        name,
        seconds: recovery.phases[name],
        budget,
        longest: longestPhase(recovery.phases, budgets),
        columns,
      });
    }),
    ...rest.map((budget) => {
      const { id: name, actualSeconds: seconds, maxSeconds } = budget;
      const scale = budget.measure === 'recovery' ? longest : Math.max(maxSeconds, seconds ?? 0, 1);
      return timeLine({ name, seconds, budget, longest: scale, columns });
    }),
  ];
}

/** The phases so far of a run that goes on. */
export function phasesSoFar(phases: Phases, columns: number): Row[] {
  const longest = longestPhase(phases, []);
  return phaseNames.map((name) => timeLine({ name, seconds: phases[name], longest, columns }));
}

function longestPhase(phases: Phases, budgets: readonly BudgetResult[]): number {
  const limits = budgets.filter(({ measure }) => measure.startsWith('phase.')).map(({ maxSeconds }) => maxSeconds);
  return Math.max(1, ...limits, ...Object.values(phases).map((each) => each ?? 0));
}

interface Timed {
  readonly name: string;
  readonly seconds: number | null;
  readonly budget?: BudgetResult | undefined;
  readonly longest: number;
  readonly columns: number;
}

/** `decide       36 min  ██████┃░░░░░  ✗ missed, budget 20 min` */
function timeLine({ name, seconds, budget, longest, columns }: Timed): Row {
  const room = Math.max(6, columns - nameColumns - timeColumns - verdictColumns);
  const tone = budget === undefined ? 'info' : budget.passed ? 'good' : 'bad';
  const mark = budget === undefined ? undefined : budget.maxSeconds / longest;
  return [
    cell(name, nameColumns),
    piece(cell(duration(seconds), timeColumns - 2, 'right'), seconds === null ? 'quiet' : 'strong'),
    '  ',
    ...bar((seconds ?? 0) / longest, room, tone, mark),
    ...(budget === undefined ? [] : against(budget)),
  ];
}

function against({ passed, maxSeconds }: BudgetResult): Piece[] {
  const [glyph, word] = passed ? [glyphs.ok, texts.ok] : [glyphs.failed, texts.missed];
  return [
    piece(`  ${glyph} ${word}`, passed ? 'good' : 'bad'),
    piece(`, ${texts.budget} ${duration(maxSeconds)}`, 'quiet'),
  ];
}
