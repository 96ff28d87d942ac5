import { buildCommand } from '@stricli/core';
import { parseDuration } from '../../files/duration.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../failures.ts';
import { formats } from '../formats.ts';
import type { RareFlags } from '../rare.ts';
import { jobs, scenario, seed, variant, vars, wholeNumber } from './choices.ts';
import { loads, outputs, parsed, plugins } from './define.ts';

export const rareCommand = buildCommand<RareFlags, [string], CliContext>({
  loader: loads<RareFlags, [string]>(async () => (await import('../rare.ts')).rare),
  parameters: {
    positional: scenario,
    flags: {
      threshold: parsed(
        parseThreshold,
        'What is too slow, such as PT4H; what the budget on the recovery allows without it',
        'PT4H',
      ),
      particles: wholeNumber(2, 10_000, 'Worlds in each estimate; 20 without it'),
      repeats: wholeNumber(2, 1000, 'Independent estimates, which the interval is made of; 10 without it'),
      seed: seed("Draws other worlds; the scenario's own seed without it"),
      variant,
      var: vars('the scenario'),
      jobs,
      plugin: plugins,
      output: outputs(formats.rare),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'How likely is a recovery slower than any seed shows?',
    fullDescription: [
      'Estimates the chance of a recovery that is slower than a threshold, by splitting: worlds that came near are replayed up to there and get',
      'another future each. Takes a few hundred to thousand runs where plain seeds would take a hundred thousand.',
      'Exits 0 with an estimate, 4 if no world came that far.',
    ].join('\n'),
  },
});

function parseThreshold(input: string): number {
  const seconds = parseDuration(input);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new UsageError(`"${input}" is no threshold; expected a duration such as PT90M or PT4H`);
}
