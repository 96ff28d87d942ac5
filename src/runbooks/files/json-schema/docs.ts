import type { JsonSchema } from './convert.ts';
import type { FileKind } from './index.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: what people type

/** What the keys of the formats are for, by path: `[]` goes into a list, `*` into a mapping whose keys users choose. */
const scenarioKeys: Readonly<Record<string, string>> = {
  version: 'The version of the format: 1',
  kind: 'scenario: what breaks, when, and what must still hold',
  id: 'The name of the scenario: letters, digits, ".", "_" and "-"',
  title: 'One line for people',
  description: 'More than one line for people',
  tags: 'Words to find it by',
  sources: 'Where the facts come from',
  variables: 'What may be turned: `--var name=value` sets one, a variant sets several; `${{ vars.name }}` puts one in',
  'variables.*.default': 'Without a default the caller must give a value',
  'variables.*.enum': 'The values that it may have',
  clock: 'When it happens',
  'clock.start': 'Time zero of the faults, with an offset and in quotes: "2011-08-07T19:41:00+02:00"',
  'clock.horizon': 'The run is given up this long after time zero',
  'clock.zone': "The team's time zone, such as Europe/Berlin",
  seed: 'What chance is drawn from, unless `--seed` says otherwise',
  world: 'Regions, accounts, installations and customers, as they are before anything breaks',
  'world.regions': 'Regions with their physical zones',
  'world.offices': 'Places outside EC2, where people and monitors sit',
  'world.accounts': 'Accounts of EC2, and by which letters they see the zones',
  'world.accounts.*.zone-names':
    'shuffled (drawn from the seed), uniform (a is the first zone), or letters for each region',
  'world.accounts.*.quota': 'Running machines and elastic addresses in each region; 20 and 5 where none is given',
  'world.accounts.*.requests':
    'How often it may call a region of EC2, by kind of call: a burst, and so many a second; more is RequestLimitExceeded',
  'world.installations': 'Installations of Scalarium: machines by role, replicas, data, a host name',
  'world.installations.*.manages': 'The installations whose machines this one starts: it is their kernel',
  'world.customers': 'Customers with their machines',
  'world.models': 'How long things take: durations, distributions and rates; what is left out has a default',
  monitoring: "The installation's own monitoring: what it looks at is computed, so are its alerts",
  'monitoring.timeout': 'A machine whose answer takes longer has not answered',
  people: 'Who is on call, how fast they react, decide and work',
  'people.decides': 'How long each decision takes, counted from the first alert',
  'people.does': 'How long each piece of hands-on work takes',
  'steady-state-hypothesis': 'Recovered means: all of these probes hold together, for this long',
  invariants: 'Probes that must hold all the time: broken once means failed, however fast the recovery',
  targets: 'What faults are aimed at, by name',
  method: 'The faults: what breaks physically and when. What follows from them is computed',
  'method[].at': 'When it begins, counted from time zero',
  'method[].for': 'How long it lasts',
  signals: 'What others tell the responders, and when',
  'stop-conditions': 'Expressions over probe(...); the run ends when one is true',
  runbook: 'What people do about it: a file next to this one, and its inputs',
  budgets: 'What must not be exceeded',
  'budgets[].measure': 'recovery, data-loss (of CouchDB), redis-data-loss, phase.<phase> or milestone.<event>',
  'budgets[].percentile': 'Of the runs of a gate; a single run is held to it as it is',
  fit: 'What history says about events; a run prints how far the model is from it',
  variants: 'Patches: values for variables, by name',
  causes: 'Which variants explain the outage; `compare` says what each cost',
};

const runbookKeys: Readonly<Record<string, string>> = {
  version: 'The version of the format: 1',
  kind: 'runbook: what people do, in which order, and what may stop them',
  id: 'The name of the runbook: letters, digits, ".", "_" and "-"',
  title: 'One line for people',
  owner: 'Who keeps it',
  objectives: 'What it promises: rto, rpo',
  inputs: 'What a caller gives: `${{ inputs.name }}` puts one in',
  roles: 'Roles of people, and what each may do',
  preflight: 'Looked at before anything is changed; those who decide see what was found',
  'safety-rules': 'Checked before every step that writes',
  defaults: 'Timeout and retry of the steps that have none of their own',
  activate: 'The plan: steps in the order of their needs',
  'post-recovery': 'Steps for when the plan has succeeded',
  rollbacks: 'When the undo of steps runs: default, always, never, deviated (only after leaving the plan)',
};

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: what people type

const stepKeys: Readonly<Record<string, string>> = {
  id: 'The name of the step in this runbook',
  title: 'One line for people',
  needs: 'The steps of this list that must be done first',
  if: 'An expression; the step is skipped if it is false',
  uses: 'The kind of step',
  with: 'The settings of the kind',
  parallel: 'Steps that start together',
  role: 'The role of the people who may do it',
  timeout: 'For the step as a whole, all its attempts together',
  retry: 'How often it is tried, and with which pause',
  'on-failure': 'Steps for when it has failed for good, and how to go on: continue, retry or stop',
  ungraceful: 'skip: left out once the old place is given up',
  undo: 'How to take it back; an undo of the same kind keeps the settings of its step',
  verify: 'Checks after the step: it fails if one says no',
  progress: 'The probe that says how far it is',
  milestones: 'Events that its start and its end mean, for budgets, phases and anchors',
};

const abouts = {
  scenario: 'What breaks, when, and what must still hold',
  runbook: 'What people do, in which order, and what may stop them',
} as const;
const titles = { scenario: 'A scenario of Zonefall', runbook: 'A runbook of Zonefall' } as const;

/** Adds what the keys are for. */
export function describeKeys(schema: JsonSchema, kind: FileKind): void {
  const keys = kind === 'scenario' ? scenarioKeys : runbookKeys;
  schema.title = titles[kind];
  schema.description = abouts[kind];
  for (const [path, text] of Object.entries(keys)) describe(at(schema, path), text);
  const step = schema.$defs?.step;
  if (step !== undefined) for (const [key, text] of Object.entries(stepKeys)) describe(at(step, key), text);
}

function describe(node: JsonSchema, text: string): void {
  node.description = text;
}

/** Throws for a path that no file can have: a key was renamed, and its doc was not. */
function at(schema: JsonSchema, path: string): JsonSchema {
  let node: JsonSchema | undefined = schema;
  for (const part of path.replaceAll('[]', '.[]').split('.')) {
    const { items, additionalProperties, properties } = node as JsonSchema;
    if (part === '[]') node = items;
    else if (part === '*') node = additionalProperties as JsonSchema | undefined;
    else node = properties?.[part];
    if (node === undefined) throw new Error(`the format has no key ${path}`);
  }
  return node as JsonSchema;
}
