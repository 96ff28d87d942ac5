import { z } from 'zod';
import { fraction, integer, oneOf, positiveSeconds, reference, seconds, section } from '../fields.ts';
import { addedSteps } from './added.ts';
import type { StepEntry } from './entry.ts';
import { installationRole, instanceType } from './names.ts';

/** Which installation a step works on; the one that customers use unless it says otherwise. */
const installation = () => reference('installation').default('main');
const region = () => reference('region');
const zoneLetter = () => z.string().regex(/^[a-z]$/, { error: 'expected a zone letter, such as a' });
const instanceId = () => z.string().min(1);

/** A store in one region of an installation. Without a region: where the runbook last started a master. */
const store = () => section({ installation: installation(), region: region().optional() }).prefault({});
/** A store that is to take writes: as `store`, or the one on this machine. */
const promoted = () =>
  section({ installation: installation(), region: region().optional(), on: instanceId().optional() }).prefault({});
/** A master that follows the one of another region. */
const followed = () => section({ installation: installation(), region: region(), from: region() });

const look = { writes: false, safeToRepeat: true, checks: false, outputs: {} } as const;
const check = { ...look, checks: true } as const;
const change = { writes: true, safeToRepeat: false, checks: false, outputs: {} } as const;
/** A change that says how things shall be, not what shall be added: doing it twice does no harm. */
const set = { ...change, safeToRepeat: true } as const;

/**
 * Every kind of step that a runbook can use. The implementation of each is keyed by the same name.
 * `with` is what the file gives; the schemas turn it into camelCase with units in the names.
 */
export const steps = {
  'people:approve': {
    ...look,
    doc: 'Somebody with the right to approve looks at the evidence and chooses; the first choice goes on, `wait` asks again later, any other ends the plan; `escalate` asks another role as well when nobody answers',
    with: section({
      decision: reference('decision'),
      evidence: z.array(oneOf('evidence', ['signals', 'probes', 'preflight', 'topology', 'budgets'])).default([]),
      choices: z
        .array(oneOf('choice', ['go', 'wait', 'abort']))
        .min(1)
        .default(['go', 'abort']),
      prompt: z.string().optional(),
      escalate: section({ to: z.string().min(1), after: positiveSeconds() }, { after: 'afterSeconds' }).optional(),
    }),
    outputs: { choice: 'string', by: 'string' },
    example: { decision: 'leave-region', evidence: ['signals'], choices: ['go', 'wait', 'abort'] },
  },
  'people:do': {
    ...change,
    doc: 'Hands-on work; how long it takes comes from `people.does` of the scenario',
    with: section({ work: reference('work'), note: z.string().optional() }),
    example: { work: 'kernel.install-by-hand' },
  },
  'people:note': {
    ...look,
    doc: 'Asks people to write something down',
    with: section({ prompt: z.string().min(1) }),
    outputs: { text: 'string' },
    example: { prompt: 'What surprised you?' },
  },
  'scalarium:ping': {
    ...check,
    doc: "Asks an installation's API whether it answers",
    with: section({ installation: installation() }).prefault({}),
    outputs: { latencyMs: 'number' },
    example: { installation: 'kernel' },
  },
  'scalarium:connect': {
    ...look,
    doc: "Signs in to an installation's API by its host name; the later steps of the runbook use this connection",
    with: section({ installation: installation() }).prefault({}),
    outputs: { address: 'string' },
    example: { installation: 'kernel' },
  },
  'scalarium:start-instances': {
    ...change,
    doc: 'Asks the installation that manages this one (the kernel) to add and start machines, and waits until they are online',
    with: section({
      installation: installation(),
      role: installationRole(),
      type: instanceType(),
      count: integer(1, 100).default(1),
      region: region(),
      zone: zoneLetter().optional(),
    }),
    outputs: { instances: 'list', addresses: 'list' },
    example: { role: 'frontend', type: 'm1.large', count: 3, region: 'us-west-1' },
  },
  'scalarium:stop-instances': {
    ...set,
    doc: 'Asks the installation that manages this one (the kernel) to stop its machines in a region (or in one zone of it), and waits for that',
    with: section({ installation: installation(), region: region(), zone: zoneLetter().optional() }),
    outputs: { stopped: 'list' },
    example: { region: 'us-west-1' },
  },
  'scalarium:sees': {
    ...check,
    doc: 'Checks how many machines of an installation the one that manages it (the kernel) sees online, everywhere or in one place',
    with: section({
      installation: installation(),
      region: region().optional(),
      zone: zoneLetter().optional(),
      min: integer(1).default(1),
      max: integer(1).optional(),
    }).prefault({}),
    outputs: { online: 'number' },
    example: { installation: 'main', min: 6 },
  },
  'scalarium:fence': {
    ...set,
    doc: 'Stops the services of an installation at its home for good; stops the machine of one that does not answer through EC2',
    with: section({ installation: installation() }),
    outputs: { how: 'string' },
    example: { installation: 'kernel' },
  },
  'scalarium:restore-backup': {
    ...set,
    doc: "Copies an installation's newest backup that can be reached to a machine and loads it",
    with: section({ installation: installation(), to: instanceId(), from: region().optional() }),
    outputs: { documents: 'number', ageSeconds: 'number' },
    example: { installation: 'kernel', to: 'i-00000001' },
  },
  'scalarium:start-services': {
    ...set,
    doc: "Starts an installation's services on a machine and waits until they answer there",
    with: section({ installation: installation(), on: instanceId() }),
    outputs: { address: 'string' },
    example: { installation: 'kernel', on: 'i-00000001' },
  },
  'topology:apart': {
    ...check,
    doc: 'Checks that installations share no physical zone, or no region',
    with: section({
      installations: z.array(reference('installation')).min(2),
      by: oneOf('separation', ['physical-zone', 'region']).default('physical-zone'),
    }),
    example: { installations: ['main', 'kernel'], by: 'region' },
  },
  'couchdb:can-seed': {
    ...check,
    doc: 'Checks that a replica in a region can become a master with its view indexes',
    with: section({ installation: installation(), region: region() }),
    example: { region: 'us-west-1' },
  },
  'couchdb:lag': {
    ...check,
    doc: 'Checks how far replicas are behind their master',
    with: section({ installation: installation(), max: seconds(), region: region().optional() }, { max: 'maxSeconds' }),
    outputs: { lagSeconds: 'number' },
    example: { max: 'PT5S' },
  },
  'couchdb:fence': {
    ...set,
    changes: ['couchdb:writable-masters'],
    doc: 'Makes the masters of a region (or of one zone of it) read-only; stops the machine of one that does not answer through EC2',
    with: section({ installation: installation(), region: region(), zone: zoneLetter().optional() }),
    outputs: { how: 'string' },
    example: { region: 'eu-west-1' },
  },
  'couchdb:unfence': {
    ...set,
    doc: 'Lets the masters of a region take writes again',
    with: section({ installation: installation(), region: region() }),
    example: { region: 'eu-west-1' },
  },
  'couchdb:seed-from-replica': {
    ...set,
    doc: "Copies a replica's database files to the new master, with its view indexes where their fingerprint fits",
    with: section({
      installation: installation(),
      region: region().optional(),
      views: oneOf('choice', ['reuse-if-compatible', 'rebuild']).default('reuse-if-compatible'),
    }).prefault({}),
    outputs: { indexesReused: 'boolean', documents: 'number', bytes: 'number' },
    example: { region: 'us-west-1', views: 'reuse-if-compatible' },
  },
  'couchdb:build-views': {
    ...set,
    doc: 'Queries every view of the new master and waits until all indexes are built',
    with: store(),
    example: { region: 'us-west-1' },
  },
  'couchdb:promote': {
    ...set,
    changes: ['couchdb:writable-masters'],
    doc: 'Makes the new CouchDB the one that the installation writes to',
    with: promoted(),
    example: { region: 'us-west-1' },
  },
  'couchdb:follow-master': {
    ...set,
    doc: "Copies the files of another region's master to the new master of a region, which from then on replicates what is written there",
    with: section({
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
    with: followed(),
    outputs: { changes: 'number' },
    example: { region: 'eu-west-1', from: 'us-west-1' },
  },
  'couchdb:create-replica': {
    ...change,
    doc: 'Starts a machine with a CouchDB that replicates from the master',
    with: section({
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
    with: store(),
    tolerance: section({ within: fraction }),
    outputs: { documents: 'number' },
    example: { region: 'us-west-1' },
  },
  'redis:seed-from-replica': {
    ...set,
    doc: "Copies a replica's data to the new Redis master",
    with: store(),
    outputs: { bytes: 'number' },
    example: { region: 'us-west-1' },
  },
  'redis:follow-master': {
    ...set,
    doc: 'Makes the new Redis master of a region follow the master of another one, and waits until it has a copy',
    with: followed(),
    outputs: { bytes: 'number' },
    example: { region: 'eu-west-1', from: 'us-west-1' },
  },
  'redis:caught-up': {
    ...check,
    doc: "Checks that the new Redis master of a region has everything of what it follows: the region's replica, or another region's master",
    with: section({ installation: installation(), region: region(), from: region().optional() }),
    outputs: { bytes: 'number' },
    example: { region: 'us-west-1' },
  },
  'redis:fence': {
    ...set,
    doc: 'Stops the Redis masters of a region (or of one zone of it); stops the machine of one that does not answer through EC2',
    with: section({ installation: installation(), region: region(), zone: zoneLetter().optional() }),
    outputs: { how: 'string' },
    example: { region: 'eu-west-1' },
  },
  'redis:unfence': {
    ...set,
    doc: 'Starts the Redis masters of a region again that were fenced, with the data that they had',
    with: section({ installation: installation(), region: region(), zone: zoneLetter().optional() }),
    example: { region: 'eu-west-1' },
  },
  'redis:promote': {
    ...set,
    doc: 'Makes the new Redis the one that the installation writes to',
    with: promoted(),
    example: { region: 'us-west-1' },
  },
  'dns:switch': {
    ...set,
    changes: ['dns:live-targets'],
    doc: "Points a record to an installation's frontends in a region, or to one machine",
    with: section({
      installation: installation(),
      record: z.string().min(1).optional(),
      to: region().optional(),
      instance: instanceId().optional(),
    }).refine((value) => (value.to === undefined) !== (value.instance === undefined), {
      error: 'give exactly one of "to" (a region) and "instance"',
    }),
    example: { record: 'manage.scalarium.com', to: 'us-west-1' },
  },
  'ec2:quota': {
    ...check,
    doc: 'Checks that an account may still start this many machines in a region',
    with: section({ account: reference('account').default('main'), region: region(), instances: integer(1) }),
    outputs: { free: 'number' },
    example: { region: 'us-west-1', instances: 10 },
  },
  'ec2:find-replica': {
    ...check,
    doc: "Looks for the running machine with the replicas of an installation's stores in a region",
    with: section({ installation: installation(), region: region() }),
    outputs: { instanceId: 'string', address: 'string' },
    example: { installation: 'kernel', region: 'us-west-1' },
  },
  'ec2:move-address': {
    ...set,
    doc: 'Moves the elastic addresses behind a name of an installation to machines of its role in a zone that are online',
    with: section({
      installation: installation(),
      role: oneOf('role with a name', ['frontend', 'bus']),
      region: region(),
      zone: zoneLetter(),
    }),
    outputs: { moved: 'list' },
    example: { role: 'frontend', region: 'eu-west-1', zone: 'b' },
  },
  'ec2:launch': {
    ...change,
    doc: "Starts one machine with EC2's own API and waits until it runs",
    with: section({
      account: reference('account'),
      region: region(),
      zone: zoneLetter().optional(),
      type: instanceType(),
      name: z.string().optional(),
    }),
    outputs: { instanceId: 'string', address: 'string', privateAddress: 'string' },
    example: { account: 'kernel', region: 'us-east-1', type: 'm1.large' },
  },
  'ec2:terminate': {
    ...set,
    changes: ['ec2:running-outside'],
    doc: "Stops machines for good with EC2's own API: one, or all those of an installation (of one role)",
    with: section({
      account: reference('account'),
      region: region().optional(),
      instance: instanceId().optional(),
      installation: reference('installation').optional(),
      role: installationRole().optional(),
      except: instanceId().optional(),
    }).refine((value) => (value.instance === undefined) !== (value.installation === undefined), {
      error: 'give exactly one of "instance" and "installation"',
    }),
    outputs: { terminated: 'list' },
    example: { account: 'kernel', installation: 'kernel' },
  },
  checkpoint: {
    ...look,
    doc: 'The point of no return: nothing before it is undone any more; a drill asks for the typed word',
    with: section({ word: z.string().min(1).optional() }).prefault({}),
    example: { word: 'switch' },
  },
  'runbook:run': {
    ...look,
    doc: 'Runs another runbook as one step; its file is named relative to this one',
    with: section({
      file: z.string().min(1),
      inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    }),
    example: { file: 'rebuild-kernel.runbook.yaml' },
  },
  'steady-state:wait': {
    ...look,
    doc: "Waits until the scenario's steady state has held; with `anew` for its whole time from now on",
    with: section({ anew: z.boolean().default(false) }).prefault({}),
    example: {},
  },
} satisfies Record<string, StepEntry>;

/** The name of a kind of step. */
export type StepName = keyof typeof steps;
/** What a kind of step is given, after its schema: camelCase, durations in seconds, defaults filled in. */
export type StepWith<N extends StepName = StepName> = z.output<(typeof steps)[N]['with']>;

/** The kinds that come with the program. */
export const stepNames = Object.keys(steps) as StepName[];

/** Every kind that a runbook can use now: those of the plug-ins of this thread come last. */
export function knownStepNames(): readonly StepName[] {
  return [...stepNames, ...(addedSteps.keys() as Iterable<StepName>)];
}

/** The entry of a kind of step. */
export function stepEntry(name: StepName): StepEntry {
  return addedSteps.get(name) ?? steps[name];
}
