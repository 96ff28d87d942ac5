import type { GateReport, GateResult } from '../../gate/index.ts';
import type { Tool } from '../debrief/index.ts';
import { budgetsOf } from './gate/budgets.ts';
import { evidenceOf, rowsOf, seedsOf } from './gate/seeds.ts';
import { type Markup, mark, markup, nothing, section, type Tone } from './markup.ts';
import { nextSection } from './next.ts';
import { page } from './page.ts';
import { spread } from './spread.ts';

export type Decision = GateReport['decision'];

/** How a decision is shown: a tone, a shape, and a word. */
export const decisions: Readonly<
  Record<Decision, { readonly tone: Tone; readonly glyph: string; readonly word: string }>
> = {
  passed: { tone: 'good', glyph: '✓', word: 'passed' },
  failed: { tone: 'bad', glyph: '✗', word: 'failed' },
  inconclusive: { tone: 'plain', glyph: '?', word: 'inconclusive' },
};

/**
 * The page of a gate: the claim in words, the budgets, how the recovery times are spread around the budget, and the seeds that show what
 * failed. Chosen by nobody's eye: everything stands in the report.
 */
export async function htmlOfGate(report: GateReport, tool?: Tool): Promise<string> {
  const content: Markup[] = [];
  for (const [index, result] of report.results.entries())
    content.push(await resultSections(result, index, report.results.length));
  const by = tool === undefined ? '' : ` ${tool.version}, Node.js ${tool.node}`;
  return page({
    title: `gate: ${report.decision}, ${report.results.map(({ scenario, variant }) => `${scenario.id} ${variant}`).join(', ')}`,
    header: header(report),
    content: [...content, nextSection(report.next)],
    footer: markup`<p>Made by zonefall${by} in ${report.wallSeconds} s.</p>`,
  });
}

/** What the reader must not take it for. */
const proves =
  'Every run was simulated: a gate shows that the plan fits its budgets in the model, with the confidence that it states. It does not prove that production recovers.';

function header({ environment, decision, results }: GateReport): Markup {
  const { tone, glyph, word } = decisions[decision];
  const [first] = results;
  const title = results.length === 1 && first !== undefined ? first.scenario.title : `${results.length} scenarios`;
  const about =
    results.length === 1 && first !== undefined
      ? `${first.scenario.id} · variant ${first.variant} · plan ${first.plan.text}`
      : '';
  return markup`<p class="eyebrow"><span class="environment">${environment}</span> Zonefall, report of a gate</p>
<h1>${title}</h1>
<p class="aside">${about}</p>
<p class="verdict ${tone}"><span aria-hidden="true">${glyph}</span> <strong>${word}</strong> <span>${results.length === 1 ? first?.claim : ''}</span></p>
<p class="aside">${proves}</p>\n`;
}

async function resultSections(result: GateResult, index: number, of: number): Promise<Markup> {
  const { tone, glyph, word } = decisions[result.decision];
  const id = `result-${index + 1}`;
  const name = of === 1 ? 'Verdict' : `${result.scenario.id}, ${result.variant}`;
  const early = result.stoppedEarly === null ? nothing : markup`<p>${result.stoppedEarly}</p>\n`;
  const shorten = result.budgets.flatMap(({ leftToShorten }) => leftToShorten ?? []);
  const untold = shorten.filter(({ text }) => !result.claim.includes(text));
  return markup`${section(
    id,
    name,
    `${result.rows.length} seeds`,
    of === 1 ? nothing : markup`<p>${mark(tone, word, glyph)} ${result.claim}</p>\n`,
    early,
    budgetsOf(result),
    markup`${untold.map(({ text }) => markup`<p>${text}</p>\n`)}`,
  )}${section(`${id}-spread`, 'Recovery times', 'how many runs took how long', await spread(result))}${seedsOf(result, id)}${rowsOf(result, id)}${evidenceOf(result, id)}`;
}
