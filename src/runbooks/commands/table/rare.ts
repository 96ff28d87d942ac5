import { buildCommand } from '@stricli/core';
import { parseDuration } from '../../files/duration.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../failures.ts';
import { parseSeed, parseVar } from '../flags.ts';
import type { RareFlags } from '../rare.ts';
import { loads, oneFile, outputs, text } from './define.ts';
import { jobs } from './jobs.ts';

export const rareCommand = buildCommand<RareFlags, [string], CliContext>({
  loader: loads<RareFlags, [string]>(async () => (await import('../rare.ts')).rare),
  parameters: {
    positional: oneFile('The scenario, a YAML file', 'SCENARIO'),
    flags: {
      threshold: {
        kind: 'parsed',
        parse: parseThreshold,
        brief: 'What is too slow, such as PT4H; what the budget on the recovery allows without it',
        placeholder: 'PT4H',
        optional: true,
      },
      particles: { ...count(2, 10_000), brief: 'Worlds in each estimate; 20 without it' },
      repeats: { ...count(2, 1000), brief: 'Independent estimates, which the interval is made of; 10 without it' },
      seed: {
        kind: 'parsed',
        parse: parseSeed,
        brief: "Draws other worlds; the scenario's own seed without it",
        placeholder: 'N',
        optional: true,
      },
      variant: text('A variant of the scenario', 'name'),
      var: {
        kind: 'parsed',
        parse: parseVar,
        brief: 'Sets a variable of the scenario; repeatable',
        placeholder: 'name=value',
        optional: true,
        variadic: true,
      },
      jobs,
      output: outputs('human', 'json'),
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

function count(min: number, max: number) {
  const parse = (input: string): number => {
    const value = Number(input);
    if (/^\d+$/.test(input) && value >= min && value <= max) return value;
    throw new UsageError(`"${input}" is not possible here; expected ${min} to ${max}`);
  };
  return { kind: 'parsed', parse, placeholder: 'N', optional: true } as const;
}
