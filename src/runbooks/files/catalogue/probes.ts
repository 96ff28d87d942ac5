import { z } from 'zod';
import { fraction, integer, positiveSeconds, reference, seconds, section } from '../fields.ts';
import { addedProbes } from './added.ts';
import { made, type ProbeEntry, type Unmade } from './entry.ts';
import { instanceType } from './names.ts';

const installation = () => reference('installation').default('main');

/** A number, or a range: `0`, `{ max: 1 }`, `{ min: 1 }`. A number is a range of its own. */
export const range = () =>
  z
    .union(
      [
        z.number(),
        z
          .strictObject({ min: z.number().optional(), max: z.number().optional() })
          .refine((value) => value.min !== undefined || value.max !== undefined, { error: 'give min, max or both' }),
      ],
      { error: 'expected a number, or { min, max }' },
    )
    .transform((value): { min?: number; max?: number } =>
      typeof value === 'number' ? { min: value, max: value } : value,
    );

/** Every kind of probe: it looks at the world from outside, the way a monitor or an operator would. */
export const probes = made({
  'http:get': {
    doc: 'Fetches a page, from an office, and looks at status and time',
    with: () =>
      section(
        {
          url: z
            .string()
            .regex(/^https?:\/\/[^\s/]+/, { error: 'expected a URL such as https://manage.scalarium.com/' }),
          from: reference('office').optional(),
          timeout: positiveSeconds().default(30),
        },
        { timeout: 'timeoutSeconds' },
      ),
    tolerance: () =>
      section(
        { status: integer(100, 599).default(200), within: positiveSeconds().optional() },
        { within: 'withinSeconds' },
      ),
    numeric: false,
    example: { with: { url: 'https://manage.scalarium.com/' }, tolerance: { status: 200, within: 'PT5S' } },
  },
  'scalarium:canary': {
    doc: 'Starts a small machine through the API as a customer would, and stops it again',
    with: () =>
      section({
        installation: installation(),
        region: reference('region'),
        type: instanceType().default('m1.small'),
      }),
    tolerance: () => section({ 'online-within': positiveSeconds() }, { 'online-within': 'onlineWithinSeconds' }),
    numeric: false,
    example: { with: { region: 'us-east-1' }, tolerance: { 'online-within': 'PT15M' } },
  },
  'couchdb:index-lag': {
    doc: 'How many updates the view indexes of the master are behind its database, at most',
    with: () => section({ installation: installation() }).prefault({}),
    tolerance: range,
    numeric: true,
    example: { with: {}, tolerance: 0 },
  },
  'couchdb:writable-masters': {
    doc: 'How many CouchDB nodes of an installation take writes as its master',
    with: () => section({ installation: installation() }).prefault({}),
    tolerance: range,
    numeric: true,
    example: { with: {}, tolerance: { max: 1 } },
  },
  'couchdb:active-tasks': {
    doc: 'How much of the index builds and replications in progress is done, from 0 to 1; 1 if there are none',
    with: () => section({ installation: installation(), region: reference('region').optional() }).prefault({}),
    tolerance: range,
    numeric: true,
    example: { with: {}, tolerance: 1 },
  },
  'redis:writable-masters': {
    doc: 'How many Redis servers of an installation take writes to the same data; one that nobody has seeded yet has its own',
    with: () => section({ installation: installation() }).prefault({}),
    tolerance: range,
    numeric: true,
    example: { with: {}, tolerance: { max: 1 } },
  },
  'ec2:running-outside': {
    doc: "Customers' machines outside a physical zone that stopped running since the start",
    with: () => section({ zone: reference('zone') }),
    tolerance: () => section({ lost: integer(0) }),
    numeric: true,
    example: { with: { zone: 'euw1-az1' }, tolerance: { lost: 0 } },
  },
  'ec2:api': {
    doc: 'Calls DescribeInstances of a region so many times, the way an operator would, and looks at the share that fails and at the time',
    with: () =>
      section({
        region: reference('region'),
        account: reference('account').default('main'),
        calls: integer(1, 100).default(1),
      }),
    tolerance: () =>
      section(
        { within: positiveSeconds().optional(), errors: fraction.default(0) },
        { within: 'withinSeconds', errors: 'errorShareMax' },
      ).prefault({}),
    numeric: false,
    example: { with: { region: 'eu-west-1', calls: 20 }, tolerance: { within: 'PT5S', errors: 0.1 } },
  },
  'scalarium:home-writers': {
    doc: 'How many old masters of an installation (the kernel) can still write to its stores, in any region, as far as anybody outside can tell',
    with: () => section({ installation: reference('installation').default('kernel') }).prefault({}),
    tolerance: range,
    numeric: true,
    example: { with: { installation: 'kernel' }, tolerance: 0 },
  },
  'dns:live-targets': {
    doc: "How many addresses behind an installation's host name answer",
    with: () =>
      section({ installation: installation(), timeout: seconds().default(5) }, { timeout: 'timeoutSeconds' }).prefault(
        {},
      ),
    tolerance: range,
    numeric: true,
    example: { with: {}, tolerance: { min: 1 } },
  },
} satisfies Record<string, Unmade<ProbeEntry>>);

/** The name of a kind of probe. */
export type ProbeName = keyof typeof probes;
/** What a kind of probe is given, after its schema. */
export type ProbeWith<N extends ProbeName = ProbeName> = z.output<(typeof probes)[N]['with']>;
/** What a kind of probe accepts, after its schema. */
export type ProbeTolerance<N extends ProbeName = ProbeName> = z.output<(typeof probes)[N]['tolerance']>;

/** The kinds that come with the program. */
export const probeNames = Object.keys(probes) as ProbeName[];

/** Every kind that a file can use now: those of the plug-ins of this thread come last. */
export function knownProbeNames(): readonly ProbeName[] {
  return [...probeNames, ...(addedProbes.keys() as Iterable<ProbeName>)];
}

/** The probes that measure one number. */
export function numericProbeNames(): readonly ProbeName[] {
  return knownProbeNames().filter((name) => probeEntry(name).numeric);
}

/** The entry of a kind of probe. */
export function probeEntry(name: ProbeName): ProbeEntry {
  return addedProbes.get(name) ?? probes[name];
}
