import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { parseReseed } from '../flags.ts';
import { formats } from '../formats.ts';
import type { RunFlags } from '../run.ts';
import { runbook, seed, variant, vars } from './choices.ts';
import { loads, oneFile, outputs, plugins, repeatable, startedEngine, text } from './define.ts';

export const runCommand = buildCommand<RunFlags, [string], CliContext>({
  loader: loads<RunFlags, [string]>(async () => {
    const engine = await startedEngine();
    const { run } = await import('../run.ts');
    return (context, flags, file) => run(context, flags, file, engine);
  }),
  parameters: {
    positional: oneFile('The scenario, a YAML file; or a runbook, which is run for real', 'SCENARIO'),
    flags: {
      seed: seed("Draws another world and other people; the scenario's own seed without it"),
      variant,
      var: vars('the scenario, or an input of the runbook'),
      runbook,
      mutant: text('Breaks the design on purpose, as `mutate` names it', 'name'),
      reseed: repeatable(
        parseReseed,
        'From a moment on chance is that of another seed, as `rare` prints it; repeatable',
        'PT1H=N',
      ),
      plugin: plugins,
      decisions: text('People are asked, and this answers: a list of decisions, or the journal of a drill', 'FILE'),
      by: text(
        'Who answers and decides; the role that is asked, in wall time the user of this machine, without it',
        'NAME',
      ),
      output: outputs(formats.run),
      journal: text('Where the journal goes; .zonefall/<scenario>-<variant>-<seed>.ndjson without it', 'FILE'),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Run a scenario once: timeline, phases, verdict',
    fullDescription: [
      'Runs a scenario once, in virtual time, with people modelled: the timeline, where the time went, and whether the budgets held.',
      'Exits 0 if every budget held, 1 if one failed, 4 if the run was inconclusive, 5 if it was stopped.',
      'With --decisions people are asked as in a drill, and the file answers; exits 7 at a question that it does not answer.',
      '',
      'A runbook in place of a scenario is run for real, in wall time: its steps are people:*, checkpoint, runbook:run and those of --plugin.',
      'People are asked at the terminal; exits 7 where none is there to answer. After a crash: zonefall resume JOURNAL.',
    ].join('\n'),
  },
});
