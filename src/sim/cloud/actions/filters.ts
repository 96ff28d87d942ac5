/** EC2's `Filters`: every filter must match, one of its values is enough, `*` and `?` are wildcards, `\` takes their meaning away. */
import type { Filter } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter } from '../errors.ts';
import type { ActionContext } from './context.ts';

/** What a resource has under a filter's name: nothing, one value or several. Numbers, truths and times are written as EC2 writes them. */
export type FilterValue = string | number | boolean | Date | undefined;
export type FilterValues<R> = (record: R, context: ActionContext) => FilterValue | readonly FilterValue[];

/** The filters that an action knows, by name. */
export type FilterTable<R> = Readonly<Record<string, FilterValues<R>>>;

/** (docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html) */
const FILTERS_MAX = 50;
const VALUES_MAX = 200;

/**
 * Does a record match all the filters? Tags (`tag:<key>`, `tag-key`, `tag-value`) are those of the resource that `tagsOf`
 * names; an action without it knows no such filters.
 * Throws InvalidParameterValue for a filter that the action does not know, FilterLimitExceeded for too many.
 */
export function filterBy<R>(
  context: ActionContext,
  filters: readonly Filter[] | undefined,
  table: FilterTable<R>,
  tagsOf?: (record: R) => string,
): (record: R) => boolean {
  if (!filters?.length) return () => true;
  const values = filters.reduce((sum, { Values }) => sum + (Values?.length ?? 0), 0);
  if (filters.length > FILTERS_MAX) throw limitExceeded('filters', FILTERS_MAX);
  if (values > VALUES_MAX) throw limitExceeded('filter values', VALUES_MAX);
  const tests = filters.map(({ Name, Values = [] }) => {
    const valuesOf = (Name && Object.hasOwn(table, Name) && table[Name]) || (tagsOf && tagValues(Name, tagsOf));
    if (!valuesOf) throw invalidParameter(`The filter '${Name ?? null}' is invalid`);
    const matches = matcher(Values);
    return (record: R) => {
      const actual = valuesOf(record, context);
      return Array.isArray(actual) ? actual.some((one) => matches(one)) : matches(actual as FilterValue);
    };
  });
  return (record) => tests.every((test) => test(record));
}

function tagValues<R>(name: string | undefined, idOf: (record: R) => string): FilterValues<R> | undefined {
  const tags = (record: R, { own }: ActionContext) => own.tags.get(idOf(record));
  if (name === 'tag-key') return (record, context) => [...(tags(record, context)?.keys() ?? [])];
  if (name === 'tag-value') return (record, context) => [...(tags(record, context)?.values() ?? [])];
  if (!name?.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return (record, context) => tags(record, context)?.get(key);
}

function matcher(wanted: readonly string[]): (value: FilterValue) => boolean {
  const plain = new Set(wanted.filter((one) => !/[*?\\]/.test(one)));
  const patterns = wanted.filter((one) => !plain.has(one)).map(patternOf);
  return (value) => {
    if (value === undefined) return false;
    const text = value instanceof Date ? value.toISOString() : String(value);
    return plain.has(text) || patterns.some((pattern) => pattern.test(text));
  };
}

function patternOf(wanted: string): RegExp {
  const parts = [...wanted.matchAll(/\\(.)|[\s\S]/gu)].map(([part, escaped]) => {
    if (escaped === undefined && part === '*') return '.*';
    if (escaped === undefined && part === '?') return '.';
    return (escaped ?? part).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'su');
}

const limitExceeded = (what: string, max: number) =>
  new Ec2Error('FilterLimitExceeded', `The maximum number of ${what} specified on a single call is ${max}`);
