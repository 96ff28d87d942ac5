import { fraction, oneOf, seconds, section } from '../fields.ts';
import type { StepEntry, Unmade } from './entry.ts';
import { instanceType } from './names.ts';
import {
  change,
  check,
  followed,
  installation,
  masters,
  promoted,
  region,
  seeded,
  set,
  store,
  zoneLetter,
} from './step-parts.ts';

/** CouchDB and Redis. */
export const storeSteps = {
  'couchdb:can-seed': {
    ...check,
    doc: 'Checks that a replica in a region can become a master with its view indexes',
    with: () => section({ installation: installation(), region: region() }),
    example: { region: 'us-west-1' },
  },
  'couchdb:lag': {
    ...check,
    doc: 'Checks how far replicas are behind their master',
    with: () =>
      section({ installation: installation(), max: seconds(), region: region().optional() }, { max: 'maxSeconds' }),
    outputs: { lagSeconds: 'number' },
    example: { max: 'PT5S' },
  },
  'couchdb:fence': {
    ...set,
    changes: ['couchdb:writable-masters'],
    doc: 'Makes the masters of a region (or of one zone of it) read-only; stops the machine of one that does not answer through EC2',
    with: masters,
    outputs: { how: 'string' },
    example: { region: 'eu-west-1' },
  },
  'couchdb:unfence': {
    ...set,
    doc: 'Lets the masters of a region (or of one zone of it) take writes again',
    with: masters,
    example: { region: 'eu-west-1' },
  },
  'couchdb:seed-from-replica': {
    ...set,
    doc: "Copies a replica's database files to the new master, with its view indexes where their fingerprint fits",
    with: seeded,
    outputs: { indexesReused: 'boolean', documents: 'number', bytes: 'number' },
    example: { region: 'us-west-1', views: 'reuse-if-compatible' },
  },
  'couchdb:build-views': {
    ...set,
    doc: 'Queries every view of the new master and waits until all indexes are built',
    with: store,
    example: { region: 'us-west-1' },
  },
  'couchdb:promote': {
    ...set,
    changes: ['couchdb:writable-masters'],
    doc: 'Makes the new CouchDB the one that the installation writes to',
    with: promoted,
    example: { region: 'us-west-1' },
  },
  'couchdb:follow-master': {
    ...set,
    doc: "Copies the files of another region's master to the new master of a region, which from then on replicates what is written there",
    with: () =>
      section({
        installation: installation(),
        region: region(),
        from: region(),
        views: oneOf('choice', ['reuse-if-compatible', 'rebuild']).default('reuse-if-compatible'),
      }),
    outputs: { indexesReused: 'boolean', documents: 'number', bytes: 'number' },
    example: { region: 'eu-west-1', from: 'us-west-1' },
  },
  'couchdb:caught-up': {
    ...check,
    doc: 'Checks that the new master of a region has every change of the master that it follows',
    with: followed,
    outputs: { changes: 'number' },
    example: { region: 'eu-west-1', from: 'us-west-1' },
  },
  'couchdb:create-replica': {
    ...change,
    doc: 'Starts a machine with a CouchDB that replicates from the master',
    with: () =>
      section({
        installation: installation(),
        region: region(),
        zone: zoneLetter().optional(),
        type: instanceType(),
      }),
    outputs: { instance: 'string' },
    example: { region: 'us-east-1', type: 'm1.large' },
  },
  'couchdb:document-count': {
    ...check,
    doc: 'Compares the number of documents of the new master with what is known of the old one',
    with: store,
    tolerance: () => section({ within: fraction }),
    outputs: { documents: 'number' },
    example: { region: 'us-west-1' },
  },
  'redis:seed-from-replica': {
    ...set,
    doc: "Copies a replica's data to the new Redis master",
    with: store,
    outputs: { bytes: 'number' },
    example: { region: 'us-west-1' },
  },
  'redis:follow-master': {
    ...set,
    doc: 'Makes the new Redis master of a region follow the master of another one, and waits until it has a copy',
    with: followed,
    outputs: { bytes: 'number' },
    example: { region: 'eu-west-1', from: 'us-west-1' },
  },
  'redis:caught-up': {
    ...check,
    doc: "Checks that the new Redis master of a region has everything of what it follows: the region's replica, or another region's master",
    with: () =>
      section({
        installation: installation(),
        region: region(),
        zone: zoneLetter().optional(),
        from: region().optional(),
      }),
    outputs: { bytes: 'number' },
    example: { region: 'us-west-1' },
  },
  'redis:fence': {
    ...set,
    doc: 'Stops the Redis masters of a region (or of one zone of it); stops the machine of one that does not answer through EC2',
    with: masters,
    outputs: { how: 'string' },
    example: { region: 'eu-west-1' },
  },
  'redis:unfence': {
    ...set,
    doc: 'Starts the Redis masters of a region (or of one zone of it) again that were fenced, with the data that they had',
    with: masters,
    example: { region: 'eu-west-1' },
  },
  'redis:promote': {
    ...set,
    doc: 'Makes the new Redis the one that the installation writes to',
    with: promoted,
    example: { region: 'us-west-1' },
  },
} satisfies Record<string, Unmade<StepEntry>>;
