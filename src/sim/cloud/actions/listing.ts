/**
 * What every Describe action does: the records that were named, or all; the filters; and pages.
 *
 * ```ts
 * const KEYS: Listing<KeyPairRecord> = {
 *   action: 'DescribeKeyPairs',
 *   idOf: (key) => key.keyPairId,
 *   filters: { 'key-name': (key) => key.keyName },
 *   tagged: true,
 * };
 * const { page, NextToken } = list(context, KEYS, input, named, own.keyPairs.values());
 * ```
 */
import type { Filter } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter } from '../errors.ts';
import type { ActionContext, ActionName } from './context.ts';
import { type FilterTable, filterBy } from './filters.ts';

export interface Listing<R> {
  readonly action: ActionName;
  /** Names a record among those of its kind; tags and pages go by it. */
  readonly idOf: (record: R) => string;
  readonly filters: FilterTable<R>;
  /** The records may have tags: the filters `tag:<key>`, `tag-key` and `tag-value` are known too. */
  readonly tagged?: boolean;
  /** The smallest and the largest page; 5 and 1000 unless told. */
  readonly pageSizes?: readonly [min: number, max: number];
}

export interface ListInput {
  readonly Filters?: Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/**
 * The records that match, in their order, and the token of the next page if there is one. `named` are those that the
 * request named; empty for none. `all` must come in an order that only grows at its end.
 * Throws InvalidParameterValue, InvalidParameterCombination (pages of named records), InvalidNextToken, FilterLimitExceeded.
 */
export function list<R>(
  context: ActionContext,
  listing: Listing<R>,
  input: ListInput,
  named: readonly R[],
  all: Iterable<R>,
): { page: R[]; NextToken?: string } {
  const { idOf, filters, tagged } = listing;
  const matches = filterBy(context, input.Filters, filters, tagged ? idOf : undefined);
  const size = pageSize(listing, input, named.length > 0);
  if (named.length > 0) return { page: [...new Set(named)].filter(matches) };
  const page: R[] = [];
  for (const record of after(listing, input.NextToken, all)) {
    if (!matches(record)) continue;
    if (page.length === size) return { page, NextToken: tokenOf(listing, page) };
    page.push(record);
  }
  return { page };
}

function pageSize<R>({ pageSizes = [5, 1000] }: Listing<R>, input: ListInput, isNamed: boolean): number {
  const { MaxResults, NextToken } = input;
  if (isNamed && (MaxResults !== undefined || NextToken !== undefined)) {
    throw new Ec2Error(
      'InvalidParameterCombination',
      'The parameters maxResults and nextToken cannot be used with a list of ids',
    );
  }
  if (MaxResults === undefined) return Number.POSITIVE_INFINITY;
  const [min, max] = pageSizes;
  if (!(MaxResults >= min)) {
    throw invalidParameter(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value greater than ${min}.`,
    );
  }
  return Math.min(MaxResults, max);
}

/** As many of the last records of a page as the token names: one of them is still there, as good as surely. */
const NAMED_BY_TOKEN = 5;

/**
 * A token says behind which records the next page begins, so that what ends between two pages takes nothing from the
 * second; of several, because the last may have ended itself.
 */
function tokenOf<R>({ action, idOf }: Listing<R>, page: readonly R[]): string {
  return Buffer.from([action, ...page.slice(-NAMED_BY_TOKEN).map(idOf)].join(' ')).toString('base64');
}

function after<R>({ action, idOf }: Listing<R>, token: string | undefined, all: Iterable<R>): Iterable<R> {
  if (token === undefined) return all;
  const [tokensAction, ...ids] = Buffer.from(token, 'base64').toString('utf8').split(' ');
  const records = [...all];
  const at = tokensAction === action ? records.findLastIndex((record) => ids.includes(idOf(record))) : -1;
  if (at < 0) throw new Ec2Error('InvalidNextToken', `The token '${token}' is invalid or has expired.`);
  return records.slice(at + 1);
}
