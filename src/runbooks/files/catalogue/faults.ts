import { z } from 'zod';
import { fraction, oneOf, positiveSeconds, reference, seconds, section } from '../fields.ts';
import { type FaultEntry, made, type Unmade } from './entry.ts';
import { percentage } from './fault-parts.ts';
import { serviceFaults } from './faults-services.ts';
import { storageFaults } from './faults-storage.ts';
import { instanceType } from './names.ts';

/** Every kind of fault: what breaks physically, or what the cloud's own operators do. What follows from it is computed. */
export const faults = made({
  'zone:network-impairment': {
    doc: 'A share of the machines of a physical zone, drawn for each, cannot be reached from outside it; `except` names machines that are spared',
    with: () => section({ percentage: percentage(), except: z.array(z.string()).default([]) }),
    target: 'zone',
    duration: 'required',
    example: { percentage: 40, except: ['main/couch-master'] },
  },
  'zone:power-interruption': {
    doc: 'A physical zone loses power, once its batteries (ups) are empty; machines stop, a share of the volumes loses copies and heals as data and room allow, a share of the machines stays broken, and the network may stay dark longer',
    with: () =>
      section(
        {
          ebs: section({ lost: fraction }).default({ lost: 1 }),
          ups: positiveSeconds().optional(),
          unrecoverable: fraction.optional(),
          'dark-until': seconds().optional(),
        },
        { ups: 'upsSeconds', 'dark-until': 'darkUntilSeconds' },
      ).prefault({}),
    target: 'zone',
    duration: 'required',
    example: { ebs: { lost: 0.58 }, ups: 'PT30S', unrecoverable: 0.05, 'dark-until': 'PT3H8M' },
  },
  'zone:insufficient-capacity': {
    doc: 'A share of the launches and starts in a physical zone ends in InsufficientInstanceCapacity, of some types or all',
    with: () =>
      section({
        percentage: percentage().default(100),
        types: z.array(instanceType()).default([]),
        account: reference('account').optional(),
      }).prefault({}),
    target: 'zone',
    duration: 'optional',
    example: { percentage: 75, types: ['m1.large'] },
  },
  'control-plane:drop-dead-peers': {
    doc: "EC2's operators take dead management servers out of a region's rotation",
    with: () => section({ region: reference('region') }),
    target: null,
    duration: 'never',
    example: { region: 'eu-west-1' },
  },
  'control-plane:disable-launches': {
    doc: "EC2's operators refuse launches into a physical zone, so that they queue no longer",
    with: () => section({ zone: reference('zone') }),
    target: null,
    duration: 'optional',
    example: { zone: 'euw1-az1' },
  },
  'link:partition': {
    doc: 'Nothing passes between two places: a black hole, no reset',
    with: () => section({}).prefault({}),
    target: 'link',
    duration: 'required',
    example: {},
  },
  'link:latency': {
    doc: 'Every message between two places takes longer, give or take the jitter',
    with: () =>
      section(
        { delay: positiveSeconds(), jitter: seconds().default(0) },
        { delay: 'delaySeconds', jitter: 'jitterSeconds' },
      ),
    target: 'link',
    duration: 'required',
    example: { delay: 'PT0.5S', jitter: 'PT0.1S' },
  },
  'link:loss': {
    doc: 'A share of what is sent between two places is lost and has to be sent again, each time after twice as long',
    with: () => section({ percentage: percentage(99) }),
    target: 'link',
    duration: 'required',
    example: { percentage: 20 },
  },
  'host:power': {
    doc: 'Machines lose power; without `for` they stay off',
    with: () => section({}).prefault({}),
    target: 'host',
    duration: 'optional',
    example: {},
  },
  'host:shutdown': {
    doc: 'Machines shut themselves down, as somebody may from a shell; EC2 then stops or terminates their instances, as their owner chose',
    with: section({}).prefault({}),
    target: 'host',
    duration: 'never',
    example: {},
  },
  'process:kill': {
    doc: 'Kills a process on machines that go on running; with `for` it is started again afterwards',
    with: () => section({ process: oneOf('process', ['couchdb', 'redis', 'frontend', 'worker', 'bus', 'agent']) }),
    target: 'host',
    duration: 'optional',
    example: { process: 'couchdb' },
  },
  ...storageFaults,
  ...serviceFaults,
} satisfies Record<string, Unmade<FaultEntry>>);

/** The name of a kind of fault. */
export type FaultName = keyof typeof faults;
/** What a kind of fault is given, after its schema. */
export type FaultWith<N extends FaultName = FaultName> = z.output<(typeof faults)[N]['with']>;

export const faultNames = Object.keys(faults) as FaultName[];

/** The entry of a kind of fault. */
export function faultEntry(name: FaultName): FaultEntry {
  return faults[name];
}
