import { ofKind } from '../../../journal/index.ts';
import { type ReportedRun, stepRecords } from '../../debrief/index.ts';
import { duration, sinceFault } from '../../times.ts';
import { type Cell, type Markup, mark, nothing, section, table } from '../markup.ts';
import { verdict } from './phases.ts';

/** Everything that was measured against something: budgets, invariants, data checks, history. */
export function checksSection(run: ReportedRun): Markup {
  return section('checks', 'Objectives and data', '', budgets(run), dataChecks(run), history(run));
}

function budgets({ result }: ReportedRun): Markup {
  if (result.budgets.length === 0) return nothing;
  const rows = result.budgets.map(({ id, measure, maxSeconds, actualSeconds, passed }): Cell[] => [
    id,
    measure,
    duration(maxSeconds),
    duration(actualSeconds),
    verdict(passed),
  ]);
  return table(
    'Actual against objective',
    [
      { title: 'budget' },
      { title: 'measure' },
      { title: 'objective', numeric: true },
      { title: 'actual', numeric: true },
      { title: 'verdict' },
    ],
    rows,
  );
}

/** What must never happen to the data, and what steps looked at after they had changed it. */
function dataChecks(run: ReportedRun): Markup {
  const { result, events } = run;
  const measured = new Map(ofKind(events, 'measure').map(({ name, value }) => [name, value]));
  const probes = ofKind(events, 'probe');
  const invariants = result.invariants.map(({ name, held, brokenAtSeconds, why = '' }): Cell[] => [
    name,
    'invariant',
    brokenAtSeconds === undefined
      ? why || (probes.findLast((probe) => probe.name === name)?.why ?? '')
      : `broken at ${sinceFault(brokenAtSeconds)}: ${why}`,
    mark(held ? 'good' : 'bad', held ? 'held' : 'broken'),
  ]);
  const counted = [...measured].map(([name, value]): Cell[] => [
    name,
    'counted at the end',
    String(value),
    value === 0 ? mark('good', 'none') : '',
  ]);
  const verified = stepRecords(events).flatMap(({ path, verified: looks }) =>
    looks.map(({ uses, ok, why }): Cell[] => [
      path,
      uses,
      why,
      mark(ok ? 'good' : 'bad', ok ? 'verified' : 'not verified'),
    ]),
  );
  const rows = [...invariants, ...counted, ...verified];
  if (rows.length === 0) return nothing;
  return table('Data checks', [{ title: 'check' }, { title: 'by' }, { title: 'found' }, { title: 'verdict' }], rows);
}

function history({ result }: ReportedRun): Markup {
  if (result.fit.length === 0) return nothing;
  const rows = result.fit.map(({ event, expectedSeconds, withinSeconds, actualSeconds, fits }): Cell[] => [
    event,
    sinceFault(expectedSeconds),
    actualSeconds === null ? 'never' : sinceFault(actualSeconds),
    actualSeconds === null ? '—' : signed(actualSeconds - expectedSeconds),
    `±${duration(withinSeconds)}`,
    mark(fits ? 'good' : 'bad', fits ? 'fits' : 'off'),
  ]);
  const columns = ['history', 'model', 'off', 'within'].map((title) => ({ title, numeric: true }));
  return table('The model against what happened', [{ title: 'event' }, ...columns, { title: 'verdict' }], rows);
}

export function signed(seconds: number): string {
  return `${seconds < 0 ? '−' : '+'}${duration(Math.abs(seconds))}`;
}
