import { buildCommand } from '@stricli/core';
import { seedsMax } from '../../gate/fixed-plan.ts';
import type { PlanChoice } from '../../gate/plan.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../failures.ts';
import { parseSeeds } from '../flags.ts';
import type { GateFlags } from '../gate.ts';
import { loads, outputs, plugins, text } from './define.ts';
import { jobs } from './jobs.ts';

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

function parseCount(least: number): (input: string) => number {
  return (input) => {
    const count = Number(input);
    if (/^\d{1,6}$/.test(input) && count >= least && count <= seedsMax) return count;
    throw new UsageError(`"${input}" is no count; expected a whole number from ${least} to ${seedsMax}`);
  };
}

export const gateCommand = buildCommand<GateFlags, string[], CliContext>({
  loader: loads<GateFlags, string[]>(async () => {
    const { gate } = await import('../gate.ts');
    return (context, flags, ...files) => gate(context, flags, files);
  }),
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'A scenario, a YAML file', placeholder: 'SCENARIO', parse: String },
    },
    flags: {
      variant: {
        kind: 'parsed',
        parse: String,
        brief: 'A variant of the scenarios; repeatable',
        placeholder: 'name',
        optional: true,
        variadic: true,
      },
      plan: {
        kind: 'parsed',
        parse: parsePlan,
        brief: 'How many of how many seeds may miss (5/208 without it), or sprt, a sequential test',
        placeholder: 'k/n|sprt',
        optional: true,
      },
      misses: {
        kind: 'parsed',
        parse: parseCount(0),
        brief: 'So many may miss: of the fewest seeds that show it',
        placeholder: 'k',
        optional: true,
      },
      runs: {
        kind: 'parsed',
        parse: parseCount(1),
        brief: 'So many seeds: as many may miss as still show it',
        placeholder: 'n',
        optional: true,
      },
      confidence: {
        kind: 'parsed',
        parse: parseConfidence,
        brief: 'In percent; 95 without it',
        placeholder: 'percent',
        optional: true,
      },
      seeds: {
        kind: 'parsed',
        parse: parseGateSeeds,
        brief:
          "Seeds such as 1..208, or commit: drawn from the commit of HEAD; from the scenario's own seed on without it",
        placeholder: 'a..b|commit',
        optional: true,
      },
      jobs,
      queue: text('Workers on any number of machines run the seeds: a Redis, redis://host:port', 'URL'),
      pins: text(
        'The file of seeds that failed once and run first; beside the scenario, SCENARIO.pins, without it',
        'FILE',
      ),
      pin: {
        kind: 'boolean',
        brief: 'Adds the seeds that make it fail to that file',
        optional: true,
        withNegated: false,
      },
      whole: {
        kind: 'boolean',
        brief: 'Runs the whole plan even when it cannot be held any more',
        optional: true,
        withNegated: false,
      },
      plugin: plugins,
      output: outputs('human', 'json', 'ndjson', 'junit', 'markdown', 'html', 'github'),
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
