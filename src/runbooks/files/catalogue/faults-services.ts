import { z } from 'zod';
import { integer, positiveSeconds, reference, section } from '../fields.ts';
import type { FaultEntry, Unmade } from './entry.ts';
import { percentage } from './fault-parts.ts';

/** Calls that an error hits, in the words of AWS Fault Injection Service; without `operations` all of them. */
const calls = () =>
  section({
    percentage: percentage().default(100),
    operations: z.array(reference('operation')).default([]),
    account: reference('account').optional(),
  }).prefault({});

const example = { percentage: 50, operations: ['RunInstances', 'StartInstances'] };

/** Names of an installation, or another record. */
const names = () => ({ installation: reference('installation').default('main'), record: z.string().min(1).optional() });

/** What a provider runs for its customers goes wrong: EC2's API and what it allows, DNS, the status page. */
export const serviceFaults = {
  'api:internal-error': {
    doc: "A share of the calls to a region's EC2 ends in 500 InternalError",
    with: calls,
    target: 'region',
    duration: 'required',
    example,
  },
  'api:throttle-error': {
    doc: "A share of the calls to a region's EC2 ends in 503 RequestLimitExceeded",
    with: calls,
    target: 'region',
    duration: 'required',
    example,
  },
  'api:unavailable-error': {
    doc: "A share of the calls to a region's EC2 ends in 503 Unavailable",
    with: calls,
    target: 'region',
    duration: 'required',
    example,
  },
  'account:quota-cut': {
    doc: 'An account may have fewer running instances or elastic addresses, in a region or in each; what it has stays',
    with: () =>
      section({
        account: reference('account'),
        region: reference('region').optional(),
        instances: integer(0).optional(),
        addresses: integer(0).optional(),
      }).refine((value) => value.instances !== undefined || value.addresses !== undefined, {
        error: 'give instances, addresses or both',
      }),
    target: null,
    duration: 'optional',
    example: { account: 'main', region: 'eu-west-1', instances: 5 },
  },
  'dns:wrong-answer': {
    doc: 'The DNS provider answers a share of the questions for a name with other addresses; resolvers keep them for their time',
    with: () => section({ ...names(), addresses: z.array(z.ipv4()).min(1), percentage: percentage().default(100) }),
    target: null,
    duration: 'required',
    example: { installation: 'main', addresses: ['192.0.2.66'], percentage: 50 },
  },
  'dns:no-answer': {
    doc: 'The DNS provider answers a share of the questions for a name not at all; what resolvers have heard still holds for its time',
    with: () => section({ ...names(), percentage: percentage().default(100) }).prefault({}),
    target: null,
    duration: 'required',
    example: { installation: 'main' },
  },
  'dns:stale-resolvers': {
    doc: 'A share of the resolvers goes on giving what they have heard of a name, long after its time to live',
    with: () => section({ ...names(), percentage: percentage().default(100) }).prefault({}),
    target: null,
    duration: 'required',
    example: { installation: 'main', percentage: 25 },
  },
  'status-page:late': {
    doc: 'What the provider publishes on its status page meanwhile appears so much later',
    with: () => section({ by: positiveSeconds() }, { by: 'bySeconds' }),
    target: null,
    duration: 'required',
    example: { by: 'PT30M' },
  },
  'status-page:wrong': {
    doc: 'Whatever the provider publishes on its status page meanwhile, it says this',
    with: () => section({ text: z.string().min(1).default('Service is operating normally') }).prefault({}),
    target: null,
    duration: 'required',
    example: { text: 'Service is operating normally' },
  },
} satisfies Record<string, Unmade<FaultEntry>>;
