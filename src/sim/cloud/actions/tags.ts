/** CreateTags, DeleteTags, DescribeTags, and the tags that a new resource brings along. */
import type { ResourceType, Tag, TagDescription, TagSpecification } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter, missingParameter } from '../errors.ts';
import type { ActionContext, Handler } from './context.ts';
import { isVisible } from './instance-view.ts';
import { type Listing, list } from './listing.ts';
import { resourceType } from './resources.ts';

/** Ten tags for each resource in 2011, fifty since 2016; the larger, so that today's tools fit. */
const TAGS_PER_RESOURCE = 50;
const KEY_LENGTH_MAX = 127;
const VALUE_LENGTH_MAX = 255;

/** All resources or none. */
export const createTags: Handler<'CreateTags'> = (context, { Resources = [], Tags = [] }) => {
  for (const id of Resources) {
    resourceType(context, id);
    checkTags(context, id, Tags);
  }
  for (const id of Resources) putTags(context, id, Tags);
  return {};
};

/** Without a value the key goes whatever its value; without tags all go. */
export const deleteTags: Handler<'DeleteTags'> = (context, { Resources = [], Tags }) => {
  for (const id of Resources) {
    const tags = context.own.tags.get(id);
    if (!tags) continue;
    if (!Tags?.length) tags.clear();
    for (const { Key = '', Value } of Tags ?? []) {
      if (Value === undefined || tags.get(Key) === Value) tags.delete(Key);
    }
  }
  return {};
};

const TAGS: Listing<TagDescription> = {
  action: 'DescribeTags',
  idOf: ({ ResourceId, Key }) => `${ResourceId}/${encodeURIComponent(Key!)}`,
  filters: {
    'resource-id': ({ ResourceId }) => ResourceId,
    'resource-type': ({ ResourceType }) => ResourceType,
    key: ({ Key }) => Key,
    value: ({ Value }) => Value,
  },
};

export const describeTags: Handler<'DescribeTags'> = (context, input) => {
  const { page: Tags, NextToken } = list(context, TAGS, input, [], allTags(context));
  return { Tags, NextToken };
};

function* allTags(context: ActionContext): Iterable<TagDescription> {
  for (const [ResourceId, tags] of context.own.tags) {
    const instance = context.own.instances.get(ResourceId);
    if (tags.size === 0 || (instance && !isVisible(context, instance))) continue;
    const ResourceType = resourceType(context, ResourceId);
    for (const [Key, Value] of tags) yield { ResourceId, ResourceType, Key, Value };
  }
}

/** Throws InvalidParameterValue or TagLimitExceeded. */
export function putTags(context: ActionContext, resourceId: string, tags: readonly Tag[]): void {
  if (tags.length === 0) return;
  checkTags(context, resourceId, tags);
  const own = context.own.tags.get(resourceId) ?? new Map<string, string>();
  context.own.tags.set(resourceId, own);
  for (const { Key = '', Value = '' } of tags) own.set(Key, Value);
}

/** The tags of a resource as an answer shows them. */
export function tagsOf(context: ActionContext, resourceId: string): Tag[] {
  const tags = context.own.tags.get(resourceId);
  return tags ? [...tags].map(([Key, Value]) => ({ Key, Value })) : [];
}

/**
 * The tags that a request gives to a new resource of the type; to be asked before anything is made. `allowed` are all
 * types that the request makes. Throws InvalidParameterValue, TagLimitExceeded.
 */
export function specifiedTags(
  context: ActionContext,
  specifications: readonly TagSpecification[] | undefined,
  type: ResourceType,
  allowed: readonly ResourceType[] = [type],
): Tag[] {
  for (const { ResourceType, Tags } of specifications ?? []) {
    if (!ResourceType || !allowed.includes(ResourceType)) {
      throw invalidParameter(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
    }
    if (!Tags?.length) throw missingParameter('Tag');
  }
  const tags = (specifications ?? []).flatMap(({ ResourceType, Tags }) => (ResourceType === type ? Tags! : []));
  checkTags(context, '', tags);
  return tags;
}

function checkTags(context: ActionContext, resourceId: string, tags: readonly Tag[]): void {
  const keys = new Set<string>();
  for (const { Key = '', Value = '' } of tags) {
    if (Key === '') throw invalidParameter('Tag keys may not be empty.');
    if (Key.length > KEY_LENGTH_MAX) throw invalidParameter('Tag key exceeds the maximum length of 127 characters');
    if (Value.length > VALUE_LENGTH_MAX)
      throw invalidParameter('Tag value exceeds the maximum length of 255 characters');
    if (/^aws:/i.test(Key)) throw invalidParameter("Tag keys starting with 'aws:' are reserved for internal use");
    if (keys.has(Key)) throw invalidParameter(`Duplicate tag key '${Key}' specified.`);
    keys.add(Key);
  }
  const own = context.own.tags.get(resourceId);
  for (const key of own?.keys() ?? []) keys.add(key);
  if (keys.size > TAGS_PER_RESOURCE) {
    throw new Ec2Error(
      'TagLimitExceeded',
      `The maximum number of Tags for a resource has been reached (${TAGS_PER_RESOURCE})`,
    );
  }
}
