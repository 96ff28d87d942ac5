import { ofKind } from '../journal/index.ts';
import { phaseNames } from '../verdict/index.ts';
import { deviationsOf, findingsOf, limitsOf, type ReportedRun } from './debrief/index.ts';
import { moments } from './human/moments.ts';
import { bar } from './human/phases.ts';
import { assembled, coded, escaped, foldedBlock, tableOf, titled, verdictMark } from './markdown-blocks.ts';
import { duration, sinceFault } from './times.ts';

/** One run: the verdict, where the time went, the budgets, decisions, findings, and the story folded. */
export function markdownOfRun(run: ReportedRun): string {
  const { result, events, title, again, headHash, tool } = run;
  const { recovered, rtoSeconds } = result.recovery;
  const outcome = recovered && rtoSeconds !== null ? `recovered after ${duration(rtoSeconds)}` : 'not recovered';
  const decisions = ofKind(events, 'decision.made').map((made) => [
    escaped(`${made.decision}: ${made.choice}`),
    escaped(made.by),
    sinceFault(made.at / 1e6),
    duration(made.waitedSeconds),
    escaped((made.known.signals ?? []).at(-1)?.text ?? ''),
  ]);
  return assembled([
    `## ${verdictMark(result.verdict)} ${escaped(title)}`,
    `**${result.verdict}**, ${outcome}. ${result.environment}, ${coded(result.scenario.id)}, variant ${coded(result.variant)}, seed ${result.seed}.`,
    otherReasons(run),
    phases(run),
    objectives(run),
    titled(
      'Decisions',
      tableOf(
        [
          { title: 'decision' },
          { title: 'by' },
          { title: 'at', numeric: true },
          { title: 'waited', numeric: true },
          { title: 'last thing known' },
        ],
        decisions,
      ),
    ),
    titled('Findings', findings(run)),
    titled('Deviations from the runbook', deviations(run)),
    foldedBlock('The story', story(run)),
    foldedBlock(
      'Limits of the model',
      limitsOf(run)
        .map((text) => `- ${escaped(text)}`)
        .join('\n'),
    ),
    `Again: ${coded(again)}`,
    `<sub>zonefall ${tool.version}, scenario sha256 ${coded(result.scenario.sha256.slice(0, 12))}, journal ${coded(headHash.slice(0, 12))}</sub>`,
  ]);
}

/** What neither a budget nor an invariant tells in its own table: the horizon, a stop condition, an empty target. */
function otherReasons({ result: { verdict, reasons, budgets, invariants } }: ReportedRun): string {
  const told = budgets.some(({ passed }) => !passed) || invariants.some(({ held }) => !held);
  if (verdict === 'failed' && told) return '';
  return reasons
    .slice(0, 20)
    .map((reason) => `- ${escaped(reason)}`)
    .join('\n');
}

const passMark = (passed: boolean): string => (passed ? '✅ ok' : '❌ missed');

function phases({ result }: ReportedRun): string {
  const seconds = phaseNames.map((name) => result.recovery.phases[name]);
  const longest = Math.max(...seconds.map((each) => each ?? 0));
  if (longest === 0) return '';
  const rows = phaseNames.map((name, index) => {
    const budget = result.budgets.find(({ measure }) => measure === `phase.${name}`);
    return [
      name,
      duration(seconds[index]!),
      coded(bar(seconds[index] ?? 0, longest, 24)),
      budget === undefined ? '' : duration(budget.maxSeconds),
      budget === undefined ? '' : passMark(budget.passed),
    ];
  });
  return titled(
    'Phases',
    tableOf(
      [
        { title: 'phase' },
        { title: 'took', numeric: true },
        { title: '' },
        { title: 'budget', numeric: true },
        { title: '' },
      ],
      rows,
    ),
  );
}

function objectives({ result }: ReportedRun): string {
  const budgets = result.budgets.map(({ id, measure, maxSeconds, actualSeconds, passed }) => [
    passMark(passed),
    coded(id),
    escaped(measure),
    duration(maxSeconds),
    duration(actualSeconds),
  ]);
  const invariants = result.invariants.map(({ name, held, why = '' }) => [
    held ? '✅ held' : '❌ broken',
    coded(name),
    'invariant',
    '',
    escaped(why),
  ]);
  return titled(
    'Objectives',
    tableOf(
      [
        { title: '' },
        { title: 'name' },
        { title: 'measure' },
        { title: 'objective', numeric: true },
        { title: 'actual', numeric: true },
      ],
      [...budgets, ...invariants],
    ),
  );
}

function findings(run: ReportedRun): string {
  const rows = findingsOf(run).map(({ severity, title, why, owner }) => [
    severity === 'error' ? '❌ error' : '⚠️ warning',
    escaped(title),
    escaped(why),
    owner === null ? '**nobody**' : escaped(owner),
  ]);
  return tableOf([{ title: '' }, { title: 'finding' }, { title: 'why' }, { title: 'owner' }], rows);
}

function deviations({ events }: ReportedRun): string {
  const rows = deviationsOf(events).map(({ atUs, path, what, why }) => [
    sinceFault(atUs / 1e6),
    coded(path),
    escaped(what),
    escaped(why),
  ]);
  return tableOf([{ title: 'at', numeric: true }, { title: 'step' }, { title: 'what' }, { title: 'why' }], rows);
}

function story({ events }: ReportedRun): string {
  const rows = moments(events)
    .filter(({ weight }) => weight >= 60)
    .map(({ atUs, kind, text }) => [sinceFault(atUs / 1e6), kind, escaped(text)]);
  return tableOf([{ title: 'at', numeric: true }, { title: 'kind' }, { title: 'what' }], rows, 100);
}
