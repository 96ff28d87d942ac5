/** What a served world is built from: a scenario's world, or the EC2 of August 2011 where none is named. */

import type { FurtherImage } from '../../sim/cloud/images.ts';
import { QUOTAS } from '../../sim/cloud/quotas.ts';
import type { WorldOptions } from '../../sim/world.ts';
import type { Distribution } from '../files/distribution.ts';
import type { Scenario } from '../files/index.ts';
import { accountsOf, quotasOf } from '../testbed/accounts.ts';

export interface Quota {
  readonly instances: number;
  readonly addresses: number;
}

export interface Setting {
  /** Of a scenario; a name for people. */
  readonly id: string;
  readonly seed: number | string;
  readonly startMs: number;
  readonly regions: WorldOptions['regions'];
  readonly accounts: WorldOptions['accounts'];
  readonly offices: WorldOptions['offices'];
  /** The office from which real clients reach the world. */
  readonly from: string;
  readonly quotasOf: Readonly<Record<string, Quota>>;
  readonly images?: readonly FurtherImage[];
  /** What came after 2011 and clients of today ask for: a default VPC, the ids of zones, copies between regions. */
  readonly modern?: boolean;
  readonly boot: Distribution;
  /** What faults are aimed at by name; a world without a scenario has one in which nothing is, and nothing happens. */
  readonly scenario: Told;
}

/** What is read of a scenario once its world is there. */
export type Told = Pick<Scenario, 'targets' | 'world' | 'method' | 'signals'>;

export interface Chosen {
  readonly seed?: number;
  /** Names; the first is the one that examples use. Only without a scenario. */
  readonly accounts?: readonly string[];
  readonly quota?: Partial<Quota>;
  readonly images?: readonly FurtherImage[];
  readonly modern?: boolean;
}

/**
 * EC2's regions on 7 August 2011, with as many zones as accounts saw then (alestic.com/2009/07/ec2-availability-zones; three in Ireland as
 * Scalarium's account had them).
 */
const REGIONS: WorldOptions['regions'] = {
  'us-east-1': { zones: ['use1-az1', 'use1-az2', 'use1-az3', 'use1-az4'] },
  'us-west-1': { zones: ['usw1-az1', 'usw1-az3'] },
  'eu-west-1': { zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'] },
  'ap-southeast-1': { zones: ['apse1-az1', 'apse1-az2'] },
  'ap-northeast-1': { zones: ['apne1-az1', 'apne1-az4'] },
};
const ACCOUNTS = ['main', 'kernel', 'acme'];
const DESK = 'desk';
/** The mean of 2011: Mao & Humphrey, "A Performance Study on the VM Startup Time in the Cloud" (2012). */
const BOOT: Distribution = { kind: 'fixed', seconds: 95 };

/** The first with which no two of the usual accounts have the same letters, in Ireland and in Virginia. */
const SEED = 12;

/** All regions of 2011, and accounts whose letters are shuffled. */
export function usualSetting({ seed = SEED, accounts = ACCOUNTS, quota = {}, images, modern }: Chosen): Setting {
  const nothing = { capacity: {}, accounts: {}, installations: {}, customers: [] } as unknown as Scenario['world'];
  return {
    id: 'ec2-2011',
    seed,
    startMs: Date.UTC(2011, 7, 7, 12),
    regions: REGIONS,
    accounts: Object.fromEntries(accounts.map((name) => [name, { zoneNames: 'shuffled' as const }])),
    offices: { [DESK]: { near: 'us-east-1', latencyMs: 5 } },
    from: DESK,
    quotasOf: Object.fromEntries(accounts.map((name) => [name, { ...QUOTAS, ...quota }])),
    ...{ images, modern, boot: BOOT },
    scenario: { targets: {}, world: nothing, method: [], signals: [] },
  };
}

/** A scenario's regions, accounts and quotas, as they are when its clock begins. */
export function settingOf(scenario: Scenario, { seed, quota = {}, images, modern }: Chosen): Setting {
  const { regions, offices, models } = scenario.world;
  return {
    id: scenario.id,
    seed: seed ?? scenario.seed,
    startMs: scenario.clock.startEpochMs,
    regions,
    accounts: accountsOf(scenario),
    offices,
    from: scenario.people.from,
    quotasOf: Object.fromEntries(
      Object.entries(quotasOf(scenario)).map(([name, own]) => [name, { ...QUOTAS, ...own, ...quota }]),
    ),
    ...{ images, modern, boot: models['ec2.boot'] },
    scenario,
  };
}
