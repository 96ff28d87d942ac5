/** `fault zone:power-interruption zone=euw1-az1 for=PT10M ebs.lost=0.5`: a fault as a scenario's method would have it. */
import { unknownName } from '../../files/checks/names.ts';
import { type FaultName, faultEntry, faultNames, parseDuration, type Target } from '../../files/index.ts';
import { hint } from '../../files/problems.ts';
import type { FaultCommand } from './command.ts';
import type { ConsoleNames } from './names.ts';
import { type Pair, pairsOf, readPairs, take } from './pairs.ts';
import { checkReferences } from './references.ts';
import { ConsoleMistake, type Word } from './words.ts';

/** The key that aims a fault, by the type of its target; `target=` names one of the scenario's. */
export const targetKeys = { zone: 'zone', region: 'region', host: 'host', link: 'between' } as const;

export function readFault([kind, ...rest]: readonly Word[], names: ConsoleNames, end: number): FaultCommand {
  if (kind === undefined) throw new ConsoleMistake(`expected a kind of fault, such as ${faultNames[0]}`, end);
  if (!(faultNames as string[]).includes(kind.text)) {
    throw new ConsoleMistake(`unknown fault "${kind.text}"${hint(kind.text, faultNames)}`, kind.column);
  }
  const uses = kind.text as FaultName;
  const entry = faultEntry(uses);
  const pairs = pairsOf(rest);
  const forSeconds = readFor(uses, take(pairs, 'for'), end);
  const target = entry.target === null ? undefined : readTarget(uses, entry.target, pairs, names, end);
  const given = readPairs(entry.with, pairs, { what: uses, end });
  checkReferences(entry.with, given, pairs, names, end);
  checkSpared(given, pairs, names);
  return { verb: 'fault', uses, target, forSeconds, with: entry.with.parse(given) as FaultCommand['with'] };
}

function readFor(uses: FaultName, pair: Pair | undefined, end: number): number | undefined {
  const { duration } = faultEntry(uses);
  if (pair === undefined) {
    if (duration === 'required') throw new ConsoleMistake(`"${uses}" needs for=PT10M: how long it lasts`, end);
    return undefined;
  }
  if (duration === 'never') throw new ConsoleMistake(`"${uses}" is a moment and takes no "for"`, pair.column);
  const seconds = parseDuration(pair.value.toUpperCase());
  if (seconds === undefined || seconds <= 0) {
    throw new ConsoleMistake(`"${pair.value}" is no duration; write it as PT90S, PT10M or PT1H9M`, pair.valueColumn);
  }
  return seconds;
}

function readTarget(
  uses: FaultName,
  type: Exclude<ReturnType<typeof faultEntry>['target'], null>,
  pairs: Map<string, Pair>,
  names: ConsoleNames,
  end: number,
): Target {
  const key = targetKeys[type];
  const named = take(pairs, 'target');
  const direct = take(pairs, key);
  if (named && direct) throw new ConsoleMistake(`give one of "target" and "${key}"`, named.column);
  if (named) return namedTarget(uses, type, named, names);
  if (!direct) throw new ConsoleMistake(`"${uses}" needs ${key}=...: what it is aimed at`, end);
  const ids = direct.value.split(',');
  if (type === 'link') return linkOf(direct, ids, names);
  for (const id of ids) {
    const mistake = type === 'host' ? hostMistake(id, names) : unknownName(type, id, names.named);
    if (mistake !== undefined) throw new ConsoleMistake(mistake, direct.valueColumn + direct.value.indexOf(id));
  }
  return { type, ids };
}

function namedTarget(uses: FaultName, type: Target['type'], { value, valueColumn }: Pair, names: ConsoleNames): Target {
  const message = unknownName('target', value, names.named);
  if (message !== undefined) throw new ConsoleMistake(message, valueColumn);
  const target = names.targets[value]!;
  if (target.type === type) return target;
  throw new ConsoleMistake(`"${uses}" aims at a ${type}; "${value}" is a ${target.type}`, valueColumn);
}

function linkOf({ value, valueColumn }: Pair, ends: readonly string[], names: ConsoleNames): Target {
  const [from, to, ...more] = ends;
  if (from === undefined || to === undefined || more.length > 0) {
    throw new ConsoleMistake('between takes the two ends of the link, such as eu-west-1,berlin', valueColumn);
  }
  const { region = [], zone = [], office = [], installation = [] } = names.named;
  for (const end of [from, to]) {
    const isPlace = [...region, ...zone, ...office].includes(end);
    if (isPlace || hostMistake(end, names) === undefined) continue;
    const valid = [...region, ...zone, ...office, ...installation, ...names.hosts];
    const message = `"${end}" is no region, zone, office or machine${hint(end, valid)}`;
    throw new ConsoleMistake(message, valueColumn + value.indexOf(end));
  }
  return { type: 'link', between: [from, to] };
}

/** Machines as a scenario names them (`main`, `main/worker`, `main/worker/2`), or one by what it is called now. */
function hostMistake(id: string, names: ConsoleNames): string | undefined {
  const { groups, hosts, instances } = names;
  if (groups.includes(id) || hosts.includes(id) || instances.includes(id)) return undefined;
  return `unknown machine "${id}"${hint(id, [...groups, ...hosts])}`;
}

/** The machines that an impairment spares. */
function checkSpared(given: object, pairs: ReadonlyMap<string, Pair>, names: ConsoleNames): void {
  const { except } = given as { except?: unknown };
  if (!Array.isArray(except)) return;
  for (const id of except) {
    const mistake = hostMistake(String(id), names);
    if (mistake !== undefined) throw new ConsoleMistake(mistake, pairs.get('except')!.valueColumn);
  }
}
