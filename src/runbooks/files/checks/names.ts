import type { z } from 'zod';
import { operationNames } from '../../drill/console/aws/operations.ts';
import { regionNames } from '../catalogue/names.ts';
import type { Document } from '../document.ts';
import type { ReferenceKind } from '../fields.ts';
import { own } from '../own.ts';
import { formatPath, hint, type Path, type Problem } from '../problems.ts';
import type { Scenario, World } from '../scenario-types.ts';
import { findReferences } from '../schema-walk.ts';

/** The names that a scenario contains, by kind. Without a scenario (a runbook on its own) only regions are known. */
export type NamesOf = Readonly<Partial<Record<ReferenceKind, readonly string[]>>>;

/** Everything in a scenario that a name can point to. */
export function namesOf(scenario: Scenario): NamesOf {
  const { world, people, targets } = scenario;
  return {
    region: Object.keys(world.regions),
    zone: Object.values(world.regions).flatMap((region) => region.zones),
    account: Object.keys(world.accounts),
    installation: Object.keys(world.installations),
    office: Object.keys(world.offices),
    decision: Object.keys(people.decides),
    work: Object.keys(people.does),
    target: Object.keys(targets),
    operation: operationNames,
  };
}

/** What is known when there is no scenario. */
export const namesWithoutScenario: NamesOf = { region: regionNames };

const words: Readonly<Record<ReferenceKind, string>> = {
  region: 'region',
  zone: 'physical zone',
  account: 'account',
  installation: 'installation',
  office: 'office',
  decision: 'decision',
  work: 'work',
  target: 'target',
  operation: 'EC2 action',
};

/** `unknown region "eu-wset-1"; did you mean "eu-west-1"?`, or undefined if there is such a name. */
export function unknownName(to: ReferenceKind, name: string, names: NamesOf): string | undefined {
  const valid = names[to];
  if (valid === undefined || valid.includes(name)) return undefined;
  return `unknown ${words[to]} "${name}"${hint(name, valid)}`;
}

/** The references in a part of a file that point to nothing. `value` is that part with its variables put in. */
export function referenceProblems(
  schema: z.ZodType,
  value: unknown,
  document: Document,
  base: Path,
  names: NamesOf,
  excused: (path: Path) => boolean = () => false,
): Problem[] {
  const problems: Problem[] = [];
  for (const found of findReferences(schema, value, base)) {
    const message = excused(found.path) ? undefined : unknownName(found.to, found.name, names);
    if (message !== undefined) problems.push(document.problem(found.path, `${formatPath(found.path)}: ${message}`));
  }
  return problems;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz';

/** The letters under which an account sees the zones of a region: the pinned ones, else the first letters. */
export function zoneLetters(world: World, account: string, region: string): readonly string[] {
  const zoneNames = own(world.accounts, account)?.zoneNames;
  const pinned = zoneNames?.kind === 'pinned' ? own(zoneNames.letters, region) : undefined;
  if (pinned !== undefined) return Object.keys(pinned);
  return alphabet.slice(0, own(world.regions, region)?.zones.length ?? 0).split('');
}

/**
 * What is wrong with a zone letter of an account. Nothing if account or region are unknown: that is another mistake,
 * reported where it stands.
 */
export function letterMistake(world: World, account: string, region: string, letter: string): string | undefined {
  if (own(world.accounts, account) === undefined || own(world.regions, region) === undefined) return undefined;
  const letters = zoneLetters(world, account, region);
  if (letters.includes(letter)) return undefined;
  return `the account ${account} has no zone ${region}${letter}; its zones there: ${letters.join(', ')}`;
}
