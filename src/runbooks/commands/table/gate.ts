import { buildCommand } from '@stricli/core';
import { seedsMax } from '../../gate/fixed-plan.ts';
import type { PlanChoice } from '../../gate/plan.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../failures.ts';
import { parseSeeds } from '../flags.ts';
import { formats } from '../formats.ts';
import type { GateFlags } from '../gate.ts';
import { jobs, queue, runbook, scenarios, variants, vars, wholeNumber } from './choices.ts';
import { loads, outputs, parsed, plugins, text, toggle } from './define.ts';

/** Reads `5/208`, `5` and `sprt`. */
export function parsePlan(input: string): PlanChoice {
  if (input === 'sprt') return { kind: 'sprt' };
  const [, misses, seeds] = /^(\d{1,6})(?:\/(\d{1,6}))?$/.exec(input) ?? [];
  if (misses === undefined) {
    throw new UsageError(`"${input}" is no plan; expected misses/seeds such as 5/208, misses such as 5, or sprt`);
  }
  if (seeds === undefined) return { kind: 'fixed', misses: Number(misses) };
  if (Number(seeds) < 1 || Number(seeds) > seedsMax)
    throw new UsageError(`a plan has 1 to ${seedsMax} seeds, not ${seeds}`);
  if (Number(misses) >= Number(seeds))
    throw new UsageError(`${input} allows every seed to miss: such a plan cannot fail`);
  return { kind: 'fixed', misses: Number(misses), seeds: Number(seeds) };
}

/** Reads `1..208`, `17` and `commit`. */
export function parseGateSeeds(input: string): readonly number[] | 'commit' {
  return input === 'commit' ? 'commit' : parseSeeds(input);
}

/** Reads `95`, `99.5` and `95%`. */
export function parseConfidence(input: string): number {
  const confidence = Number(input.replace(/\s*%$/, ''));
  if (!/^\d{1,2}(\.\d{1,6})?\s*%?$/.test(input) || confidence <= 50) {
    throw new UsageError(`"${input}" is no confidence; expected a percentage above 50 and below 100, such as 95`);
  }
  return confidence;
}

export const gateCommand = buildCommand<GateFlags, string[], CliContext>({
  loader: loads<GateFlags, string[]>(async () => {
    const { gate } = await import('../gate.ts');
    return (context, flags, ...files) => gate(context, flags, files);
  }),
  parameters: {
    positional: scenarios,
    flags: {
      variant: variants('the scenarios'),
      var: vars('the scenarios'),
      runbook,
      plan: parsed(
        parsePlan,
        'How many of how many seeds may miss (5/208 without it), or sprt, a sequential test',
        'k/n|sprt',
      ),
      misses: wholeNumber(0, seedsMax, 'So many may miss: of the fewest seeds that show it', 'k'),
      runs: wholeNumber(1, seedsMax, 'So many seeds: as many may miss as still show it', 'n'),
      confidence: parsed(parseConfidence, 'In percent; 95 without it', 'percent'),
      seeds: parsed(
        parseGateSeeds,
        "Seeds such as 1..208, or commit: drawn from the commit of HEAD; from the scenario's own seed on without it",
        'a..b|commit',
      ),
      jobs,
      queue,
      pins: text(
        'The file of seeds that failed once and run first; beside the scenario, SCENARIO.pins, without it',
        'FILE',
      ),
      pin: toggle('Adds the seeds that make it fail to that file'),
      whole: toggle('Runs the whole plan even when it cannot be held any more'),
      plugin: plugins,
      output: outputs(formats.gate),
    },
    aliases: { o: 'output', n: 'runs' },
  },
  docs: {
    brief: 'Hold scenarios to their budgets over many seeds, with a stated confidence',
    fullDescription: [
      'Runs a scenario with many seeds and says whether its budgets hold: "with 95 % confidence p95 RTO is below 60 min: 3 of 208 missed".',
      'A fixed plan (5/208: at most 5 of 208 seeds may miss) ends early when it cannot be held any more, and never adds seeds until it is.',
      'Seeds that failed once are pinned in a file and run first; they are no part of the statistics.',
      '',
      'Exits 0 if every budget holds, 1 if one does not or a run failed for another reason (an invariant, a stop condition),',
      '4 if nothing was shown (no budget, too few seeds for the percentile, only inconclusive runs).',
    ].join('\n'),
  },
});
