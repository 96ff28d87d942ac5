import { type JournalEvent, ofKind } from '../../../journal/index.ts';
import { deviationsOf, findingsOf, limitsOf, type ReportedRun } from '../../debrief/index.ts';
import { duration, sinceFault } from '../../times.ts';
import { type Cell, facts, folded, type Markup, mark, markup, nothing, section, table } from '../markup.ts';

type Made = Extract<JournalEvent, { kind: 'decision.made' }>;

/** What people decided, how long it took, and what they could know at that moment: the world itself is not in it. */
export function decisionsSection({ events }: ReportedRun): Markup {
  const asked = ofKind(events, 'decision.asked');
  return section(
    'decisions',
    'Decisions',
    'with what was known',
    ...ofKind(events, 'decision.made').map((made) => {
      const question = asked.findLast(({ path, at }) => path === made.path && at <= made.at);
      return decision(made, question?.choices ?? [], question?.role ?? '');
    }),
  );
}

function decision(made: Made, choices: readonly string[], role: string): Markup {
  const { decision: name, choice, by, at, waitedSeconds, known, comment } = made;
  const others = choices.filter((each) => each !== choice);
  const { signals = [], probes = [], preflight = [] } = known;
  const checks = preflight.map(({ id, ...rest }) => ({ name: id, ...rest }));
  const looks = [
    ...(probes.length === 0 ? [] : [okTable('Probes', 'probe', probes)]),
    ...(checks.length === 0 ? [] : [okTable('Preflight', 'check', checks)]),
  ];
  return markup`<article class="decision"><h3>${name}: ${choice}</h3>
${facts([
  ['decided by', by === role || role === '' ? by : `${by}, as ${role}`],
  ['at', sinceFault(at / 1e6)],
  ['had waited', duration(waitedSeconds)],
  ...(others.length === 0 ? [] : ([['not chosen', others.join(', ')]] as const)),
  ...(comment === undefined ? [] : ([['said', comment]] as const)),
])}
${signals.length === 0 ? nothing : signalTable(signals)}
${looks.length === 0 ? nothing : folded('Probes and preflight as they were known', ...looks)}</article>\n`;
}

function signalTable(signals: NonNullable<Made['known']['signals']>): Markup {
  const rows = signals.map(({ atSeconds, via, text }): Cell[] => [sinceFault(atSeconds), via, text]);
  return table(
    'What was known: signals that had come',
    [{ title: 'at', numeric: true }, { title: 'via' }, { title: 'text' }],
    rows,
  );
}

function okTable(caption: string, title: string, all: readonly { name: string; ok: boolean; why: string }[]): Markup {
  const rows = all.map(({ name, ok, why }): Cell[] => [name, mark(ok ? 'good' : 'bad', ok ? 'holds' : 'fails'), why]);
  return table(caption, [{ title, short: true }, { title: 'state' }, { title: 'why' }], rows);
}

/** Where the run left its runbook. */
export function deviationsSection({ events }: ReportedRun): Markup {
  const all = deviationsOf(events);
  if (all.length === 0) {
    const said =
      ofKind(events, 'runbook.started').length === 0
        ? 'There was no runbook.'
        : 'None: every step went as the runbook says.';
    return section('deviations', 'Deviations from the runbook', '', markup`<p>${said}</p>`);
  }
  const rows = all.map(({ atUs, path, what, why }): Cell[] => [
    path === '' ? 'the plan' : path,
    sinceFault(atUs / 1e6),
    what,
    why,
  ]);
  const columns = [{ title: 'step', short: true }, { title: 'at', numeric: true }, { title: 'what' }, { title: 'why' }];
  return section(
    'deviations',
    'Deviations from the runbook',
    String(all.length),
    table('Deviations', columns, rows, { quietCaption: true }),
  );
}

/** What is to be done, and by whom. */
export function findingsSection(run: ReportedRun): Markup {
  const all = findingsOf(run);
  if (all.length === 0) return section('findings', 'Findings', '', markup`<p>${mark('good', 'None.')}</p>`);
  const rows = all.map(({ severity, title, why, owner }): Cell[] => [
    title,
    mark(severity === 'error' ? 'bad' : 'plain', severity, severity === 'error' ? '✗' : '!'),
    why,
    owner ?? mark('bad', 'nobody', '!'),
  ]);
  const columns = [{ title: 'finding' }, { title: 'severity' }, { title: 'why' }, { title: 'owner', short: true }];
  return section(
    'findings',
    'Findings',
    `${all.length}, each with who is to act; the retest is the command at the end`,
    table('Findings', columns, rows, { quietCaption: true }),
  );
}

export function limitsSection(run: ReportedRun): Markup {
  const all = limitsOf(run);
  return section(
    'limits',
    'Limits of the model',
    '',
    markup`<ul>${all.map((text) => markup`<li>${text}</li>\n`)}</ul>\n`,
  );
}
