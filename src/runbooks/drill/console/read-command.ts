/** Reads a line of the console. What is wrong whatever the world is like is told here, with its column and the nearest name. */
import { knownStepNames, type StepName, stepEntry } from '../../files/index.ts';
import { hint } from '../../files/problems.ts';
import { shellCommandArguments } from '../../testbed/shell-commands.ts';
import { readAws } from './aws/read.ts';
import { type Command, type OnCommand, signalChannels, verbNames } from './command.ts';
import type { ConsoleNames } from './names.ts';
import { guess, pairsOf, readPairs } from './pairs.ts';
import { readFault } from './read-fault.ts';
import { checkReferences } from './references.ts';
import { ConsoleMistake, type Word, wordsOf } from './words.ts';

/** Throws a ConsoleMistake; undefined for a line that says nothing. */
export function readCommand(line: string, names: ConsoleNames): Command | undefined {
  const [verb, ...rest] = wordsOf(line);
  if (verb === undefined) return undefined;
  const end = line.trimEnd().length + 1;
  switch (verb.text) {
    case 'help':
      return { verb: 'help', topic: rest.map(({ text }) => text) };
    case 'fault':
      return readFault(rest, names, end);
    case 'end':
      return { verb: 'end', fault: oneOf('fault that lasts', rest, names.faults, end) };
    case 'step':
      return readStep(rest, names, end);
    case 'on':
      return readOn(rest, names, end);
    case 'aws': {
      const { account = [], region = [] } = names.named;
      return { verb: 'aws', ...readAws(rest, { accounts: account, regions: region }, end) };
    }
    case 'signal':
      return readSignal(rest, names, verb.column, end);
    default:
      throw new ConsoleMistake(`unknown command "${verb.text}"${hint(verb.text, verbsFor(names))}`, verb.column);
  }
}

/** The commands of a seat: signals are a facilitator's. */
export function verbsFor({ seat }: Pick<ConsoleNames, 'seat'>): readonly string[] {
  return seat === 'facilitator' ? verbNames : verbNames.filter((verb) => verb !== 'signal');
}

function oneOf(what: string, words: readonly Word[], valid: readonly string[], end: number): string {
  const [word, more] = words;
  if (word === undefined) throw new ConsoleMistake(`expected a ${what}${listed(valid)}`, end);
  if (!valid.includes(word.text))
    throw new ConsoleMistake(`unknown ${what} "${word.text}"${hint(word.text, valid)}`, word.column);
  if (more) throw new ConsoleMistake(`nothing is expected behind the ${what}`, more.column);
  return word.text;
}

function listed(valid: readonly string[]): string {
  return valid.length === 0 ? '; there is none' : `, such as ${valid[0]}`;
}

function readStep([kind, ...rest]: readonly Word[], names: ConsoleNames, end: number): Command {
  const uses = oneOf('step', kind ? [kind] : [], knownStepNames(), end) as StepName;
  const pairs = pairsOf(rest);
  const schema = stepEntry(uses).with;
  const given = readPairs(schema, pairs, { what: uses, end });
  checkReferences(schema, given, pairs, names, end);
  return { verb: 'step', uses, with: given };
}

function readOn([host, command, ...rest]: readonly Word[], names: ConsoleNames, end: number): OnCommand {
  const known = [...names.hosts, ...names.instances];
  const name = oneOf('machine', host ? [host] : [], known, end);
  const commands = [...shellCommandArguments.keys()];
  const verb = oneOf('shell command', command ? [command] : [], commands, end);
  if (verb === 'scalarium-client') {
    return { verb: 'on', host: name, command: verb, args: { words: rest.map(({ text }) => text) } };
  }
  const pairs = pairsOf(rest);
  const valid = shellCommandArguments.get(verb)!;
  for (const { key, column } of pairs.values()) {
    if (!valid.includes(key)) throw new ConsoleMistake(`${verb} takes no "${key}"${hint(key, valid)}`, column);
  }
  const missing = valid.find((key) => !pairs.has(key) && key !== 'indexes');
  if (missing !== undefined) throw new ConsoleMistake(`"${missing}" is missing in ${verb}`, end);
  const args = [...pairs.values()].map(({ key, value, quoted }) => [key, quoted ? value : guess(value)]);
  return { verb: 'on', host: name, command: verb, args: Object.fromEntries(args) };
}

function readSignal(words: readonly Word[], { seat }: ConsoleNames, column: number, end: number): Command {
  if (seat !== 'facilitator') throw new ConsoleMistake('only a facilitator tells the players something', column);
  const [via, ...rest] = words;
  const channel = oneOf('channel', via ? [via] : [], signalChannels, end);
  const text = rest.map(({ text }) => text).join(' ');
  if (text === '') throw new ConsoleMistake('expected what is said, in quotes', end);
  return { verb: 'signal', via: channel as (typeof signalChannels)[number], text };
}
