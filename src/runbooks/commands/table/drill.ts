import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { DrillFlags } from '../drill.ts';
import { parseSpeed } from '../flags.ts';
import { formats } from '../formats.ts';
import { runbook, seed, variant, vars } from './choices.ts';
import { loads, outputs, parsed, plugins, text, toggle } from './define.ts';

export const drillCommand = buildCommand<DrillFlags, [file?: string], CliContext>({
  loader: loads<DrillFlags, [file?: string]>(async () => (await import('../drill.ts')).drill),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The scenario, a YAML file', placeholder: 'SCENARIO', parse: String, optional: true }],
    },
    flags: {
      speed: parsed(parseSpeed, 'Seconds there for each one here, 1x to max; 60x without it', '60x'),
      seed: seed("Draws another world; the scenario's own seed without it"),
      variant,
      var: vars('the scenario'),
      runbook,
      plugin: plugins,
      resume: text('Goes on with a drill that was left or killed, at the same moment: its journal, or its name', 'RUN'),
      decisions: text('Answers that nobody is asked for: a file of decisions, or the journal of a drill', 'FILE'),
      plain: toggle('Lines in place of screens: for screen readers, pipes and the logs of CI'),
      record: text('Records what the screen shows, as asciicast v2', 'FILE.cast'),
      theme: text("Another theme's colours", 'FILE'),
      facilitate: text('A second seat in a drill that runs: sees the truth, injects faults and signals', 'RUN'),
      by: text('Who answers and decides; the user of this machine without it', 'NAME'),
      output: outputs(formats.run),
      journal: text(
        'Where the journal goes; .zonefall/<scenario>-<variant>-<seed>-drill-<n>.ndjson without it',
        'FILE',
      ),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Rehearse the outage yourself: the same world, and people are asked',
    fullDescription: [
      'Rehearses an outage in the terminal: the world of `run`, but the people in it are you. You are asked with exactly what you could',
      'know, and time passes while you think. ? shows all keys. Look back, go back and decide otherwise, compare both in the debrief.',
      '',
      'The journal grows on disk while the drill runs. Exits as `run` does once the run has come to its end, 5 if you left before (go on',
      'with --resume), 7 without a terminal. There: --plain --decisions FILE plays the decisions of a person again, as `run` does.',
    ].join('\n'),
  },
});
