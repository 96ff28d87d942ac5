/** EC2's `Filters`: every filter must match, one of its values is enough, `*` and `?` are wildcards. */
import type { Filter } from '@aws-sdk/client-ec2';
import { invalidParameter } from '../errors.ts';

/** The values that a resource has under a filter's name, or undefined if the action knows no such filter. */
export type FilterValues = (name: string) => readonly (string | undefined)[] | undefined;

/** Throws InvalidParameterValue for a filter that the action does not know. */
export function matchesFilters(filters: readonly Filter[] | undefined, valuesOf: FilterValues): boolean {
  if (!filters) return true;
  return filters.every(({ Name = '', Values = [] }) => {
    const actual = valuesOf(Name);
    if (!actual) throw invalidParameter(`The filter '${Name}' is invalid`);
    return Values.some((wanted) => actual.some((value) => value !== undefined && matches(wanted, value)));
  });
}

/** The values under the filters `tag:<key>`, `tag-key` and `tag-value`. */
export function tagFilterValues(
  name: string,
  tags: ReadonlyMap<string, string> | undefined,
): readonly string[] | undefined {
  if (name === 'tag-key') return tags ? [...tags.keys()] : [];
  if (name === 'tag-value') return tags ? [...tags.values()] : [];
  if (!name.startsWith('tag:')) return undefined;
  const value = tags?.get(name.slice('tag:'.length));
  return value === undefined ? [] : [value];
}

function matches(wanted: string, value: string): boolean {
  if (!/[*?]/.test(wanted)) return wanted === value;
  const pattern = wanted
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 's').test(value);
}
