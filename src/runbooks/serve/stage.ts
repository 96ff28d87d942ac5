/** What is served: a world, what has to happen before anybody is let in, and what of it listens besides EC2. */
import type { Ec2Models } from '../../sim/cloud/index.ts';
import type { Host, Process } from '../../sim/network/index.ts';
import { World, type WorldOptions } from '../../sim/world.ts';
import { sample } from '../files/distribution.ts';
import { capacityOf, requestRatesOf } from '../testbed/accounts.ts';
import type { Setting } from './setting.ts';

export interface Pace {
  /** Virtual seconds for each of the wall clock. */
  readonly speed: number;
  /** What takes time in EC2 is done at once, and calls travel no way; machines still boot, and faults still last. */
  readonly instant: boolean;
}

export interface Stage {
  readonly world: World;
  /** What a process manager does after a fault has killed a process. */
  restartProcess(host: Host, process: string): void;
  /** Runs in the world, before anybody is let in. */
  raise?(): Promise<void>;
  /** Where real clients come in, besides EC2; asked when it has been raised. `clients` is their process in the world. */
  doors?(clients: Process): readonly Door[];
}

export type MakeStage = (setting: Setting, pace: Pace) => Stage;

/** A server of the world that real clients reach on a port of its own; what it answers travels through the world's network. */
export interface Door {
  /** Unique, and the same after a reset. */
  readonly name: string;
  readonly kind: 'http' | 'tcp';
  /** Where it leads now: `https://manage.scalarium.com`, or an address and a port. */
  target(): { readonly host: string; readonly port: number; readonly scheme?: 'http' | 'https' };
  /** What one needs to be let in, for people. */
  readonly hint?: string;
}

const INSTANT: Ec2Models = {
  pendingSeconds: () => 0,
  shutdownSeconds: () => 0,
  catchUpSeconds: () => 0,
  volumeSeconds: () => 0,
  snapshotSeconds: () => 0,
  answerSeconds: () => 0,
};

/** EC2 as the setting and the pace want it. */
export function ec2Options({ quotasOf, scenario, images, modern }: Setting, { instant }: Pace): WorldOptions['ec2'] {
  return {
    ...{ quotasOf, images, requestRatesOf: requestRatesOf(scenario), capacity: capacityOf(scenario) },
    ...(modern && { defaultVpc: true, exposeZoneIds: true, copiesAcrossRegions: true }),
    ...(instant && { models: INSTANT, controlPlane: { peerTimeoutSeconds: 0 }, statusCheckSeconds: 0 }),
  };
}

/** EC2 and nothing else: its machines boot, and run nothing. */
export const ec2Alone: MakeStage = (setting, pace) => ec2With(() => {})(setting, pace);

/** EC2, whose machines start something when they have booted. */
export function ec2With(onBoot: WorldOptions['onBoot']): MakeStage {
  return (setting, pace) => ({ world: worldOf(setting, pace, onBoot), restartProcess: () => {} });
}

function worldOf(setting: Setting, pace: Pace, onBoot: WorldOptions['onBoot']): World {
  const { seed, startMs, regions, offices, accounts, boot } = setting;
  const world: World = new World({
    ...{ seed, startMs, regions, offices, accounts, keepHostGlobals: true },
    bootSeconds: ({ account, region }) => sample(boot, world.kernel.random(`ec2.boot/${account}/${region}`)),
    onBoot,
    ec2: ec2Options(setting, pace),
  });
  return world;
}
