import { z } from 'zod';
import { type FaultName, faultEntry, faultNames } from '../catalogue/faults.ts';
import { knownProbeNames, type ProbeName, probeEntry } from '../catalogue/probes.ts';
import {
  distribution,
  integer,
  named,
  nameText,
  oneOf,
  oneOfNow,
  period,
  positiveSeconds,
  reference,
  seconds,
  section,
} from '../fields.ts';
import { hint, type Path } from '../problems.ts';
import type { Clock, Fault, Probe, Target } from '../scenario-types.ts';
import { validKeys } from '../schema-walk.ts';
import { assignments, declarations } from '../variables.ts';
import { world } from './world.ts';

const clock = z
  .strictObject({
    start: z.string({ error: 'expected a date with its offset in quotes, such as "2011-08-07T19:41:00+02:00"' }),
    horizon: positiveSeconds(),
    zone: z.string().default('UTC'),
  })
  .transform((value, context): Clock => {
    const startEpochMs = parseInstant(value.start);
    if (startEpochMs === undefined) {
      const message = `"${value.start}" is no day and time with an offset; write it as "2011-08-07T19:41:00+02:00"`;
      context.addIssue({ code: 'custom', message, path: ['start'] });
    }
    if (!isTimeZone(value.zone)) {
      context.addIssue({
        code: 'custom',
        message: `unknown time zone "${value.zone}"${hint(value.zone, Intl.supportedValuesOf('timeZone'))}`,
        path: ['zone'],
      });
    }
    return {
      start: value.start,
      startEpochMs: startEpochMs ?? 0,
      horizonSeconds: value.horizon,
      zone: value.zone,
    };
  });

function parseInstant(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-(\d\d))T\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return undefined;
  const epochMs = Date.parse(text);
  // Date.parse takes 31 February for 3 March.
  const dayMs = Date.parse(`${match[1]}T00:00:00Z`);
  if (Number.isNaN(epochMs) || new Date(dayMs).getUTCDate() !== Number(match[2])) return undefined;
  return epochMs;
}

function isTimeZone(name: string): boolean {
  try {
    // Only asks whether the name exists; nothing that is hashed is formatted with it.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Reads `with` or `tolerance` by the schema of the kind, and hands its issues on. */
function readBy(schema: z.ZodType, value: unknown, key: string, context: z.RefinementCtx): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const valid = issue.code === 'unrecognized_keys' ? { valid: validKeys(schema, issue.path as Path) } : {};
    context.issues.push({ ...issue, ...valid, path: [key, ...issue.path], input: value } as z.core.$ZodRawIssue);
  }
  return z.NEVER;
}

const probe = z
  .strictObject({
    name: nameText,
    uses: oneOfNow('probe', knownProbeNames, (name: ProbeName) => probeEntry(name).doc),
    with: z.unknown(),
    tolerance: z.unknown(),
  })
  .partial({ with: true, tolerance: true })
  .transform((value, context): Probe => {
    const entry = probeEntry(value.uses);
    return {
      name: value.name,
      uses: value.uses,
      with: readBy(entry.with, value.with ?? {}, 'with', context),
      tolerance: readBy(entry.tolerance, value.tolerance, 'tolerance', context),
    } as Probe;
  });

export const fault = z
  .strictObject({
    name: nameText,
    uses: oneOfNow(
      'fault',
      () => faultNames,
      (name: FaultName) => faultEntry(name).doc,
    ),
    target: reference('target').optional(),
    at: seconds(),
    for: positiveSeconds().optional(),
    with: z.unknown(),
  })
  .partial({ with: true })
  .transform((value, context): Fault => {
    const entry = faultEntry(value.uses);
    if (entry.target !== null && value.target === undefined) {
      const message = `"${value.uses}" needs a target of type ${entry.target}`;
      context.addIssue({ code: 'custom', message });
    }
    if (entry.target === null && value.target !== undefined) {
      context.addIssue({ code: 'custom', message: `"${value.uses}" takes no target`, path: ['target'] });
    }
    if (entry.duration === 'required' && value.for === undefined) {
      context.addIssue({ code: 'custom', message: `"${value.uses}" needs "for": how long it lasts` });
    }
    if (entry.duration === 'never' && value.for !== undefined) {
      context.addIssue({ code: 'custom', message: `"${value.uses}" is a moment and takes no "for"`, path: ['for'] });
    }
    return {
      name: value.name,
      uses: value.uses,
      ...(value.target === undefined ? {} : { target: value.target }),
      atSeconds: value.at,
      ...(value.for === undefined ? {} : { forSeconds: value.for }),
      with: readBy(entry.with, value.with ?? {}, 'with', context),
    } as Fault;
  });

export const target = z
  .strictObject({
    type: oneOf('target type', ['zone', 'region', 'host', 'link']),
    ids: z.array(z.string().min(1)).optional(),
    between: z.array(z.string().min(1)).length(2, { error: 'takes the two ends of the link' }).optional(),
  })
  .transform((value, context): Target => {
    if (value.type === 'link') {
      if (value.ids !== undefined)
        context.addIssue({ code: 'custom', message: 'a link takes "between"', path: ['ids'] });
      if (value.between === undefined)
        context.addIssue({ code: 'custom', message: 'a link needs "between": its two ends' });
      return { type: 'link', between: (value.between ?? ['', '']) as [string, string] };
    }
    if (value.between !== undefined) {
      context.addIssue({ code: 'custom', message: `a target of type ${value.type} takes "ids"`, path: ['between'] });
    }
    if (value.ids === undefined) {
      context.addIssue({ code: 'custom', message: `a target of type ${value.type} needs "ids"` });
    }
    return { type: value.type, ids: value.ids ?? [] };
  });

const onCall = section({ count: integer(1, 1000).default(1), reacts: distribution().prefault('PT2M') });

export const people = section({
  from: reference('office').optional(),
  'on-call': onCall.prefault({}),
  decides: named(distribution()).default({}),
  does: named(distribution()).default({}),
});

export const monitoring = section(
  {
    every: period(1).default(60),
    from: reference('office').optional(),
    timeout: positiveSeconds().default(10),
    failures: integer(1, 100).default(1),
  },
  { every: 'everySeconds', timeout: 'timeoutSeconds' },
);

const steadyState = section(
  { title: z.string().default(''), probes: z.array(probe), 'hold-for': seconds().default(0) },
  { 'hold-for': 'holdForSeconds' },
);

const signal = section(
  { at: seconds(), via: oneOf('channel', ['aws-status', 'phone', 'chat']), text: z.string().min(1) },
  { at: 'atSeconds' },
);

const budget = section(
  {
    id: nameText,
    measure: z.string(),
    max: seconds(),
    percentile: z.number().gt(0, { error: 'must be above 0' }).max(100).default(95),
  },
  { max: 'maxSeconds' },
);

const fit = section(
  { event: z.string(), at: seconds(), within: seconds() },
  { at: 'atSeconds', within: 'withinSeconds' },
);

const causes = section({
  baseline: z.string(),
  each: z
    .array(z.union([z.string(), assignments()], { error: 'expected the name of a variant, or values of variables' }))
    .min(1),
});

/** What stands in a scenario file, once its variables are put in. Names that point elsewhere are checked afterwards. */
export const scenarioSchema = section({
  version: z.literal(1, { error: 'this program reads version 1' }),
  kind: z.literal('scenario', { error: (issue) => kindMessage('scenario', issue.input) }),
  id: nameOfFile(),
  title: z.string().min(1),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  sources: z.array(z.string()).default([]),
  variables: declarations(),
  clock,
  seed: integer(0).default(1),
  world,
  monitoring: monitoring.prefault({}),
  people: people.prefault({}),
  'steady-state-hypothesis': steadyState.prefault({ probes: [] }),
  invariants: z.array(probe).default([]),
  targets: named(target).default({}),
  method: z.array(fault).default([]),
  signals: z.array(signal).default([]),
  'stop-conditions': z.array(section({ name: nameText, when: z.string().min(1) })).default([]),
  runbook: section({ file: z.string().min(1), inputs: assignments().default({}) }).optional(),
  budgets: z.array(budget).default([]),
  fit: z.array(fit).default([]),
  variants: named(assignments()).default({}),
  causes: causes.optional(),
});

/** What `scenarioSchema` makes of a file. */
export type ReadScenario = z.output<typeof scenarioSchema>;

/** An id of a file: it may begin with a digit, as dates do. */
export function nameOfFile() {
  return z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: (issue) => `"${String(issue.input)}" is no id: letters, digits, ".", "_" and "-"`,
  });
}

/** The message for a file of another kind than the one that was asked for. */
export function kindMessage(wanted: 'scenario' | 'runbook', given: unknown): string {
  const other = wanted === 'scenario' ? 'runbook' : 'scenario';
  if (given === other) return `this is a ${other}; a ${wanted} was expected here`;
  return `expected ${wanted}`;
}

/** Probes and faults by their kind, for walking over `with`. */
export function schemaOfWith(uses: string): z.ZodType | undefined {
  if (knownProbeNames().includes(uses as ProbeName)) return probeEntry(uses as ProbeName).with;
  if (faultNames.includes(uses as FaultName)) return faultEntry(uses as FaultName).with;
  return undefined;
}
