import { runCommandLine } from '../../commands/invocation.ts';
import type { Tool } from '../debrief/index.ts';
import type { NextCommand } from '../human/next.ts';
import { choicesText, type ToldSweep } from '../sweep.ts';
import { duration } from '../times.ts';
import { rowsOf, verdictMark } from './gate/seeds.ts';
import { type Cell, code, facts, type Markup, markup, nothing, scenarioFacts, section, table } from './markup.ts';
import { nextSection } from './next.ts';
import { page } from './page.ts';
import { percentileTable, spread } from './spread.ts';

/** What the reader must not take it for. */
const proves =
  'Every run was simulated: a distribution of what the model does. It passes no verdict on a budget; a gate does.';

/** The page of a sweep, or of its merged shards: how the time to recover is distributed, the worst seeds, and every run. */
export async function htmlOfSweep(
  sweeps: readonly ToldSweep[],
  next: readonly NextCommand[],
  tool: Tool,
): Promise<string> {
  const content: Markup[] = [];
  for (const [index, sweep] of sweeps.entries()) content.push(await sections(sweep, `sweep-${index + 1}`));
  const [{ subject }] = sweeps as readonly [ToldSweep];
  return page({
    title: `sweep: ${sweeps.map((sweep) => `${sweep.subject.scenario.id} ${sweep.subject.variant}`).join(', ')}`,
    header: markup`<p class="eyebrow"><span class="environment">simulated</span> Zonefall, many seeds</p>
<h1>${subject.scenario.title}</h1>
<p class="aside">${proves}</p>\n`,
    content: [...content, nextSection(next)],
    footer: markup`<p>Made by zonefall ${tool.version}, Node.js ${tool.node}.</p>`,
  });
}

async function sections(sweep: ToldSweep, id: string): Promise<Markup> {
  const { subject, seeds, result } = sweep;
  const { rows, misses } = result;
  const missed = `${misses} of ${rows.length} missed a budget`;
  const name = [subject.scenario.id, ...choicesText(subject)].join(' · ');
  const body = [await spread({ rows, budgets: subject.budgets }), percentileTable(result)];
  return markup`${section(id, name, `${missed}, seeds ${seeds}`, ...body)}${worst(sweep, id)}${rowsOf(result, id)}${evidence(sweep, id)}`;
}

function worst({ subject: { file, choices }, result }: ToldSweep, id: string): Markup {
  if (result.worst.length === 0) return nothing;
  const cells = result.worst.map(({ seed, verdict, rtoSeconds }): Cell[] => [
    String(seed),
    verdictMark(verdict),
    rtoSeconds === null ? 'never' : duration(rtoSeconds),
    code(runCommandLine({ scenario: file, ...choices, seed })),
  ]);
  const columns = [
    { title: 'seed', numeric: true },
    { title: 'verdict' },
    { title: 'recovered after', numeric: true },
    { title: 'shown again by' },
  ];
  return section(`${id}-worst`, 'Seeds to look at', '', table('The slowest recoveries', columns, cells));
}

/** What is needed to draw the same sample again. */
function evidence({ subject, seeds }: ToldSweep, id: string): Markup {
  const { file, scenario, variant, plugins = [] } = subject;
  return section(
    `${id}-evidence`,
    'Evidence',
    '',
    facts([
      ...scenarioFacts(file, scenario),
      ['variant', variant],
      ['seeds', seeds],
      ...plugins.map((plugin) => ['plug-in, sha256', code(`${plugin.file} ${plugin.sha256}`)] as const),
    ]),
  );
}
