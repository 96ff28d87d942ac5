/** Reads what one would type after `aws ec2`: the operation, whose account, and the members of the call. */
import { hint } from '../../../files/problems.ts';
import { ConsoleMistake, type Word } from '../words.ts';
import { kebab, type Operation, operationNames, operationOf, type ParameterKind, parametersOf } from './operations.ts';
import { readShorthand } from './shorthand.ts';

export interface AwsCommand {
  readonly operation: Operation;
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: 'table' | 'json';
}

export interface AwsNames {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** Flags of the command line itself. */
export const ownFlags = ['--account', '--profile', '--region', '--output'] as const;

/** `words` begin behind `aws`. Throws a ConsoleMistake with the nearest name. */
export function readAws(words: readonly Word[], names: AwsNames, end: number): AwsCommand {
  const [service, verb, ...rest] = words;
  if (service?.text !== 'ec2') throw mistake('expected ec2: no other service of AWS is simulated', service, end);
  const operation = verb && operationOf(verb.text);
  if (!operation) {
    const valid = operationNames.map(kebab);
    const said = verb ? `unknown operation "${verb.text}"${hint(verb.text, valid)}` : 'expected an operation';
    throw mistake(verb ? said : `${said}, such as describe-instances`, verb, end);
  }
  const flags = flagsOf(rest, operation);
  const account = one(flags, '--account') ?? one(flags, '--profile') ?? names.accounts[0]!;
  const region = one(flags, '--region');
  if (region === undefined) throw mistake('--region is missing', undefined, end);
  known('account', account, names.accounts, at(flags, '--account') ?? at(flags, '--profile') ?? end);
  known('region', region, names.regions, at(flags, '--region')!);
  const output = one(flags, '--output') ?? 'table';
  known('output', output, ['table', 'json'], at(flags, '--output') ?? end);
  const input = inputOf(operation, flags);
  return { operation, account, region, input, output: output as 'table' | 'json' };
}

interface Flag {
  readonly column: number;
  readonly values: readonly Word[];
}
type Flags = ReadonlyMap<string, Flag>;

/** Every word that begins with `--` and is not quoted, with the words behind it. */
function flagsOf(words: readonly Word[], operation: Operation): Flags {
  const valid = [...ownFlags, ...flagNames(operation)];
  const flags = new Map<string, { column: number; values: Word[] }>();
  let last: { column: number; values: Word[] } | undefined;
  for (const word of words) {
    if (!word.text.startsWith('--') || word.quoted) {
      if (!last) throw mistake(`expected a flag such as ${valid[2]}, not "${word.text}"`, word, 0);
      last.values.push(word);
      continue;
    }
    if (!valid.includes(word.text)) throw mistake(`unknown flag "${word.text}"${hint(word.text, valid)}`, word, 0);
    if (flags.has(word.text)) throw mistake(`${word.text} stands there twice`, word, 0);
    flags.set(word.text, (last = { column: word.column, values: [] }));
  }
  return flags;
}

/** The flags of an operation, `--count` in place of the two numbers of `run-instances` included. */
export function flagNames(operation: Operation): string[] {
  const names = Object.entries(parametersOf(operation)).flatMap(([name, kind]) =>
    kind === 'flag' ? [`--${kebab(name)}`, `--no-${kebab(name)}`] : [`--${kebab(name)}`],
  );
  return operation === 'RunInstances' ? [...names, '--count'] : names;
}

function one(flags: Flags, name: string): string | undefined {
  const flag = flags.get(name);
  if (!flag) return undefined;
  if (flag.values.length !== 1) throw new ConsoleMistake(`${name} takes one value`, flag.column);
  return flag.values[0]!.text;
}

function at(flags: Flags, name: string): number | undefined {
  return flags.get(name)?.values[0]?.column;
}

function inputOf(operation: Operation, flags: Flags): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(parametersOf(operation))) {
    const flag = flags.get(`--${kebab(name)}`);
    if (flag) input[name] = readValue(name, kind, flag);
    else if (kind === 'flag' && flags.has(`--no-${kebab(name)}`)) input[name] = false;
  }
  if (operation !== 'RunInstances') return input;
  const [min, max = min] = (one(flags, '--count') ?? '1').split(':').map(Number);
  if (!Number.isInteger(min) || !Number.isInteger(max)) {
    throw new ConsoleMistake('--count takes a number, or two as 1:3', at(flags, '--count')!);
  }
  return { MinCount: min, MaxCount: max, ...input };
}

function readValue(name: string, kind: ParameterKind, { column, values }: Flag): unknown {
  const flag = `--${kebab(name)}`;
  if (kind === 'flag') {
    if (values.length > 0) throw new ConsoleMistake(`${flag} takes no value`, values[0]!.column);
    return true;
  }
  if (values.length === 0) throw new ConsoleMistake(`${flag} needs a value`, column);
  if (kind === 'texts') return values.map(({ text }) => text);
  if (kind === 'structs') return values.flatMap((value) => readShorthand(value));
  if (values.length > 1) throw new ConsoleMistake(`${flag} takes one value`, values[1]!.column);
  const [value] = values;
  if (kind === 'struct') return readShorthand(value!)[0];
  if (kind === 'number') return numberOf(value!, flag);
  return name === 'UserData' ? Buffer.from(value!.text, 'utf8').toString('base64') : value!.text;
}

function numberOf({ text, column }: Word, flag: string): number {
  const number = Number(text);
  if (!Number.isFinite(number)) throw new ConsoleMistake(`${flag} takes a number, not "${text}"`, column);
  return number;
}

function known(what: string, name: string, valid: readonly string[], column: number): void {
  if (!valid.includes(name)) throw new ConsoleMistake(`unknown ${what} "${name}"${hint(name, valid)}`, column);
}

function mistake(message: string, word: Word | undefined, end: number): ConsoleMistake {
  return new ConsoleMistake(message, word?.column ?? end);
}
