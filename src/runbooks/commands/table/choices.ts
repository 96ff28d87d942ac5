/** Flags and arguments that several commands have: what they are called, and what may be typed for them. */
import { UsageError } from '../failures.ts';
import { parseSeed, parseSeeds, parseVar } from '../flags.ts';
import { oneFile, parsed, repeatable, text } from './define.ts';

export const scenario = oneFile('The scenario, a YAML file', 'SCENARIO');
export const scenarios = {
  kind: 'array',
  minimum: 1,
  parameter: { brief: 'A scenario, a YAML file', placeholder: 'SCENARIO', parse: String },
} as const;

export const seed = (brief: string) => parsed(parseSeed, brief, 'N');
export const seeds = (brief: string) => parsed(parseSeeds, brief, 'a..b');

export const variant = text('A variant of the scenario', 'name');
/** `of`: `the scenario`, or `the scenarios` where there may be several. */
export const variants = (of: string) => repeatable(String, `A variant of ${of}; repeatable`, 'name');
export const vars = (of: string) => repeatable(parseVar, `Sets a variable of ${of}; repeatable`, 'name=value');
export const runbook = text("Another runbook than the scenario's", 'FILE');
export const queue = text('Workers on any number of machines run the seeds: a Redis, redis://host:port', 'URL');

/** A whole number between two, both of them possible. */
export const wholeNumber = (min: number, max: number, brief: string, placeholder = 'N') =>
  parsed(
    (input: string): number => {
      const value = Number(input);
      if (/^\d+$/.test(input) && value >= min && value <= max) return value;
      throw new UsageError(`"${input}" is not possible here; expected a whole number from ${min} to ${max}`);
    },
    brief,
    placeholder,
  );

/** For every command that runs many worlds side by side. */
export const jobs = wholeNumber(1, 256, 'How many worlds run side by side; one for each core without it');
