import { host } from '../../sim/kernel/host-globals.ts';
import { hint, type Loaded, loadScenario } from '../files/index.ts';
import { shrinkReport } from '../reports/shrink.ts';
import { methodYaml, type Shrunk, shrink as shrinkPlan } from '../shrink/index.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import { requestOf } from './engine.ts';
import { UsageError } from './failures.ts';
import { gatherVars, type OutputChoice, type VarFlags } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { runCommandLine } from './invocation.ts';
import { longWork, wasInterrupted } from './long-work.ts';
import { chosenOutputs, emit, jsonText } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { toolStamp } from './tool.ts';

export type ShrinkFlags = PluginFlags &
  VarFlags & {
    readonly seed?: number;
    readonly variant?: string;
    readonly budget?: string;
    readonly jobs?: number;
    readonly output?: readonly OutputChoice<FormatOf<'shrink'>>[];
  };

/**
 * `zonefall shrink`: the smallest fault plan that still breaks the budget with that seed. 0 when there is one; 4 when the seed breaks no
 * budget, for then there is nothing to shrink.
 */
export async function shrink(
  context: CliContext,
  flags: ShrinkFlags,
  file: string,
  shrinkWorlds: typeof shrinkPlan = shrinkPlan,
): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const chosen = { variant: flags.variant, vars: gatherVars(flags) };
  const plugins = await pluginsOf(context, flags);
  const loaded = loadScenario(file, chosen);
  checkBudget(loaded, flags.budget);
  const seed = flags.seed ?? loaded.scenario.seed;
  const { position: _, ...plan } = loaded;
  const shrunk = await longWork(context, ({ signal, progress }) => {
    progress.update('shrinking');
    const onTrial = (count: number): void => progress.update(`shrinking: ${count} plans tried`);
    const request = { ...requestOf(loaded, { ...chosen, seed }), ...plugins, plan };
    return shrinkWorlds(request, { budget: flags.budget, jobs: flags.jobs, signal, onTrial });
  });
  if (wasInterrupted(shrunk)) return shrunk.interrupted;
  const run = runCommandLine({ scenario: file, ...chosen, seed });
  if (shrunk === undefined) {
    const what = flags.budget === undefined ? 'every budget' : `the budget ${flags.budget}`;
    context.process.stderr.write(
      `zonefall: inconclusive: seed ${seed} keeps ${what}: nothing to shrink. See it: ${run}\n`,
    );
    return exitCodes.inconclusive;
  }
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  const { stdout, env } = context.process;
  const { title, variant, budgets } = loaded.scenario;
  const budget = budgets.find(({ id }) => id === shrunk.budget)!;
  const next = [{ command: run, shows: 'the whole plan, as a run' }];
  const method = methodYaml(shrunk.kept.map(({ fault }) => fault));
  emit(context, outputs, {
    human: () => shrinkReport({ file, title, variant, seed, budget, shrunk, wallSeconds, next }, screenOf(stdout, env)),
    json: () => jsonText({ ...document(loaded, seed, shrunk), method, wallSeconds }),
    yaml: () =>
      `# What is left of ${shrunk.before.faults} faults: still breaks the budget ${shrunk.budget} of ${run}\n${method}`,
  });
  return exitCodes.held;
}

function checkBudget({ scenario: { budgets } }: Loaded, id: string | undefined): void {
  const ids = budgets.map((budget) => budget.id);
  if (ids.length === 0) throw new UsageError('this scenario has no budget that a plan could break');
  if (id !== undefined && !ids.includes(id)) throw new UsageError(`there is no budget "${id}"${hint(id, ids)}`);
}

/** `zonefall.shrink/v1`. */
function document(loaded: Loaded, seed: number, { budget, before, after, kept, runs }: Shrunk): object {
  return {
    schema: 'zonefall.shrink/v1',
    environment: 'simulated',
    tool: toolStamp(),
    scenario: { id: loaded.id, sha256: loaded.sha256 },
    variant: loaded.scenario.variant ?? null,
    seed,
    budget,
    before,
    after: { ...after, faults: kept.length },
    faults: kept.map(({ fault, without }) => ({ name: fault.name, without: without ?? null })),
    runs,
  };
}
