/** CreateTags, DeleteTags, DescribeTags, and the tags that a launch brings along. */
import type { ResourceType, Tag, TagDescription } from '@aws-sdk/client-ec2';
import { Ec2Error, missingParameter } from '../errors.ts';
import type { ActionContext, Handler } from './context.ts';
import { matchesFilters } from './filters.ts';

/** Ten tags for each resource in 2011, fifty since 2016; the larger, so that today's tools fit. */
const TAGS_PER_RESOURCE = 50;

export const createTags: Handler<'CreateTags'> = (context, { Resources, Tags }) => {
  if (!Resources?.length) throw missingParameter('ResourceId');
  if (!Tags?.length) throw missingParameter('Tag');
  for (const id of Resources) resourceType(context, id);
  for (const id of Resources) putTags(context, id, Tags);
  return {};
};

/** Without a value the key goes whatever its value; without tags all go. */
export const deleteTags: Handler<'DeleteTags'> = (context, { Resources, Tags }) => {
  if (!Resources?.length) throw missingParameter('ResourceId');
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

export const describeTags: Handler<'DescribeTags'> = (context, { Filters }) => {
  const Tags: TagDescription[] = [];
  for (const [ResourceId, tags] of context.own.tags) {
    const ResourceType = resourceType(context, ResourceId);
    for (const [Key, Value] of tags) {
      const values = new Map([
        ['resource-id', ResourceId],
        ['resource-type', ResourceType],
        ['key', Key],
        ['value', Value],
      ]);
      const matching = matchesFilters(Filters, (name) => (values.has(name) ? [values.get(name)] : undefined));
      if (matching) Tags.push({ ResourceId, ResourceType, Key, Value });
    }
  }
  return { Tags };
};

/** Throws TagLimitExceeded. */
export function putTags(context: ActionContext, resourceId: string, tags: readonly Tag[]): void {
  const own = context.own.tags.get(resourceId) ?? new Map<string, string>();
  const added = tags.filter(({ Key = '' }) => !own.has(Key)).length;
  if (own.size + added > TAGS_PER_RESOURCE) {
    throw new Ec2Error(
      'TagLimitExceeded',
      `The maximum number of Tags for a resource has been reached (${TAGS_PER_RESOURCE})`,
    );
  }
  context.own.tags.set(resourceId, own);
  for (const { Key = '', Value = '' } of tags) own.set(Key, Value);
}

/** The tags of a resource as an answer shows them. */
export function tagsOf(context: ActionContext, resourceId: string): Tag[] {
  return [...(context.own.tags.get(resourceId) ?? [])].map(([Key, Value]) => ({ Key, Value }));
}

/** Throws InvalidID for what the account does not have. */
function resourceType({ own }: ActionContext, id: string): ResourceType {
  if (own.instances.has(id)) return 'instance';
  if (own.volumes.has(id)) return 'volume';
  if (own.groups.has(id)) return 'security-group';
  throw new Ec2Error('InvalidID', `The ID '${id}' is not valid`);
}
