import { parsePace } from '../drill/pace.ts';
import type { Pace } from '../drill/session.ts';
import { parseDuration } from '../files/duration.ts';
import { hint } from '../files/problems.ts';
import { UsageError } from './failures.ts';

/** One `-o`: a format, and the file it goes to; without a file it goes to stdout. */
export interface OutputChoice<F extends string = string> {
  readonly format: F;
  readonly file?: string;
}

/** Reads `json` and `json=out.json`, for a command that knows these formats. */
export function outputParser<F extends string>(formats: readonly F[]): (input: string) => OutputChoice<F> {
  return (input) => {
    const at = input.indexOf('=');
    const name = at < 0 ? input : input.slice(0, at);
    const format = formats.find((each) => each === name);
    if (format === undefined) {
      const near = hint(name, formats);
      const list = near.startsWith('; valid') ? '' : ` (valid: ${formats.join(', ')})`;
      throw new UsageError(`unknown format "${name}"${near}${list}`);
    }
    if (at < 0) return { format };
    const file = input.slice(at + 1);
    if (file === '') throw new UsageError(`"${input}" names no file; ${name}=out.${name} would`);
    return { format, file };
  };
}

/** A seed: a whole number, or the hash of a commit, of which the first twelve digits count. */
export function parseSeed(input: string): number {
  if (/^\d+$/.test(input)) {
    const seed = Number(input);
    if (Number.isSafeInteger(seed)) return seed;
    throw new UsageError(`seed ${input} is too large; at most ${Number.MAX_SAFE_INTEGER}`);
  }
  if (/^[0-9a-f]{7,64}$/.test(input)) return Number.parseInt(input.slice(0, 12), 16);
  throw new UsageError(`"${input}" is no seed; expected a whole number, such as 17, or the hash of a commit`);
}

/** More would take hours; a distribution is the business of `sweep`. */
const seedsMax = 10_000;

/** Seeds as a range, a number, or several of both: `1..20`, `17`, `1..5,17`. In the order given, each once. */
export function parseSeeds(input: string): readonly number[] {
  const seeds = new Set<number>();
  for (const part of input.split(',')) {
    const range = /^(\d+)\.\.(\d+)$/.exec(part);
    const from = parseSeed(range?.[1] ?? part);
    const to = range === null ? from : parseSeed(range[2]!);
    if (to < from) throw new UsageError(`"${part}" runs backwards; ${to}..${from} does not`);
    if (to - from >= seedsMax || seeds.size + (to - from) >= seedsMax) {
      throw new UsageError(`"${input}" is more than ${seedsMax} seeds`);
    }
    for (let seed = from; seed <= to; seed += 1) seeds.add(seed);
  }
  return [...seeds];
}

/** `PT1H2M=77`: from then on, counted from the first fault, chance is that of seed 77. */
export function parseReseed(input: string): { readonly atSeconds: number; readonly seed: number } {
  const at = input.indexOf('=');
  const atSeconds = parseDuration(input.slice(0, Math.max(0, at)));
  if (atSeconds === undefined)
    throw new UsageError(`"${input}" is no other future; expected a moment and a seed: PT1H2M=77`);
  return { atSeconds, seed: parseSeed(input.slice(at + 1)) };
}

/** `60x`, `60` or `max`: how fast a drill's clock runs. */
export function parseSpeed(input: string): Pace {
  const pace = parsePace(input);
  if (pace === undefined) throw new UsageError(`"${input}" is no speed; expected 1x to 3600x, or max`);
  return pace;
}

/** `name=value`, for a variable of the scenario. */
export function parseVar(input: string): readonly [name: string, value: string] {
  const at = input.indexOf('=');
  if (at <= 0) throw new UsageError(`"${input}" sets nothing; expected name=value`);
  return [input.slice(0, at), input.slice(at + 1)];
}

/** Of every command that sets variables. */
export type VarFlags = {
  readonly var?: readonly (readonly [name: string, value: string])[];
};

/** All `--var` of a command as one record. Throws if one is given twice. */
export function gatherVars({ var: vars = [] }: VarFlags): Record<string, string> {
  const gathered = new Map<string, string>();
  for (const [name, value] of vars) {
    if (gathered.has(name)) throw new UsageError(`--var ${name} is given twice`);
    gathered.set(name, value);
  }
  return Object.fromEntries(gathered);
}
