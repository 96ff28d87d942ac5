/**
 * What a mapping holds under a name that somebody chose; nothing for `constructor` and the like, which every object of JavaScript answers
 * to and no file gave.
 */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
