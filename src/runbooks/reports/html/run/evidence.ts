import { createHash } from 'node:crypto';
import type { JournalEvent } from '../../../journal/index.ts';
import { chainHash, firstHash } from '../../../journal/journal.ts';
import { type ReportedRun, stepOutcomes, stepRecords } from '../../debrief/index.ts';
import { moments } from '../../human/moments.ts';
import { duration, sinceFault } from '../../times.ts';
import {
  type Cell,
  code,
  command,
  facts,
  folded,
  foldedLong,
  type Markup,
  mark,
  markup,
  nothing,
  section,
  table,
} from '../markup.ts';

/** Every step with its label: `simulated`, `mixed` or `live`. */
export function stepsSection({ events, result }: ReportedRun): Markup {
  const all = stepRecords(events);
  if (all.length === 0) return nothing;
  const rows = all.map(({ path, uses = 'group', owner = '', startUs, endUs, outcome, attempts }): Cell[] => [
    path,
    code(uses),
    owner,
    sinceFault(startUs / 1e6),
    outcome === 'skipped' ? '' : duration((endUs - startUs) / 1e6),
    attempts,
    mark(outcome === 'succeeded' ? 'good' : outcome === 'failed' ? 'bad' : 'plain', stepOutcomes[outcome]),
    result.environment,
  ]);
  const columns = [
    { title: 'step', short: true },
    { title: 'uses' },
    { title: 'owner', short: true },
    { title: 'at', numeric: true },
    { title: 'took', numeric: true },
    { title: 'attempts', numeric: true },
    { title: 'outcome' },
    { title: 'environment' },
  ];
  return section(
    'steps',
    'Steps',
    `${all.length}, all ${result.environment}`,
    folded('Every step', table('Steps', columns, rows, { quietCaption: true })),
  );
}

/** What is needed to get this run again, and to see that nobody changed what it says. */
export function evidenceSection(run: ReportedRun): Markup {
  const { result, events, headHash, tool, again, scenario } = run;
  const started = events[0]?.kind === 'run.started' ? events[0] : undefined;
  const sources = (started?.sources ?? []).map(({ file, text }): Cell[] => [file, code(sha256(text))]);
  return section(
    'evidence',
    'Evidence',
    'what an auditor files',
    facts([
      [scenario === undefined ? 'runbook' : 'scenario', result.scenario.id],
      ['its files, sha256', code(result.scenario.sha256)],
      ...(scenario === undefined
        ? []
        : ([
            ['variant', result.variant],
            ['seed', String(result.seed)],
          ] as const)),
      ...Object.entries(started?.vars ?? {}).map(([name, value]) => [`variable ${name}`, value] as const),
      ...(started?.runbook === undefined ? [] : ([['another runbook', started.runbook]] as const)),
      ...(started?.mutant === undefined ? [] : ([['broken on purpose', started.mutant]] as const)),
      ...(started?.reseed ?? []).map(
        ({ atSeconds, seed }) => [`seed from ${sinceFault(atSeconds)} on`, String(seed)] as const,
      ),
      ...(started?.plugins ?? []).map((plugin) => [`plug-in ${plugin.file}`, code(plugin.sha256)] as const),
      ...(started?.by === undefined ? [] : ([['begun by', started.by]] as const)),
      ['environment', result.environment],
      ['reported by', `zonefall ${tool.version}, Node.js ${tool.node}`],
      ['journal, events', String(events.length)],
      ['journal, last hash', code(headHash)],
      ['trace, events', String(result.trace.events)],
      ['trace, sha256', code(result.trace.sha256)],
    ]),
    sources.length === 0
      ? nothing
      : table('Files that the run was built from', [{ title: 'file' }, { title: 'sha256' }], sources),
    markup`<p>${scenario === undefined ? 'This report again' : 'The same run again'}:</p>`,
    command(again),
    story(run),
    log(run),
  );
}

/** The story in words: what the timeline draws, for whoever cannot see it or wants to search in it. */
function story({ events }: ReportedRun): Markup {
  const told = moments(events).filter(({ weight }) => weight >= 40);
  if (told.length === 0) return nothing;
  const rows = told.map(({ atUs, kind, text }): Cell[] => [sinceFault(atUs / 1e6), kind, text]);
  return foldedLong(
    'The story in words',
    table('The story', [{ title: 'at', numeric: true }, { title: 'kind' }, { title: 'what' }], rows, {
      quietCaption: true,
    }),
  );
}

/** A page with more lines than this opens slowly; the journal itself has them all. */
const logMax = 2000;

/** The journal's events with the links of their chain, without the small talk of processes. */
function log({ events, headHash }: ReportedRun): Markup {
  const hashes = chainOf(events);
  // A journal of another version may have been written otherwise; then there is no link to show, and none is made up.
  const sound = hashes.at(-1) === headHash;
  const told = events.filter(({ kind }) => kind !== 'log');
  const shown = told.slice(0, logMax);
  const rows = shown.map((event): Cell[] => [
    event.seq,
    sinceFault(event.at / 1e6),
    event.kind,
    detail(event),
    sound ? code(hashes[event.seq]!.slice(0, 12)) : '',
  ]);
  const left = [
    ...(events.length > told.length ? [`${events.length - told.length} lines of processes' own logs`] : []),
    ...(told.length > shown.length ? [`${told.length - shown.length} later events`] : []),
  ];
  const columns = [
    { title: 'event', numeric: true },
    { title: 'at', numeric: true },
    { title: 'kind' },
    { title: 'what' },
    { title: 'hash' },
  ];
  return foldedLong(
    'The log, chained by hashes',
    markup`<p class="aside">Each hash covers its event and the hash before it.${left.length === 0 ? '' : ` Left out here, but in the journal: ${left.join(', ')}.`}</p>`,
    table('The log', columns, rows, { quietCaption: true }),
  );
}

function chainOf(events: readonly JournalEvent[]): string[] {
  const hashes: string[] = [];
  for (const event of events) hashes.push(chainHash(hashes.at(-1) ?? firstHash, JSON.stringify(event)));
  return hashes;
}

/** What an event says besides its place, short. Files and maps stand elsewhere. */
function detail(event: JournalEvent): string {
  const { seq: _seq, at: _at, kind, ...rest } = event;
  if (kind === 'run.started' || kind === 'world.ready') return '';
  const { known: _known, steps: _steps, ...told } = rest as Record<string, unknown>;
  const text = Object.entries(told)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
