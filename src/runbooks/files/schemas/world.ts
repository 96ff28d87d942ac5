import { z } from 'zod';
import { models } from '../catalogue/models.ts';
import {
  customerRoleNames,
  installationRoleNames,
  instanceType,
  instanceTypeNames,
  regionNames,
  usualQuota,
} from '../catalogue/names.ts';
import { fraction, integer, named, oneOf, period, positiveSeconds, reference, section } from '../fields.ts';
import type { Account, Customer, Installation, World, ZoneNames } from '../scenario-types.ts';

const letter = z.string().regex(/^[a-z]$/, {
  error: (issue) => `"${String(issue.input)}" is no zone letter; write the letter alone, such as a`,
});
const place = section({ region: reference('region'), zone: letter });

/** A mapping whose keys come from a fixed list, each of which may be left out. */
function some<const K extends string, V extends z.ZodType>(keys: readonly K[], value: V) {
  return z.strictObject(Object.fromEntries(keys.map((key) => [key, value.optional()])) as Record<K, z.ZodOptional<V>>);
}

const zoneId = z.string().regex(/^[a-z]+\d-az\d+$/, {
  error: (issue) => `"${String(issue.input)}" is no physical zone; they are named like euw1-az1`,
});
const regions = some(regionNames, section({ zones: z.array(zoneId).min(1) })).transform(
  (value) => value as World['regions'],
);

const zoneNames = z
  .union([oneOf('way to name zones', ['shuffled', 'uniform']), some(regionNames, z.record(letter, z.string()))], {
    error: 'expected shuffled, uniform, or letters for each region',
  })
  .transform((value): ZoneNames => {
    if (typeof value === 'string') return { kind: value };
    return { kind: 'pinned', letters: value as Record<string, Record<string, string>> };
  });

const replica = section({
  of: z.array(oneOf('master', ['couch-master', 'redis-master'])).min(1),
  region: reference('region'),
  zone: letter,
  type: instanceType(),
});

const data = section({
  documents: integer(0).default(0),
  'bytes-per-document': integer(1).default(1000),
  // Scalarium has fifteen views, and a design document holds one at least.
  'design-documents': integer(1, 15).default(8),
  'index-policy': oneOf('index policy', ['2011', 'couchdb-3']).default('2011'),
  builders: integer(1).default(1),
});

const dns = section(
  {
    ttl: positiveSeconds().default(300),
    'resolvers-ignoring-ttl': fraction.default(0),
    addresses: oneOf('kind of address', ['ordinary', 'elastic']).default('ordinary'),
  },
  { ttl: 'ttlSeconds' },
);

const quota = section({
  instances: integer(1).default(usualQuota.instances),
  addresses: integer(0).default(usualQuota.addresses),
});

/** Tokens of a bucket, and how fast they come back. */
const calls = section(
  { burst: z.number().min(1), 'per-second': z.number().min(0) },
  { burst: 'size', 'per-second': 'refillPerSecond' },
).optional();
const requests = section({ describe: calls, mutate: calls, 'run-instances': calls });

const installation = section({
  account: reference('account'),
  place,
  hostname: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .optional(),
  manages: z.array(reference('installation')).default([]),
  roles: some(installationRoleNames, section({ count: integer(1, 100), type: instanceType() })),
  replicas: z.array(replica).default([]),
  data: data.prefault({}),
  dns: dns.prefault({}),
  backups: section({ every: period(60), to: reference('region') }, { every: 'everySeconds' }).optional(),
}).transform((value): Installation => value);

const customer = section({
  account: reference('account'),
  cloud: z.string().min(1),
  region: reference('region'),
  zones: z.array(letter).min(1),
  type: instanceType().default('m1.small'),
  roles: some(customerRoleNames, integer(1, 100)),
}).transform((value): Customer => value);

/** `*` is each type that is not named. */
const room = some([...instanceTypeNames, '*'], integer(0));

const office = section({ near: reference('region'), 'latency-ms': z.number().min(0).max(10_000).default(15) });

const modelShape = Object.fromEntries(
  Object.entries(models).map(([name, model]) => [
    name,
    (model.schema as z.ZodType).default(model.default).meta({ description: model.doc, examples: [model.example] }),
  ]),
);

export const world = section({
  regions,
  capacity: z.record(zoneId, room).default({}).meta({
    description:
      'By physical zone and type ("*": each other): how many more machines fit when the story begins; any number by default',
  }),
  offices: named(office).default({}),
  accounts: named(
    section({
      'zone-names': zoneNames.prefault('shuffled'),
      quota: quota.optional(),
      requests: requests.optional(),
    }).transform((value): Account => value),
  ),
  installations: named(installation),
  customers: z.array(customer).default([]),
  models: z
    .strictObject(modelShape)
    .prefault({})
    .transform((value) => value as unknown as World['models']),
});
