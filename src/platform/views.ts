/**
 * The views over an installation's documents, and the design documents that hold them.
 *
 * CouchDB keeps one index per design document and builds it when one of its views is asked for. SimplyStored could
 * split its views over several design documents (`split_design_documents_per_view`); here the number is a setting, so
 * that what an index costs can be measured. Whoever asks for a view names the view only.
 */

interface View {
  map: string;
  reduce?: string;
}

/** A map function that emits `key` for every document of `type` that was not deleted. ES5, as CouchDB 1.x ran it. */
function each(type: string, key: string): string {
  return `function (doc) { if (doc.type === '${type}' && !doc.deleted_at) emit(${key}, null); }`;
}

const views = {
  'accounts/by_name': { map: each('account', 'doc.name') },
  'users/by_token_hash': { map: each('user', 'doc.token_hash') },
  'users/by_account': { map: each('user', '[doc.account_id, doc.name]') },
  'credentials/by_account': { map: each('credential', 'doc.account_id') },
  'permissions/by_user_and_cloud': { map: each('permission', '[doc.user_id, doc.cluster_id]') },
  'permissions/by_cloud': { map: each('permission', 'doc.cluster_id') },
  'clouds/by_account': { map: each('cloud', '[doc.account_id, doc.name]') },
  'clouds/by_credential': { map: each('cloud', 'doc.credential_id') },
  'roles/by_cloud': { map: each('role', '[doc.cluster_id, doc.shortname]') },
  'instances/by_cloud': { map: each('instance', '[doc.cluster_id, doc.nickname]') },
  'instances/by_role': {
    map: `function (doc) {
  if (doc.type !== 'instance' || doc.deleted_at) return;
  for (var i = 0; i < doc.role_ids.length; i++) emit([doc.role_ids[i], doc.nickname], null);
}`,
  },
  'instances/by_ec2_id': {
    map: `function (doc) { if (doc.type === 'instance' && !doc.deleted_at && doc.ec2_instance_id) emit(doc.ec2_instance_id, null); }`,
  },
  'instances/by_status': { map: each('instance', '[doc.cluster_id, doc.status]'), reduce: '_count' },
  'events/by_cloud_and_time': { map: each('event', '[doc.cluster_id, doc.at_ms]') },
  'events/by_instance_and_time': {
    map: `function (doc) { if (doc.type === 'event' && doc.instance_id) emit([doc.instance_id, doc.at_ms], null); }`,
  },
  'deployments/by_application_and_time': {
    map: `function (doc) {
  if (doc.type === 'deployment' && doc.application_id) emit([doc.application_id, doc.created_at, doc._id], null);
}`,
  },
  'deployments/by_cloud_and_time': { map: each('deployment', '[doc.cluster_id, doc.created_at, doc._id]') },
  'logs/by_instance_and_time': { map: each('log', '[doc.instance_id, doc.at_ms, doc._id]') },
  'ssh_keys/by_account': { map: each('ssh_key', 'doc.account_id') },
} satisfies Record<string, View>;

export type ViewName = keyof typeof views;
export const viewNames = Object.keys(views) as ViewName[];

export interface DesignDocument {
  _id: string;
  _rev?: string;
  language: 'javascript';
  views: Record<string, View>;
}

/** All views, spread evenly over `count` design documents. Throws a RangeError unless 1 <= count <= number of views. */
export function designDocuments(count: number): DesignDocument[] {
  assertCount(count);
  return Array.from({ length: count }, (_, at) => ({
    _id: `_design/${designName(at)}`,
    language: 'javascript',
    views: Object.fromEntries(
      viewNames.filter((_, index) => index % count === at).map((name) => [couchName(name), views[name]]),
    ),
  }));
}

/** Where CouchDB finds a view when they are spread over `count` design documents. */
export function locateView(name: ViewName, count: number): { design: string; view: string } {
  assertCount(count);
  return { design: designName(viewNames.indexOf(name) % count), view: couchName(name) };
}

function assertCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > viewNames.length) {
    throw new RangeError(`views can be spread over 1 to ${viewNames.length} design documents, not ${count}`);
  }
}

const designName = (at: number): string => `scalarium_${at + 1}`;
/** A slash would have to be escaped in every URL. */
const couchName = (name: string): string => name.replace('/', '_');
