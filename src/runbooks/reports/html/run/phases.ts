import { phaseNames } from '../../../verdict/index.ts';
import type { ReportedRun } from '../../debrief/index.ts';
import { duration } from '../../times.ts';
import { type Cell, type Markup, mark, markup, nothing, section, table } from '../markup.ts';

/** Where the time went: each phase on one scale, with its budget where it has one. */
export function phasesSection({ result }: ReportedRun): Markup {
  const { phases, rtoSeconds } = result.recovery;
  const known = phaseNames.filter((name) => phases[name] !== null);
  if (known.length === 0) return nothing;
  const total = known.reduce((sum, name) => sum + phases[name]!, 0);
  const longest = Math.max(...known.map((name) => phases[name]!));
  const rows = phaseNames.map((name): Cell[] => {
    const seconds = phases[name];
    const budget = result.budgets.find(({ measure }) => measure === `phase.${name}`);
    const share = seconds === null || total === 0 ? '' : `${Math.round((100 * seconds) / total)} %`;
    return [
      name,
      duration(seconds),
      share,
      bar(seconds ?? 0, total, seconds === longest && total > 0),
      budget === undefined ? '' : duration(budget.maxSeconds),
      budget === undefined ? '' : verdict(budget.passed),
    ];
  });
  const rto = result.budgets.find(({ measure }) => measure === 'recovery');
  const whole: Cell[] = [
    markup`<strong>recovery</strong>`,
    markup`<strong>${duration(rtoSeconds)}</strong>`,
    '',
    '',
    rto === undefined ? '' : duration(rto.maxSeconds),
    rto === undefined ? '' : verdict(rto.passed),
  ];
  return section(
    'phases',
    'Phases',
    'where the time went',
    table(
      'Phases of the recovery against their budgets',
      [
        { title: 'phase' },
        { title: 'took', numeric: true },
        { title: 'share', numeric: true },
        { title: 'of the recovery' },
        { title: 'budget', numeric: true },
        { title: 'verdict' },
      ],
      [...rows, whole],
      { quietCaption: true },
    ),
  );
}

export function verdict(passed: boolean): Markup {
  return mark(passed ? 'good' : 'bad', passed ? 'ok' : 'missed');
}

/** A bar in proportion to the whole; the number beside it says the same. */
export function bar(size: number, whole: number, strong = false): Markup {
  if (size <= 0 || whole <= 0) return nothing;
  const width = Math.max(0.5, Math.min(100, (100 * size) / whole)).toFixed(2);
  return markup`<svg class="bar" height="12" aria-hidden="true" focusable="false"><rect class="${strong ? 'most' : 'some'}" width="${width}%" height="12" rx="1.5"/></svg>`;
}
