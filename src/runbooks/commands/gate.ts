import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { host } from '../../sim/kernel/host-globals.ts';
import { loadScenario } from '../files/index.ts';
import {
  addPins,
  type GateResult,
  type GateTask,
  headCommit,
  type Pin,
  type PlanChoice,
  parsePins,
  planFor,
  type RunSeeds,
  runGate,
  type SeedsChoice,
  seedsFor,
} from '../gate/index.ts';
import { pinsAtOnce } from '../gate/pins.ts';
import type { CliContext } from './context.ts';
import { type RunRequest, requestOf } from './engine.ts';
import { UsageError } from './failures.ts';
import { gatherVars, type OutputChoice, type VarFlags } from './flags.ts';
import { emitGate, type GateFormat, isAsItStands, reportOf } from './gate-outputs.ts';
import { readText } from './inputs.ts';
import { type LongWork, longWork, wasInterrupted } from './long-work.ts';
import { chosenOutputs, writeOutput } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { worldsOf } from './worlds.ts';

export type GateFlags = PluginFlags &
  VarFlags & {
    readonly variant?: readonly string[];
    readonly runbook?: string;
    readonly plan?: PlanChoice;
    readonly misses?: number;
    readonly runs?: number;
    /** In percent. */
    readonly confidence?: number;
    readonly seeds?: readonly number[] | 'commit';
    readonly jobs?: number;
    readonly queue?: string;
    readonly pins?: string;
    readonly pin?: boolean;
    readonly whole?: boolean;
    readonly output?: readonly OutputChoice<GateFormat>[];
  };

/** What was read and planned before the first world is built. */
interface Planned extends GateTask {
  readonly pinsFile: string;
}

/**
 * `zonefall gate`: many seeds against the budgets of scenarios. 0 if every budget is shown to hold, 1 if one is not (or a run failed for
 * another reason), 4 if nothing was shown. A test hands in worlds of its own.
 */
export async function gate(
  context: CliContext,
  flags: GateFlags,
  files: readonly string[],
  given?: RunSeeds,
): Promise<number> {
  const startMs = host.monotonicMs();
  const clock = (): number => (host.monotonicMs() - startMs) / 1000;
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const worlds = given ?? (await worldsOf(context, flags));
  const planned = plansOf(context, flags, files, await pluginsOf(context, flags));
  warnOfTooFew(context, planned);
  const results = await gated(context, flags, planned, worlds, clock);
  if (typeof results === 'number') return results;
  const wallSeconds = Math.round(1000 * clock()) / 1000;
  const causes = planned[0]!.request.plan?.scenario.causes !== undefined;
  const report = reportOf(results, { wallSeconds, pinned: flags.pin === true, causes });
  await emitGate(context, outputs, report);
  if (flags.pin === true) keepPins(context, planned, results);
  return report.exitCode;
}

/** Reads every scenario before any of them runs: a mistake in the last one should not cost the time of the others. */
function plansOf(
  context: CliContext,
  flags: GateFlags,
  files: readonly string[],
  plugins: Pick<RunRequest, 'plugins'>,
): Planned[] {
  const { confidence = 95, runbook } = flags;
  const vars = gatherVars(flags);
  if (flags.pin === true && flags.pins === undefined && !isAsItStands({ vars, runbook })) {
    throw new UsageError(
      '--pin keeps seeds for the scenario as it stands: with --var or --runbook name a file for them, --pins FILE',
    );
  }
  const choice = planChoice(flags);
  const commit = flags.seeds === 'commit' ? headCommit(context.folder) : undefined;
  const seedsChoice: SeedsChoice =
    commit !== undefined
      ? { kind: 'commit', commit }
      : typeof flags.seeds === 'object'
        ? { kind: 'list', seeds: flags.seeds }
        : { kind: 'scenario' };
  return files.flatMap((file) => {
    const pinsFile = flags.pins ?? `${file.replace(/\.ya?ml$/, '')}.pins`;
    const pins = readPins(context, pinsFile, flags.pins !== undefined && flags.pin !== true);
    return (flags.variant === undefined ? [undefined] : [...new Set(flags.variant)]).map((variant): Planned => {
      const choices = { variant, vars, runbook };
      const { position: _, ...read } = loadScenario(file, choices);
      const { id, sha256, scenario } = read;
      const plan = planFor(choice, scenario.budgets, confidence);
      const name = variant ?? scenario.causes?.baseline ?? 'none';
      return {
        subject: {
          file,
          scenario: { id, sha256, title: scenario.title },
          variant: name,
          choices,
          budgets: scenario.budgets,
        },
        request: { ...requestOf(read, choices), ...plugins, plan: read },
        plan,
        seeds: seedsFor(seedsChoice, plan.seeds, scenario.seed),
        seedsFrom: { from: seedsChoice.kind, commit },
        pins: pins.filter((pin) => pin.scenario === id && pin.variant === name),
        pinsFile,
      };
    });
  });
}

/** What was typed about the plan, as one choice. Without any of it as many may miss as 208 seeds, or those that are named, allow. */
function planChoice({ plan, misses, runs, seeds }: GateFlags): PlanChoice {
  const named = typeof seeds === 'object' ? seeds.length : undefined;
  if (plan !== undefined && (misses !== undefined || runs !== undefined)) {
    throw new UsageError('--plan says it all; --misses and --runs are for those who do not know the plan');
  }
  if (plan?.kind === 'sprt') return { kind: 'sprt', seedsMax: named };
  if (plan !== undefined) return plan;
  if (misses !== undefined && runs !== undefined && misses >= runs)
    throw new UsageError(`--misses ${misses} of --runs ${runs} is a plan that cannot fail`);
  return { kind: 'fixed', misses, seeds: runs ?? (misses === undefined ? named : undefined) };
}

function readPins(context: CliContext, file: string, mustExist: boolean): readonly Pin[] {
  if (!existsSync(resolve(context.folder, file))) {
    if (mustExist) throw new UsageError(`${file}: there is no such file; --pin creates it when seeds fail`);
    return [];
  }
  return parsePins(readText(context, file), file);
}

/** Says beforehand that a plan can show nothing about a budget: it need not be waited for. */
function warnOfTooFew({ process: { stderr } }: CliContext, planned: readonly Planned[]): void {
  for (const { subject, plan } of planned) {
    const percentiles = new Set(subject.budgets.map(({ percentile }) => percentile).filter((p) => !plan.canShow(p)));
    for (const percentile of percentiles) {
      stderr.write(
        `zonefall: ${plan.seeds === 1 ? '1 seed is' : `${plan.seeds} seeds are`} too few to show p${percentile} with ${plan.confidence} % confidence (${subject.file})\n`,
      );
    }
  }
}

/** The results, or the exit code of the signal that came first. */
async function gated(
  context: CliContext,
  flags: GateFlags,
  planned: readonly Planned[],
  worlds: RunSeeds,
  clock: () => number,
): Promise<GateResult[] | number> {
  const decide = async ({ signal, progress }: LongWork): Promise<GateResult[]> => {
    const results: GateResult[] = [];
    for (const [at, task] of planned.entries()) {
      const of = task.seeds.length + task.pins.length;
      const before = planned.length === 1 ? '' : `${at + 1} of ${planned.length}: `;
      let done = 0;
      const onRow = (): void => {
        done += 1;
        progress.update(`${before}${done} of ${of} seeds`, Math.min(1, done / of));
      };
      progress.update(`${before}${flags.queue === undefined ? 'building the worlds' : 'waiting for the workers'}`);
      results.push(await runGate(task, worlds, { signal, whole: flags.whole, onRow, clock }));
    }
    return results;
  };
  const results = await longWork(context, decide, { stopped: () => 'stopped before the gate had decided' });
  return wasInterrupted(results) ? results.interrupted : results;
}

/**
 * Adds the seeds that made a gate fail to its file. The few that a gate may miss and passes with are not among them, and none whose run was
 * inconclusive: it failed nothing, and pinned it could never pass.
 */
function keepPins(context: CliContext, planned: readonly Planned[], results: readonly GateResult[]): void {
  for (const [at, result] of results.entries()) {
    const { pinsFile: file } = planned[at]!;
    const path = resolve(context.folder, file);
    const text = existsSync(path) ? readText(context, file) : '';
    const [more, added] = addPins(text, file, failingSeeds(result).slice(0, pinsAtOnce));
    if (added > 0) writeOutput(path, more);
    context.process.stderr.write(
      `${file}: ${added === 0 ? 'nothing to add' : `${added} ${added === 1 ? 'seed' : 'seeds'} pinned`} (${result.variant})\n`,
    );
  }
}

function failingSeeds({ scenario, variant, findings, budgets }: GateResult): Pin[] {
  const failing = [
    ...findings,
    ...budgets.filter(({ decision }) => decision === 'failed').flatMap(({ worst }) => worst),
  ];
  return failing
    .filter(({ verdict }) => verdict !== 'inconclusive')
    .map(({ seed, reasons, verdict }) => ({ scenario: scenario.id, variant, seed, why: reasons[0] ?? verdict }));
}
