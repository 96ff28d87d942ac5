/** What the data stores' screen says. */
const things = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const stores = {
  title: 'Data stores',
  details: 'Store',
  names: 'Names',
  loading: 'The world is being built',
  none: 'This world has no data store',
  notFound: (filter: string) => `No store with ‘${filter}’ in its name`,
  noDetails: 'Choose a store above',
  noNames: 'This world has no name',
  noIndexes: 'no indexes',
  documents: 'documents',
  ttl: 'ttl',
  officeStillAt: (address: string) => `the office still goes to ${address}`,
  officeStale: 'office stale',
  staleMeans: 'stale: customers who still go to the old address',
  count: (count: number) => things(count, 'store', 'stores'),
  building: (count: number) => `${count} building`,
  lost: (count: number) => `${count} unreachable`,
  kinds: { couchdb: 'couch', redis: 'redis' },
  columns: {
    host: 'host',
    store: 'store',
    role: 'role',
    bits: 'bit',
    state: 'state',
    documents: 'documents',
    lag: 'lag',
    indexes: 'index',
  },
} as const;
