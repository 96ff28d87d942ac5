/** What the console says about itself; every example is a line that can be typed. */
import { faultEntry, faultNames, knownStepNames, type StepName, stepEntry } from '../../files/index.ts';
import { hint } from '../../files/problems.ts';
import { validKeys } from '../../files/schema-walk.ts';
import { shellCommandArguments } from '../../testbed/shell-commands.ts';
import type { Seat } from '../input.ts';
import { kebab, operationNames, operationOf } from './aws/operations.ts';
import { flagNames } from './aws/read.ts';
import { aligned } from './aws/show.ts';
import { type Verb, verbs } from './command.ts';
import { pairsText } from './pairs.ts';
import { verbsFor } from './read-command.ts';
import { targetKeys } from './read-fault.ts';

/** Throws an Error with what there is, for what there is not. */
export function help(topic: readonly string[], seat: Seat): string[] {
  const [verb, ...rest] = topic;
  const known = verbsFor({ seat });
  if (verb === undefined) return aligned(known.map((name) => [name, verbs[name as Verb]]));
  if (!known.includes(verb)) throw new Error(`unknown command "${verb}"${hint(verb, known)}`);
  const [kind] = verb === 'aws' ? rest.slice(1) : rest;
  return [verbs[verb as Verb], ...about(verb as Verb, kind)];
}

function about(verb: Verb, kind: string | undefined): string[] {
  switch (verb) {
    case 'fault':
      return kind === undefined ? listOf(faultNames, (name) => faultEntry(name).doc) : aboutFault(kind);
    case 'step':
      return kind === undefined ? listOf(knownStepNames(), (name) => stepEntry(name).doc) : aboutStep(kind);
    case 'on':
      return [...shellCommandArguments].map(([name, keys]) =>
        ['on <machine>', name, ...keys.map((key) => `${key}=...`)].join(' '),
      );
    case 'aws':
      return kind === undefined ? operationNames.map((name) => `aws ec2 ${kebab(name)}`) : aboutOperation(kind);
    case 'end':
    case 'signal':
    case 'help':
      return [];
  }
}

function listOf<N extends string>(names: readonly N[], doc: (name: N) => string): string[] {
  return aligned(names.map((name) => [name, doc(name)]));
}

function aboutStep(kind: string): string[] {
  const name = knownStepNames().find((each) => each === kind);
  if (name === undefined) throw new Error(`unknown step "${kind}"${hint(kind, knownStepNames())}`);
  const { doc, with: schema } = stepEntry(name);
  return [doc, keysLine(validKeys(schema, [])), `for example: ${stepExample(name)}`];
}

/** `step couchdb:lag max=PT5S` */
export function stepExample(name: StepName): string {
  return ['step', name, ...pairsText((stepEntry(name).example ?? {}) as object)].join(' ');
}

function aboutFault(kind: string): string[] {
  const name = faultNames.find((each) => each === kind);
  if (name === undefined) throw new Error(`unknown fault "${kind}"${hint(kind, faultNames)}`);
  const { doc, with: schema, target, duration } = faultEntry(name);
  const aimed = target === null ? [] : ['target', targetKeys[target]];
  const keys = [...aimed, ...(duration === 'never' ? [] : ['for']), ...validKeys(schema, [])];
  return [doc, keysLine(keys), `for example: ${faultExample(name)}`];
}

const targetExamples = {
  zone: 'euw1-az1',
  region: 'eu-west-1',
  host: 'main/worker',
  link: 'eu-west-1,berlin',
} as const;

/** `fault host:power host=main/worker` */
export function faultExample(name: (typeof faultNames)[number]): string {
  const { target, duration, example } = faultEntry(name);
  const aimed = target === null ? [] : [`${targetKeys[target]}=${targetExamples[target]}`];
  const lasts = duration === 'required' ? ['for=PT10M'] : [];
  return ['fault', name, ...aimed, ...lasts, ...pairsText((example ?? {}) as object)].join(' ');
}

function aboutOperation(kind: string): string[] {
  const operation = operationOf(kind);
  if (operation === undefined) throw new Error(`unknown operation "${kind}"${hint(kind, operationNames.map(kebab))}`);
  return [`aws ec2 ${kind} --account A --region R`, ...flagNames(operation).map((flag) => `  ${flag}`)];
}

function keysLine(keys: readonly string[]): string {
  return keys.length === 0 ? 'it takes nothing' : `it takes ${keys.join(', ')}`;
}
