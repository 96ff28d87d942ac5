import { z } from 'zod';
import type { Distribution } from '../distribution.ts';
import { distribution, section } from '../fields.ts';

const positive = z.number().positive();

/**
 * The figures of the world's machines, with what holds where a scenario says nothing. Estimates for 2011, calibrated and not measured:
 * boot times after Mao and Humphrey 2012 (96.9 s on average for a small Linux machine).
 */
export const models = {
  'ec2.boot': {
    doc: 'From RunInstances to a booted operating system',
    schema: distribution(),
    default: { kind: 'lognormal', p50Seconds: 95, sigma: 0.25 } as Distribution,
    example: { lognormal: { p50: 'PT95S', sigma: 0.25 } },
  },
  'chef.setup': {
    doc: 'The setup run of the agent on a fresh machine',
    schema: distribution(),
    default: { kind: 'normal', meanSeconds: 240, sdSeconds: 60, minSeconds: 60 } as Distribution,
    example: { normal: { mean: 'PT4M', sd: 'PT1M', min: 'PT1M' } },
  },
  'couchdb.index': {
    doc: 'How fast one view builder of CouchDB reads documents, for each EC2 compute unit of one core',
    schema: section({ 'docs-per-second-per-ecu': positive }),
    default: { docsPerSecondPerEcu: 129 },
    example: { 'docs-per-second-per-ecu': 129 },
  },
  'transfer.same-region': {
    doc: 'How fast files are copied between machines of one region',
    schema: section({ 'mib-per-second': positive }),
    default: { mibPerSecond: 40 },
    example: { 'mib-per-second': 40 },
  },
  'transfer.cross-region': {
    doc: 'How fast files are copied between regions',
    schema: section({ 'mib-per-second': positive }),
    default: { mibPerSecond: 10 },
    example: { 'mib-per-second': 10 },
  },
} as const;

export type ModelName = keyof typeof models;
/** The figures of a world: those that the scenario gives, and the defaults for the rest. */
export type Models = { readonly [N in ModelName]: z.output<(typeof models)[N]['schema']> };

export const modelNames = Object.keys(models) as ModelName[];
