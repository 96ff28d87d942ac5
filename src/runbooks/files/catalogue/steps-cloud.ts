import { z } from 'zod';
import { integer, oneOf, reference, section } from '../fields.ts';
import type { StepEntry, Unmade } from './entry.ts';
import { installationRole, instanceType } from './names.ts';
import { change, check, installation, instanceId, look, region, set, zoneLetter } from './step-parts.ts';

/** Names, machines, and the plan itself. */
export const cloudSteps = {
  'dns:switch': {
    ...set,
    changes: ['dns:live-targets'],
    doc: "Points a record to an installation's frontends in a region, or to one machine",
    with: () =>
      section({
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
    with: () => section({ account: reference('account').default('main'), region: region(), instances: integer(1) }),
    outputs: { free: 'number' },
    example: { region: 'us-west-1', instances: 10 },
  },
  'ec2:find-replica': {
    ...check,
    doc: "Looks for the running machine with the replicas of an installation's stores in a region",
    with: () => section({ installation: installation(), region: region() }),
    outputs: { instanceId: 'string', address: 'string' },
    example: { installation: 'kernel', region: 'us-west-1' },
  },
  'ec2:move-address': {
    ...set,
    doc: 'Moves the elastic addresses behind a name of an installation to machines of its role in a zone that are online',
    with: () =>
      section({
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
    with: () =>
      section({
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
    doc: "Stops machines for good with EC2's own API: one, or all those of an installation (of one role), in one region or in all",
    with: () =>
      section({
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
    with: () => section({ word: z.string().min(1).optional() }).prefault({}),
    example: { word: 'switch' },
  },
  'runbook:run': {
    ...look,
    doc: 'Runs another runbook as one step; its file is named relative to this one',
    with: () =>
      section({
        file: z.string().min(1),
        inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
      }),
    example: { file: 'rebuild-kernel.runbook.yaml' },
  },
  'steady-state:wait': {
    ...look,
    doc: "Waits until the scenario's steady state has held; with `anew` for its whole time from now on",
    with: () => section({ anew: z.boolean().default(false) }).prefault({}),
    example: {},
  },
} satisfies Record<string, Unmade<StepEntry>>;
