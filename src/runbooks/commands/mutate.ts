import { host } from '../../sim/kernel/host-globals.ts';
import { type Loaded, loadScenario } from '../files/index.ts';
import { type Hunt, hunt, type JudgedMutant } from '../mutate/index.ts';
import type { NextCommand } from '../reports/human/next.ts';
import { mutateReport } from '../reports/mutate.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import { requestOf } from './engine.ts';
import { gatherVars, type OutputChoice, type VarFlags } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { commandLine, runCommandLine } from './invocation.ts';
import { longWork, wasInterrupted } from './long-work.ts';
import { chosenOutputs, emit, jsonText } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { toolStamp } from './tool.ts';

export type MutateFlags = PluginFlags &
  VarFlags & {
    readonly variant?: string;
    readonly seeds?: readonly number[];
    readonly jobs?: number;
    readonly output?: readonly OutputChoice<FormatOf<'mutate'>>[];
  };

/** Three tell a design that is broken from one that is unlucky: two misses of three refute a budget on the 95th percentile. */
const seedsDefault = [1, 2, 3];

/**
 * `zonefall mutate`: breaks the design on purpose and shows whether the gate goes red. 0 when at least one mutant turns it red; 1 when none
 * does, or when the design is red as it is; 4 when there is nothing to break.
 */
export async function mutate(
  context: CliContext,
  flags: MutateFlags,
  file: string,
  huntMutants: typeof hunt = hunt,
): Promise<number> {
  const startMs = host.monotonicMs();
  const outputs = chosenOutputs(flags.output ?? [], 'human');
  const chosen = { variant: flags.variant, vars: gatherVars(flags) };
  const plugins = await pluginsOf(context, flags);
  const loaded = loadScenario(file, chosen);
  const seeds = flags.seeds ?? seedsDefault;
  const { position: _, ...plan } = loaded;
  const found = await longWork(context, ({ signal, progress }) =>
    huntMutants({ ...requestOf(loaded, chosen), ...plugins, plan }, seeds, {
      jobs: flags.jobs,
      signal,
      onDone: (done, of) => progress.update(`${done} of ${of} runs`, done / of),
    }),
  );
  if (wasInterrupted(found)) return found.interrupted;
  const again = (mutant: JudgedMutant): string =>
    runCommandLine({ scenario: file, ...chosen, mutant: mutant.name, seed: mutant.caught[0]?.seeds[0] ?? seeds[0]! });
  const commandOf = (variant: string): string => commandLine('mutate', { scenario: file, ...chosen, variant });
  const { stdout, env } = context.process;
  const { variant } = loaded.scenario;
  emit(context, outputs, {
    human: () =>
      mutateReport(
        {
          file,
          title: loaded.scenario.title,
          variant,
          seeds,
          hunt: found,
          next: nextCommands(commandOf, loaded, found, again),
        },
        screenOf(stdout, env),
      ),
    json: () => {
      const wallSeconds = Math.round(host.monotonicMs() - startMs) / 1000;
      return jsonText({ ...document(loaded, seeds, found, again), wallSeconds });
    },
  });
  return exitCodeOf(found);
}

function exitCodeOf({ design, mutants }: Hunt): number {
  if (design.gate === 'red') return exitCodes.failed;
  if (mutants.length === 0) return exitCodes.inconclusive;
  return mutants.some(({ gate, same }) => gate === 'red' && !same) ? exitCodes.held : exitCodes.failed;
}

type Again = (mutant: JudgedMutant) => string;

function nextCommands(
  commandOf: (variant: string) => string,
  { scenario }: Loaded,
  { design, mutants }: Hunt,
  again: Again,
): NextCommand[] {
  if (design.gate === 'red') {
    const other = Object.keys(scenario.variants)
      .filter((name) => name !== scenario.variant)
      .at(-1);
    if (other === undefined) return [];
    return [{ command: commandOf(other), shows: 'a design that may hold' }];
  }
  const first = (gate: JudgedMutant['gate']) => mutants.find((mutant) => mutant.gate === gate && !mutant.same);
  const [red, green] = [first('red'), first('green')];
  return [
    ...(red === undefined ? [] : [{ command: again(red), shows: 'one that was noticed, as a run' }]),
    ...(green === undefined ? [] : [{ command: again(green), shows: 'one that survived, as a run' }]),
  ];
}

/** `zonefall.mutate/v1`. */
function document(loaded: Loaded, seeds: readonly number[], { design, mutants }: Hunt, again: Again): object {
  const rows = ({ rows: all }: Hunt['design']) =>
    all.map(({ seed, verdict, rtoSeconds }) => ({ seed, verdict, rtoSeconds }));
  return {
    schema: 'zonefall.mutate/v1',
    environment: 'simulated',
    tool: toolStamp(),
    scenario: { id: loaded.id, sha256: loaded.sha256 },
    variant: loaded.scenario.variant ?? null,
    seeds,
    design: { gate: design.gate, caught: design.caught, rows: rows(design) },
    mutants: mutants.map((mutant) => ({
      name: mutant.name,
      sentence: mutant.sentence,
      gate: mutant.gate,
      survived: mutant.gate === 'green' && !mutant.same,
      cameIntoPlay: !mutant.same,
      caught: mutant.caught,
      rows: rows(mutant),
      again: again(mutant),
    })),
  };
}
