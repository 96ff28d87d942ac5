import { type ForkCell, forkTable } from '../drill/views/fork-table.ts';
import type { ReportedRun } from './debrief/index.ts';
import { bestWords, costWords, type Drilled } from './drilled.ts';
import { assembled, coded, escaped, foldedBlock, tableOf, titled } from './markdown-blocks.ts';
import { markdownOfRun } from './markdown-run.ts';
import { duration, sinceFault } from './times.ts';

/** A drill: its score, what each decision cost, its runs side by side, who is to act; and below it the report of the run. */
export function markdownOfDrill(run: ReportedRun, drilled: Drilled): string {
  const { debrief } = drilled;
  const { score, gaps } = debrief;
  const own = assembled([
    `# Debrief: ${score.points} of 100`,
    `${escaped(score.words)}.`,
    escaped(bestWords(debrief)),
    gaps.map((gap) => `- ⚠️ ${escaped(gap)}`).join('\n'),
    titled('What each decision cost', debrief.decisions.map(decision).join('\n\n')),
    titled('Policies that were tried, the best first', policies(drilled)),
    titled('Runs side by side', forks(drilled)),
    titled('Who is to act, and the retest', findings(drilled)),
  ]);
  return `${own}\n${markdownOfRun(run)}`;
}

const costColumns = [{ title: 'answer' }, { title: 'recovery', numeric: true }, { title: 'against this run' }];
const recovery = (seconds: number | null): string => (seconds === null ? 'never' : duration(seconds));

function decision(each: Drilled['debrief']['decisions'][number]): string {
  const { decision: name, choice, by, atUs, waitedSeconds, comment, known, alternatives } = each;
  const said = comment === undefined ? '' : ` “${escaped(comment)}”`;
  const rows = alternatives.map((other) => [
    escaped(other.words),
    recovery(other.rtoSeconds),
    escaped(costWords(other)),
  ]);
  return [
    `**${escaped(`${name}: ${choice}`)}**, ${escaped(by)} at ${sinceFault(atUs / 1e6)}, after ${duration(waitedSeconds)}.${said}`,
    foldedBlock('What was known', known.map((line) => `- ${escaped(line)}`).join('\n')),
    tableOf(costColumns, rows),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function policies({ debrief }: Drilled): string {
  const rows = debrief.policies.map((each) => [
    escaped(each.words),
    recovery(each.rtoSeconds),
    escaped(costWords(each)),
  ]);
  return tableOf(costColumns, rows, 12);
}

function forks({ forks: all }: Drilled): string {
  if (all.length < 2) return '';
  const { names, sections } = forkTable(all);
  const columns = [{ title: '' }, ...names.map((name) => ({ title: escaped(name) }))];
  const rows = sections.flatMap(({ title, rows: each }) =>
    each.map(({ label, cells }) => [escaped(`${title.toLowerCase()}: ${label}`), ...cells.map(forkCell)]),
  );
  return tableOf(columns, rows, 200);
}

function forkCell({ text, tone }: ForkCell): string {
  return `${tone === 'good' ? '✅ ' : tone === 'bad' ? '❌ ' : ''}${escaped(text)}`;
}

function findings({ debrief }: Drilled): string {
  const rows = debrief.findings.map(({ title, owner, retest }) => [
    escaped(title),
    escaped(owner),
    retest === undefined ? '' : coded(retest),
  ]);
  return tableOf([{ title: 'finding' }, { title: 'owner' }, { title: 'retest' }], rows);
}
