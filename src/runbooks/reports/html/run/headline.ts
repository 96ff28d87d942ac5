import type { RunResult } from '../../../verdict/index.ts';
import { limitsOf, type ReportedRun } from '../../debrief/index.ts';
import { duration } from '../../times.ts';
import { facts, type Markup, mark, markup, nothing, type Tone } from '../markup.ts';

const verdicts: Readonly<
  Record<RunResult['verdict'], { readonly tone: Tone; readonly glyph: string; readonly word: string }>
> = {
  passed: { tone: 'good', glyph: '✓', word: 'passed' },
  failed: { tone: 'bad', glyph: '✗', word: 'failed' },
  inconclusive: { tone: 'plain', glyph: '?', word: 'inconclusive' },
  stopped: { tone: 'plain', glyph: '■', word: 'stopped' },
};

/** That nothing (or something) of this was real, what it was about, how it ended, and the four figures that everybody asks for. */
export function runHeader(run: ReportedRun, what = 'report of a run'): Markup {
  const { result, title, events } = run;
  const started = events[0]?.kind === 'run.started' ? events[0] : undefined;
  const { tone, glyph, word } = verdicts[result.verdict];
  const vars = Object.entries(started?.vars ?? {}).map(([name, value]) => ` · ${name}=${value}`);
  const chosen = run.scenario === undefined ? '' : ` · variant ${result.variant} · seed ${result.seed}`;
  return markup`<p class="eyebrow"><span class="environment">${result.environment}</span> Zonefall, ${what}</p>
<h1>${title}</h1>
<p class="aside">${result.scenario.id}${chosen}${vars}</p>
<p class="verdict ${tone}"><span aria-hidden="true">${glyph}</span> <strong>${word}</strong> <span>${outcome(result)}</span></p>
${reasons(result)}${figures(run)}
<p class="aside">${limitsOf(run)[0] ?? ''}</p>\n`;
}

function outcome({ recovery: { recovered, rtoSeconds }, budgets, virtualSeconds }: RunResult): string {
  if (!recovered || rtoSeconds === null) return `not recovered after ${duration(virtualSeconds)}`;
  const budget = budgets.find(({ measure }) => measure === 'recovery');
  const against = budget === undefined ? '' : `; the budget is ${duration(budget.maxSeconds)}`;
  const took = duration(rtoSeconds);
  const minutes = `${Math.round(rtoSeconds / 60)} min`;
  return `recovered after ${took.includes(' h') ? `${minutes} (${took})` : took}${against}`;
}

/** What no budget's line tells: the horizon, a stop condition, an empty target. */
function reasons({ verdict, reasons: all, budgets, invariants }: RunResult): Markup {
  const told = budgets.some(({ passed }) => !passed) || invariants.some(({ held }) => !held);
  if (all.length === 0 || (verdict === 'failed' && told)) return nothing;
  return markup`<ul>${all.map((reason) => markup`<li>${reason}</li>`)}</ul>\n`;
}

function figures({ result, scenario }: ReportedRun): Markup {
  const { budgets, invariants, fit } = result;
  const { rtoSeconds, rpoSeconds, lostWrites } = result.recovery;
  const rto = budgets.find(({ measure }) => measure === 'recovery');
  const loss = budgets.find(({ measure }) => measure === 'data-loss');
  const against = (budget: typeof rto): string =>
    budget === undefined ? 'no budget' : `budget ${duration(budget.maxSeconds)}`;
  const held = invariants.filter((invariant) => invariant.held).length;
  const near = fit.filter(({ fits }) => fits).length;
  // Without a scenario nobody counted what was lost.
  const data = [
    ['data loss', figure(duration(rpoSeconds), against(loss), loss?.passed)],
    [
      'lost writes',
      figure(
        lostWrites === null ? '—' : String(lostWrites),
        lostWrites === null ? 'not counted' : 'acknowledged, then gone',
      ),
    ],
  ] as const;
  return markup`<div class="figures">${facts([
    ['time to recovery', figure(duration(rtoSeconds), against(rto), rto?.passed)],
    ...(scenario === undefined ? [] : data),
    ...(invariants.length === 0
      ? []
      : [['invariants', figure(`${held} of ${invariants.length}`, 'held', held === invariants.length)] as const]),
    ...(fit.length === 0
      ? []
      : ([['fit to history', figure(`${near} of ${fit.length}`, 'anchors met', near === fit.length)]] as const)),
  ])}</div>`;
}

function figure(value: string, against: string, passed?: boolean): Markup {
  const shape = passed === undefined ? nothing : mark(passed ? 'good' : 'bad', passed ? 'ok' : 'missed');
  return markup`<span class="value">${value}</span> <span class="aside">${against}</span> ${shape}`;
}
