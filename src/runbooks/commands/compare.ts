import { host } from '../../sim/kernel/host-globals.ts';
import { type Comparison, evaluate } from '../compare/evaluate.ts';
import { type ComparePlan, planOf } from '../compare/plan.ts';
import { recoveriesOf, requestsOf } from '../compare/requests.ts';
import { runAll } from '../compare/run-all.ts';
import { type Loaded, loadScenario } from '../files/index.ts';
import { compareReport } from '../reports/compare.ts';
import type { ComparedPage } from '../reports/html/index.ts';
import type { NextCommand } from '../reports/human/next.ts';
import { textOfSeeds } from '../sweep/index.ts';
import type { RunResult } from '../verdict/index.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import { gatherVars, type OutputChoice, type VarFlags } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { type Choices, commandLine } from './invocation.ts';
import { longWork, wasInterrupted } from './long-work.ts';
import { chosenOutputs, emit, jsonText } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { asTyped } from './run-outputs.ts';
import { toolStamp } from './tool.ts';

type CompareFormat = FormatOf<'compare'>;

export type CompareFlags = PluginFlags &
  VarFlags & {
    readonly seeds?: readonly number[];
    readonly output?: readonly OutputChoice<CompareFormat>[];
  };

/** Runs many worlds; a test hands in its own. */
export type RunAll = typeof runAll;

/**
 * `zonefall compare`: the variants of a scenario on the same seeds, and what each cause cost. 0 if everything could be compared, 4 if a
 * run never recovered: a comparison passes no verdict on the budgets.
 */
export async function compare(
  context: CliContext,
  flags: CompareFlags,
  file: string,
  runWorlds: RunAll = runAll,
): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const plugins = await pluginsOf(context, flags);
  const vars = gatherVars(flags);
  const loaded = loadScenario(file, { vars });
  const plan = planOf(loaded.scenario, vars);
  const seeds = flags.seeds ?? [loaded.scenario.seed];
  const requests = requestsOf(loaded, plan, seeds).map((request) => ({ ...request, ...plugins }));
  const results = await longWork(context, ({ signal, progress }) =>
    runWorlds(requests, { signal, onDone: (done, of) => progress.update(`${done} of ${of} runs`, done / of) }),
  );
  if (wasInterrupted(results)) return results.interrupted;
  const comparison = evaluate(plan, seeds, recoveriesOf(results, plan));
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  const { stdout, stderr, env } = context.process;
  const compared = { file, title: loaded.scenario.title, baseline: plan.baseline, seeds, comparison };
  const pages = await pagesOf(outputs, { ...compared, environment: results[0]!.environment, scenario: loaded });
  emit(context, outputs, {
    ...pages,
    human: () =>
      compareReport(
        { ...compared, next: nextOf({ scenario: file, vars }, seeds).map(asTyped(env)) },
        screenOf(stdout, env),
      ),
    json: () =>
      jsonText(document({ loaded, plan, seeds, comparison, environment: results[0]!.environment, wallSeconds })),
  });
  for (const gap of comparison.gaps) stderr.write(`zonefall: inconclusive: ${gap}\n`);
  return comparison.gaps.length === 0 ? exitCodes.held : exitCodes.inconclusive;
}

/** One seed is a story, many are a statement. */
function nextOf(choices: Choices, seeds: readonly number[]): NextCommand[] {
  const compareLine = (...more: string[]): string => commandLine('compare', choices, ...more);
  return [
    ...(seeds.length < 6 ? [{ command: compareLine('--seeds 1..20'), shows: 'with intervals' }] : []),
    { command: compareLine(`--seeds ${textOfSeeds(seeds)}`, '-o html=compare.html'), shows: 'the same as a page' },
  ];
}

/** What is written by a room of its own, loaded when somebody asks for it. */
async function pagesOf(outputs: readonly OutputChoice<CompareFormat>[], compared: ComparedPage) {
  const asked = (format: CompareFormat): boolean => outputs.some((output) => output.format === format);
  const markdown = asked('markdown') ? (await import('../reports/markdown.ts')).markdownOfCompare(compared) : '';
  const html = asked('html') ? (await import('../reports/html/index.ts')).htmlOfCompare(compared, toolStamp()) : '';
  return { markdown: () => markdown, html: () => html };
}

interface Compared {
  readonly loaded: Loaded;
  readonly plan: ComparePlan;
  readonly seeds: readonly number[];
  readonly comparison: Comparison;
  readonly environment: RunResult['environment'];
  readonly wallSeconds: number;
}

/** `zonefall.compare/v1`. */
function document({ loaded, plan, seeds, comparison, environment, wallSeconds }: Compared): object {
  return {
    schema: 'zonefall.compare/v1',
    environment,
    tool: toolStamp(),
    scenario: { id: loaded.id, sha256: loaded.sha256 },
    seeds,
    baseline: plan.baseline,
    variants: comparison.variants,
    causes: comparison.causes,
    whole: comparison.whole,
    gaps: comparison.gaps,
    wallSeconds,
  };
}
