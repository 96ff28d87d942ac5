import { host } from '../../sim/kernel/host-globals.ts';
import { type Loaded, loadScenario } from '../files/index.ts';
import { plainRuns, type Rare, type RareOptions, rare as rareWorlds } from '../rare/index.ts';
import { rareReport } from '../reports/rare.ts';
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

export type RareFlags = PluginFlags &
  VarFlags & {
    readonly threshold?: number;
    readonly particles?: number;
    readonly repeats?: number;
    readonly seed?: number;
    readonly variant?: string;
    readonly jobs?: number;
    readonly output?: readonly OutputChoice<FormatOf<'rare'>>[];
  };

type Settings = Required<Pick<RareOptions, 'thresholdSeconds' | 'particles' | 'repeats' | 'seed'>>;

/** `zonefall rare`: how likely a very slow recovery is. 0 with an estimate, 4 when no world came that far: a budget gets no verdict. */
export async function rare(
  context: CliContext,
  flags: RareFlags,
  file: string,
  estimate: typeof rareWorlds = rareWorlds,
): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const chosen = { variant: flags.variant, vars: gatherVars(flags) };
  const plugins = await pluginsOf(context, flags);
  const loaded = loadScenario(file, chosen);
  const { particles = 20, repeats = 10, seed = loaded.scenario.seed } = flags;
  const settings: Settings = { thresholdSeconds: flags.threshold ?? budgetSeconds(loaded), particles, repeats, seed };
  checkThreshold(loaded, settings.thresholdSeconds);
  const { position: _, ...plan } = loaded;
  const found = await longWork(context, ({ signal, progress }) =>
    estimate(
      { ...requestOf(loaded, chosen), ...plugins, plan },
      {
        ...settings,
        jobs: flags.jobs,
        signal,
        onRun: (runs) => progress.update(`${runs} runs, at least ${particles * repeats}`),
      },
    ),
  );
  if (wasInterrupted(found)) return found.interrupted;
  const again = found.worst && runCommandLine({ scenario: file, ...chosen, ...found.worst });
  const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
  const { stdout, env } = context.process;
  const { title, variant } = loaded.scenario;
  const next = again === undefined ? [] : [{ command: again, shows: 'the slowest that was met' }];
  emit(context, outputs, {
    human: () =>
      rareReport({ ...settings, file, title, variant, rare: found, wallSeconds, next }, screenOf(stdout, env)),
    json: () => jsonText(document(loaded, settings, found, again, wallSeconds)),
  });
  return found.estimate.mean > 0 ? exitCodes.held : exitCodes.inconclusive;
}

/** What is too slow, where nobody says so: what the budget allows. */
function budgetSeconds({ scenario: { budgets } }: Loaded): number {
  const budget = budgets.find(({ measure }) => measure === 'recovery');
  if (budget === undefined) throw new UsageError('this scenario has no budget on the recovery: say --threshold PT4H');
  return budget.maxSeconds;
}

function checkThreshold({ scenario }: Loaded, thresholdSeconds: number): void {
  if (scenario.method.length === 0) throw new UsageError('this scenario has no faults: nothing has to recover');
  const { horizonSeconds } = scenario.clock;
  if (thresholdSeconds < horizonSeconds) return;
  throw new UsageError(
    `a run is given up after ${horizonSeconds} s: nothing slower than ${thresholdSeconds} s can be seen`,
  );
}

/** `zonefall.rare/v1`. */
function document(
  loaded: Loaded,
  { thresholdSeconds, particles, seed }: Settings,
  { estimate, repeats, runs, worst }: Rare,
  again: string | undefined,
  wallSeconds: number,
): object {
  return {
    schema: 'zonefall.rare/v1',
    environment: 'simulated',
    tool: toolStamp(),
    scenario: { id: loaded.id, sha256: loaded.sha256 },
    variant: loaded.scenario.variant ?? null,
    seed,
    thresholdSeconds,
    particles,
    probability: estimate,
    plainRuns: plainRuns(estimate) ?? null,
    repeats: repeats.map((each) => ({ estimate: each.estimate, levels: each.levels, runs: each.runs })),
    runs,
    worst: worst === undefined ? null : { ...worst, again },
    wallSeconds,
  };
}
