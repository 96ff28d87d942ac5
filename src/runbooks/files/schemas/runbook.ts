import { z } from 'zod';
import { numericProbeNames, type ProbeName, probeEntry } from '../catalogue/probes.ts';
import { knownStepNames, type StepName, stepEntry } from '../catalogue/steps.ts';
import { integer, named, nameText, oneOf, oneOfNow, positiveSeconds, seconds, section } from '../fields.ts';
import { declarations } from '../variables.ts';
import { kindMessage, nameOfFile } from './scenario.ts';

const rights = ['approve', 'abort', 'go-ungraceful', 'run', 'retry', 'skip'] as const;
const docOf = (name: StepName) => stepEntry(name).doc;
const checkNames = () => knownStepNames().filter((name) => stepEntry(name).checks);
const uses = () => oneOfNow('step', knownStepNames, docOf);
const check = () => oneOfNow('check', checkNames, docOf);
const numericProbe = () =>
  oneOfNow('probe that measures a number', numericProbeNames, (name: ProbeName) => probeEntry(name).doc);
/** What a step is given: read by the schema of its kind once its inputs are known. */
const given = z.record(z.string(), z.unknown());

const retry = section(
  {
    attempts: integer(1, 100),
    delay: seconds().default(15),
    backoff: oneOf('backoff', ['none', 'exponential']).default('none'),
  },
  { delay: 'delaySeconds' },
);

const milestones = z.strictObject({ started: nameText.optional(), finished: nameText.optional() });

/** A step as it stands in the file; both forms in one schema, so that a mistake in one is not blamed on the other. */
export interface ReadStep {
  id: string;
  title?: string;
  needs: string[];
  if?: string;
  uses?: StepName;
  with?: Record<string, unknown>;
  parallel?: ReadStep[];
  role?: string;
  timeout?: number;
  retry?: z.output<typeof retry>;
  'on-failure'?: { steps: ReadStep[]; then: 'continue' | 'retry' | 'stop' };
  ungraceful: 'run' | 'skip';
  undo?: { uses: StepName; with?: Record<string, unknown> };
  verify: { uses: StepName; with?: Record<string, unknown>; tolerance?: unknown }[];
  progress?: ProbeName;
  milestones: { started?: string; finished?: string };
}

const step: z.ZodType<ReadStep> = z.lazy(() => stepObject);
const stepObject = z
  .strictObject({
    id: nameText,
    title: z.string().optional(),
    needs: z.array(z.string()).default([]),
    if: z.string().min(1).optional(),
    uses: uses().optional(),
    with: given.optional(),
    parallel: z.array(step).min(1).optional(),
    role: z.string().optional(),
    timeout: positiveSeconds().optional(),
    retry: retry.optional(),
    'on-failure': z
      .strictObject({
        steps: z.array(step).default([]),
        // biome-ignore lint/suspicious/noThenProperty: the file's word; it is never a function
        then: oneOf('way to go on', ['continue', 'retry', 'stop']).default('stop'),
      })
      .optional(),
    ungraceful: oneOf('choice', ['run', 'skip']).default('run'),
    undo: z.strictObject({ uses: uses(), with: given.optional() }).optional(),
    verify: z
      .array(
        z.strictObject({
          uses: check(),
          with: given.optional(),
          tolerance: z.unknown().optional(),
        }),
      )
      .default([]),
    progress: numericProbe().optional(),
    milestones: milestones.default({}),
  })
  .superRefine((value, context) => {
    const issue = (message: string, ...path: string[]) => context.addIssue({ code: 'custom', message, path });
    if (value.uses === undefined && value.parallel === undefined) issue('a step needs "uses" or "parallel"');
    if (value.uses !== undefined && value.parallel !== undefined) {
      issue('a step takes "uses" or "parallel", not both', 'parallel');
    }
    if (value.parallel !== undefined && value.with !== undefined) issue('steps in parallel take no "with"', 'with');
  })
  .register(z.globalRegistry, { id: 'step' });

const preflight = z.strictObject({
  id: nameText,
  uses: check(),
  with: given.optional(),
  severity: oneOf('severity', ['error', 'warning']).default('error'),
});

const safetyRule = section({
  name: nameText,
  type: oneOf('type of rule', ['ATMOST', 'ATLEAST']),
  threshold: z.number(),
  of: numericProbe(),
});

/** What stands in a runbook file. Steps stay as they are in the file; `runbook-parse.ts` gives them their final form. */
export const runbookSchema = section({
  version: z.literal(1, { error: 'this program reads version 1' }),
  kind: z.literal('runbook', { error: (issue) => kindMessage('runbook', issue.input) }),
  id: nameOfFile(),
  title: z.string().min(1),
  owner: z.string().optional(),
  objectives: section(
    { rto: positiveSeconds().optional(), rpo: seconds().optional() },
    { rto: 'rtoSeconds', rpo: 'rpoSeconds' },
  ).prefault({}),
  inputs: declarations(),
  roles: named(z.strictObject({ may: z.array(oneOf('right', rights)) })).default({}),
  preflight: z.array(preflight).default([]),
  'safety-rules': z.array(safetyRule).default([]),
  defaults: z.strictObject({ timeout: positiveSeconds().optional(), retry: retry.optional() }).default({}),
  activate: z.array(step).min(1),
  'post-recovery': z.array(step).default([]),
  rollbacks: z
    .strictObject({
      strategy: oneOf('strategy', ['default', 'always', 'never', 'deviated']).default('default'),
      order: oneOf('order', ['reverse', 'forward']).default('reverse'),
    })
    .prefault({}),
});

/** What `runbookSchema` makes of a file. */
export type ReadRunbook = z.output<typeof runbookSchema>;
