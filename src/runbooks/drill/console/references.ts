import { unknownName } from '../../files/checks/names.ts';
import { findReferences } from '../../files/schema-walk.ts';
import type { ConsoleNames } from './names.ts';
import type { Pair } from './pairs.ts';
import { ConsoleMistake } from './words.ts';

/** Names in a `with` that the scenario does not contain. */
export function checkReferences(
  schema: Parameters<typeof findReferences>[0],
  given: object,
  pairs: ReadonlyMap<string, Pair>,
  names: ConsoleNames,
  end: number,
): void {
  for (const { to, name, path } of findReferences(schema, given)) {
    const message = unknownName(to, name, names.named);
    if (message === undefined) continue;
    const pair = pairs.get(path.join('.')) ?? pairs.get(path.slice(0, -1).join('.'));
    throw new ConsoleMistake(message, pair?.valueColumn ?? end);
  }
}
