import { z } from 'zod';
import { integer, oneOf, positiveSeconds, reference, section } from '../fields.ts';
import type { StepEntry, Unmade } from './entry.ts';
import { installationRole, instanceType } from './names.ts';
import { change, check, installation, instanceId, look, region, set, zoneLetter } from './step-parts.ts';

/** People, and the installations that they ask. */
export const peopleSteps = {
  'people:approve': {
    ...look,
    doc: 'Somebody with the right to approve looks at the evidence and chooses; the first choice goes on, `wait` asks again later, any other ends the plan; `escalate` asks another role as well when nobody answers',
    with: () =>
      section({
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
    with: () => section({ work: reference('work'), note: z.string().optional() }),
    example: { work: 'kernel.install-by-hand' },
  },
  'people:note': {
    ...look,
    doc: 'Asks people to write something down',
    with: () => section({ prompt: z.string().min(1) }),
    outputs: { text: 'string' },
    example: { prompt: 'What surprised you?' },
  },
  'scalarium:ping': {
    ...check,
    doc: "Asks an installation's API whether it answers",
    with: () => section({ installation: installation() }).prefault({}),
    outputs: { latencyMs: 'number' },
    example: { installation: 'kernel' },
  },
  'scalarium:connect': {
    ...look,
    doc: "Signs in to an installation's API by its host name; the later steps of the runbook use this connection",
    with: () => section({ installation: installation() }).prefault({}),
    outputs: { address: 'string' },
    example: { installation: 'kernel' },
  },
  'scalarium:start-instances': {
    ...change,
    doc: 'Asks the installation that manages this one (the kernel) to add and start machines, and waits until they are online',
    with: () =>
      section({
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
    with: () => section({ installation: installation(), region: region(), zone: zoneLetter().optional() }),
    outputs: { stopped: 'list' },
    example: { region: 'us-west-1' },
  },
  'scalarium:sees': {
    ...check,
    doc: 'Counts the machines of an installation that the one that manages it (the kernel) sees online, and holds them to a range',
    with: () =>
      section({
        installation: installation(),
        region: region().optional(),
        zone: zoneLetter().optional(),
        min: integer(0).default(1),
        max: integer(0).optional(),
      }).prefault({}),
    outputs: { online: 'number' },
    example: { installation: 'main', min: 6 },
  },
  'scalarium:fence': {
    ...set,
    doc: 'Stops the services of an installation for good, wherever it is now; a machine that does not answer is stopped through EC2',
    with: () => section({ installation: installation() }),
    outputs: { how: 'string' },
    example: { installation: 'kernel' },
  },
  'scalarium:restore-backup': {
    ...set,
    doc: "Copies an installation's newest backup to a machine, from the region where its backups are, and loads it",
    with: () => section({ installation: installation(), to: instanceId() }),
    outputs: { documents: 'number', ageSeconds: 'number' },
    example: { installation: 'kernel', to: 'i-00000001' },
  },
  'scalarium:start-services': {
    ...set,
    doc: "Starts an installation's services on a machine and waits until they answer there",
    with: () => section({ installation: installation(), on: instanceId() }),
    outputs: { address: 'string' },
    example: { installation: 'kernel', on: 'i-00000001' },
  },
  'topology:apart': {
    ...check,
    doc: 'Checks that installations share no physical zone, or no region',
    with: () =>
      section({
        installations: z.array(reference('installation')).min(2),
        by: oneOf('separation', ['physical-zone', 'region']).default('physical-zone'),
      }),
    example: { installations: ['main', 'kernel'], by: 'region' },
  },
} satisfies Record<string, Unmade<StepEntry>>;
