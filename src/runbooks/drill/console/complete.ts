/** What could come next on a line: commands, kinds, keys, and names of what there is. Fast enough for each key press. */
import type { z } from 'zod';
import { clientCommands } from '../../../platform/client/usage.ts';
import { type FaultName, faultEntry, faultNames, knownStepNames, type StepName, stepEntry } from '../../files/index.ts';
import { findReferences, optionsOf, validKeys } from '../../files/schema-walk.ts';
import { shellCommandArguments } from '../../testbed/shell-commands.ts';
import type { Completion } from '../session.ts';
import { kebab, operationNames, operationOf } from './aws/operations.ts';
import { flagNames, ownFlags } from './aws/read.ts';
import { signalChannels, type Verb, verbs } from './command.ts';
import type { ConsoleNames } from './names.ts';
import { verbsFor } from './read-command.ts';
import { targetKeys } from './read-fault.ts';

/** One thing that could stand where the last word is being typed. */
interface Candidate {
  readonly text: string;
  readonly doc?: string;
  /** A key is followed by its value, without a blank. */
  readonly open?: boolean;
}

/** The whole line with each suggestion in place, in a fixed order; none where only a person knows what comes. */
export function complete(line: string, names: ConsoleNames): Completion[] {
  const typed = line.trimStart();
  const words = typed.split(/\s+/);
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const start = line.slice(0, line.length - last.length);
  return candidates(before, last, names)
    .filter(({ text }) => text.startsWith(last) && text !== last)
    .map(({ text, doc, open }) => ({ line: `${start}${text}${open ? '' : ' '}`, ...(doc !== undefined && { doc }) }));
}

function candidates(before: readonly string[], last: string, names: ConsoleNames): Candidate[] {
  const [verb, ...rest] = before;
  if (verb === undefined) return verbsFor(names).map((text) => ({ text, doc: verbs[text as Verb] }));
  switch (verb as Verb) {
    case 'help':
      return rest.length === 0 ? plain(verbsFor(names)) : kindsOf(rest);
    case 'fault':
      return rest.length === 0 ? kindsOf(['fault']) : faultPairs(rest, last, names);
    case 'end':
      return rest.length === 0 ? plain(names.faults) : [];
    case 'step':
      return rest.length === 0 ? kindsOf(['step']) : stepPairs(rest, last, names);
    case 'on':
      return shell(rest, names);
    case 'aws':
      return aws(rest, names);
    case 'signal':
      return rest.length === 0 && names.seat === 'facilitator' ? plain(signalChannels) : [];
    default:
      return [];
  }
}

const plain = (texts: readonly string[]): Candidate[] => texts.map((text) => ({ text }));

function kindsOf([verb, kind]: readonly string[]): Candidate[] {
  if (verb === 'aws') return kind === undefined ? plain(['ec2']) : plain(operationNames.map(kebab));
  if (kind !== undefined) return [];
  if (verb === 'fault') return faultNames.map((text) => ({ text, doc: faultEntry(text).doc }));
  return verb === 'step' ? knownStepNames().map((text) => ({ text, doc: stepEntry(text).doc })) : [];
}

function stepPairs([kind, ...typed]: readonly string[], last: string, names: ConsoleNames): Candidate[] {
  if (!knownStepNames().includes(kind as StepName)) return [];
  const schema = stepEntry(kind as StepName).with;
  return pairs(validKeys(schema, []), typed, last, (key) => valuesOf(schema, key, names));
}

function faultPairs([kind, ...typed]: readonly string[], last: string, names: ConsoleNames): Candidate[] {
  if (!(faultNames as string[]).includes(kind!)) return [];
  const { target, duration, with: schema } = faultEntry(kind as FaultName);
  const aimed = target === null ? [] : [targetKeys[target], 'target'];
  const keys = [...aimed, ...(duration === 'never' ? [] : ['for']), ...validKeys(schema, [])];
  return pairs(keys, typed, last, (key) => {
    if (key === 'for') return ['PT1M', 'PT10M', 'PT1H'];
    if (target === null || !aimed.includes(key)) return valuesOf(schema, key, names);
    if (key === 'target') return matching(names, target);
    const { region = [], zone = [], office = [] } = names.named;
    const machines = [...names.groups, ...names.hosts];
    return { zone, region, host: machines, link: [...region, ...zone, ...office, ...machines] }[target];
  });
}

/** The scenario's targets of a type. */
function matching({ targets }: ConsoleNames, type: string): string[] {
  return Object.entries(targets).flatMap(([name, target]) => (target.type === type ? [name] : []));
}

/** Keys that are not there yet, or the values of the one that is; of a list the item that is being typed. */
function pairs(
  keys: readonly string[],
  typed: readonly string[],
  last: string,
  values: (key: string) => readonly string[],
): Candidate[] {
  const at = last.indexOf('=');
  if (at < 0) {
    const given = typed.map((pair) => pair.slice(0, pair.indexOf('=')));
    return keys.filter((key) => !given.includes(key)).map((key) => ({ text: `${key}=`, open: true }));
  }
  const head = last.slice(0, Math.max(at, last.lastIndexOf(',')) + 1);
  return values(last.slice(0, at)).map((value) => ({ text: head + value }));
}

/** What a schema says about the values of a key: its choices, or what it points to. */
function valuesOf(schema: z.ZodType, key: string, names: ConsoleNames): readonly string[] {
  const options = optionsOf(schema, key.split('.'));
  if (options.length > 0) return options;
  const marked = { [key]: '' };
  const [found] = [...findReferences(schema, marked), ...findReferences(schema, { [key]: [''] })];
  if (found) return names.named[found.to] ?? [];
  if (key === 'file') return names.runbooks;
  return ['on', 'to', 'instance', 'except'].includes(key) ? names.instances : [];
}

function shell(rest: readonly string[], names: ConsoleNames): Candidate[] {
  const [, command] = rest;
  if (rest.length === 0) return plain([...names.hosts, ...names.instances]);
  if (rest.length === 1) return plain([...shellCommandArguments.keys()]);
  if (command === 'scalarium-client') {
    return rest.length === 2 ? Object.entries(clientCommands).map(([text, doc]) => ({ text, doc })) : [];
  }
  const keys = shellCommandArguments.get(command!) ?? [];
  return pairs(keys, rest.slice(2), '', () => []);
}

function aws([service, verb, ...typed]: readonly string[], names: ConsoleNames): Candidate[] {
  if (service === undefined) return plain(['ec2']);
  if (verb === undefined) return plain(operationNames.map(kebab));
  const operation = operationOf(verb);
  if (!operation) return [];
  const flag = typed.at(-1);
  const { account = [], region = [] } = names.named;
  const values: Readonly<Record<string, readonly string[]>> = {
    '--account': account,
    '--profile': account,
    '--region': region,
    '--output': ['table', 'json'],
    '--instance-id': names.instances,
    '--instance-ids': names.instances,
    '--resources': names.instances,
  };
  if (flag !== undefined && Object.hasOwn(values, flag)) return plain(values[flag]!);
  return plain([...ownFlags, ...flagNames(operation)].filter((each) => !typed.includes(each)));
}
