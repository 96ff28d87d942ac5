/** The storage of all zones: what a fault did to each volume, and how it heals. */
import type { Kernel } from '../../kernel/index.ts';
import type { PhysicalZones } from '../machines.ts';
import type { Cancel } from '../zone-work.ts';
import { CopyLine } from './copy-line.ts';
import { EBS_DEFAULTS, type EbsOptions } from './options.ts';

/**
 * `stuck`: a copy was lost; reads and writes wait until there is another one. `inconsistent`: all copies were hit while
 * data was being written; nobody can say which is right, so that the volume is closed until its owner opens it.
 */
export type VolumeCondition = 'ok' | 'stuck' | 'inconsistent';

/** What the storage knows of a volume. */
export interface StoredVolume {
  readonly volumeId: string;
  readonly zoneId: string;
  readonly sizeGib: number;
  /** Its owner wants it opened again without being asked. */
  readonly autoEnableIo: boolean;
}

/** What the storage knows of a snapshot, which belongs to a region. */
export interface StoredSnapshot {
  readonly snapshotId: string;
  readonly sizeGib: number;
}

/** Shares are 0 to 1, of everything in the zone; what is left is untouched. */
export interface Strike {
  stuckShare: number;
  /** Default 0. */
  inconsistentShare?: number;
  /** The room for new copies that the zone has from now on; as much as it had, if left out. */
  spareGib?: number;
}

export interface EbsParts<V extends StoredVolume, S extends StoredSnapshot> {
  kernel: Kernel;
  zones: PhysicalZones;
  options?: Partial<EbsOptions>;
  /** All volumes that are stored in a zone. */
  volumes: (zoneId: string) => Iterable<V>;
  /** Names the stream from which the volume's fate is drawn. */
  fateStream: (volume: V) => string;
  /** All completed snapshots of a region. */
  snapshots: (region: string) => Iterable<S>;
  /** The volume is stuck or inconsistent from now on. */
  onHarmed: (volume: V) => void;
  /** A recovery snapshot of the volume is ready for its owner. */
  onVolumeRecovered: (volume: V) => void;
  /** Blocks of the snapshot are missing: nobody may use it any more. */
  onSnapshotLost: (snapshot: S) => void;
  /** A copy of it, with empty blocks for the missing ones, is ready for its owner. */
  onSnapshotRecovered: (snapshot: S) => void;
}

interface Harm {
  readonly condition: Exclude<VolumeCondition, 'ok'>;
  /** The place in the line of new copies at which a stuck volume has one again. */
  readonly untilGib: number;
}

interface Cluster {
  readonly mirroring: CopyLine;
  readonly recovery: CopyLine;
  readonly harms: Map<string, Harm>;
}

export interface ClusterStatus {
  /** Data that has lost a copy and has no new one yet. */
  stuckGib: number;
  /** Data whose recovery snapshots are still to come. */
  unrecoveredGib: number;
  spareGib: number;
  /** Until nothing is stuck, as things are now; Infinity if that is not in sight. */
  secondsLeft: number;
}

export class Ebs<V extends StoredVolume = StoredVolume, S extends StoredSnapshot = StoredSnapshot> {
  readonly options: Readonly<EbsOptions>;
  readonly #parts: EbsParts<V, S>;
  /** Of the zones that have ever been hit: the others cost nothing. */
  readonly #clusters = new Map<string, Cluster>();
  /** Of the regions that have lost snapshots. */
  readonly #snapshotRecovery = new Map<string, CopyLine>();
  /** Who waits for a volume that is inconsistent. */
  readonly #waiting = new Set<{ volume: StoredVolume; act: () => void }>();

  constructor(parts: EbsParts<V, S>) {
    this.#parts = parts;
    this.options = { ...EBS_DEFAULTS, ...parts.options };
  }

  /**
   * Servers of a zone's storage have lost power, so many that this share of all volumes has lost a copy. The two copies
   * of a volume are on servers that have nothing to do with each other, so it follows how many have lost both. Returns
   * the ids of the volumes that were hit.
   */
  losePower(zoneId: string, lostShare: number): string[] {
    return lostShare === 0 ? [] : this.strike(zoneId, copiesLost(lostShare));
  }

  /**
   * A power or network fault has cost a zone's storage copies of its data: that share of all volumes is stuck, or
   * inconsistent. New copies are made while the zone has power, one after another. Returns the ids of the volumes that
   * were hit. Throws a RangeError for shares that are none.
   */
  strike(zoneId: string, { stuckShare, inconsistentShare = 0, spareGib }: Strike): string[] {
    requireShares(stuckShare, inconsistentShare);
    const { mirroring, recovery, harms } = this.#cluster(zoneId);
    if (spareGib !== undefined) mirroring.addSpare(spareGib - mirroring.spareGib);
    const stuckGib = stuckShare * this.options.dataGib;
    const lostGib = inconsistentShare * this.options.dataGib;
    const stuckFromGib = mirroring.enter(stuckGib);
    const lostFromGib = recovery.enter(lostGib);
    const hit: V[] = [];
    for (const volume of this.#parts.volumes(zoneId)) {
      // Each volume has a stream of its own, so that one more volume in the zone changes no other's fate.
      const random = this.#parts.kernel.random(this.#parts.fateStream(volume));
      const fate = random.uniform();
      const place = random.uniform();
      const before = this.condition(volume);
      if (fate < inconsistentShare && before !== 'inconsistent') {
        harms.set(volume.volumeId, { condition: 'inconsistent', untilGib: 0 });
        recovery.when(lostFromGib + endOf(place, volume.sizeGib, lostGib), () => this.#parts.onVolumeRecovered(volume));
        hit.push(volume);
      } else if (fate >= inconsistentShare && fate < inconsistentShare + stuckShare && before === 'ok') {
        const untilGib = stuckFromGib + endOf(place, volume.sizeGib, stuckGib);
        harms.set(volume.volumeId, { condition: 'stuck', untilGib });
        hit.push(volume);
      }
    }
    for (const volume of hit) this.#parts.onHarmed(volume);
    return hit.map(({ volumeId }) => volumeId);
  }

  /** Hardware is brought into the zone, or with a negative amount the room is used up by something else. */
  addSpare(zoneId: string, gib: number): void {
    this.#cluster(zoneId).mirroring.addSpare(gib);
  }

  /**
   * A clean-up has deleted blocks that snapshots still needed, as in the week of August 2011: that share of a region's
   * snapshots cannot be used any more. Copies of what is left of them are made one after another. Returns the ids.
   */
  loseSnapshots(region: string, { share }: { share: number }): string[] {
    requireShares(share);
    const line = this.#snapshotRecoveryOf(region);
    const lostGib = share * this.options.dataGib;
    const fromGib = line.enter(lostGib);
    const lost: string[] = [];
    for (const snapshot of [...this.#parts.snapshots(region)]) {
      const random = this.#parts.kernel.random(`ebs/${snapshot.snapshotId}`);
      const place = random.uniform();
      if (!random.chance(share)) continue;
      this.#parts.onSnapshotLost(snapshot);
      const recover = () => this.#parts.onSnapshotRecovered(snapshot);
      line.when(fromGib + endOf(place, snapshot.sizeGib, lostGib), recover);
      lost.push(snapshot.snapshotId);
    }
    return lost;
  }

  /** All harm in the zone is gone at once, as when a fault is ended that a drill has put there. */
  relieve(zoneId: string): void {
    const cluster = this.#clusters.get(zoneId);
    cluster?.harms.clear();
    cluster?.mirroring.finish();
    cluster?.recovery.finish();
    this.settle();
  }

  /** Can anybody look at what is stored there? */
  sees(zoneId: string): boolean {
    return this.#parts.zones.reachable(zoneId);
  }

  condition(volume: StoredVolume): VolumeCondition {
    const cluster = this.#clusters.get(volume.zoneId);
    const harm = cluster?.harms.get(volume.volumeId);
    if (!cluster || !harm) return 'ok';
    const healed =
      harm.condition === 'stuck'
        ? cluster.mirroring.isDone(harm.untilGib)
        : volume.autoEnableIo && this.#parts.zones.reachable(volume.zoneId);
    if (!healed) return harm.condition;
    cluster.harms.delete(volume.volumeId);
    return 'ok';
  }

  /** The owner opens an inconsistent volume, whatever is on it. */
  open(volume: StoredVolume): void {
    if (this.condition(volume) === 'inconsistent') this.#clusters.get(volume.zoneId)?.harms.delete(volume.volumeId);
    this.settle();
  }

  /** Whoever waits for a volume that may have been opened goes on if it has: a zone is back, an owner wants something else. */
  settle(): void {
    for (const waiting of [...this.#waiting]) {
      if (this.condition(waiting.volume) === 'inconsistent') continue;
      this.#waiting.delete(waiting);
      waiting.act();
    }
  }

  /** Calls `act` when the volume is not stuck: at once, and then there is nothing to call off, or later. */
  whenWritable(volume: StoredVolume, act: () => void): Cancel | undefined {
    return this.#when(volume, (condition) => condition !== 'stuck', act);
  }

  /** Calls `act` when the volume is neither stuck nor inconsistent. */
  whenUsable(volume: StoredVolume, act: () => void): Cancel | undefined {
    return this.#when(volume, (condition) => condition === 'ok', act);
  }

  /** Calls `act` when there is room for a new volume: at once, unless the room is used up and others wait for it. */
  whenRoom(zoneId: string, act: () => void): Cancel | undefined {
    const line = this.#clusters.get(zoneId)?.mirroring;
    if (line && line.spareGib === 0 && !line.isDone(line.totalGib)) return line.when(line.totalGib, act);
    act();
    return undefined;
  }

  /** For a journal or a screen. */
  status(zoneId: string): ClusterStatus {
    const cluster = this.#clusters.get(zoneId);
    if (!cluster) return { stuckGib: 0, unrecoveredGib: 0, spareGib: this.options.spareGib, secondsLeft: 0 };
    const { mirroring, recovery } = cluster;
    return {
      stuckGib: mirroring.totalGib - mirroring.doneGib,
      unrecoveredGib: recovery.totalGib - recovery.doneGib,
      spareGib: mirroring.spareGib,
      secondsLeft: mirroring.secondsUntil(mirroring.totalGib),
    };
  }

  #cluster(zoneId: string): Cluster {
    const cluster = this.#clusters.get(zoneId);
    if (cluster) return cluster;
    const { kernel, zones } = this.#parts;
    const { spareGib, mirrorGibPerSecond, reclaimSeconds, recoveryGibPerSecond } = this.options;
    const mirrorLimits = { gibPerSecond: mirrorGibPerSecond, spareGib, reclaimSeconds };
    const recoveryLimits = { gibPerSecond: recoveryGibPerSecond, spareGib: Infinity, reclaimSeconds: Infinity };
    const made: Cluster = {
      mirroring: new CopyLine(kernel, mirrorLimits, () => zones.hasPower(zoneId)),
      recovery: new CopyLine(kernel, recoveryLimits, () => zones.reachable(zoneId)),
      harms: new Map(),
    };
    this.#clusters.set(zoneId, made);
    if (this.#clusters.size === 1) zones.onChange((changed) => this.#zoneChanged(changed));
    return made;
  }

  /** Looks again each time the volume may have changed: it may have been hit once more. */
  #when(volume: StoredVolume, isGood: (condition: VolumeCondition) => boolean, act: () => void): Cancel | undefined {
    const condition = this.condition(volume);
    if (isGood(condition)) {
      act();
      return undefined;
    }
    let cancel: Cancel | undefined;
    const lookAgain = () => {
      cancel = this.#when(volume, isGood, act);
    };
    if (condition === 'stuck') {
      const { mirroring, harms } = this.#cluster(volume.zoneId);
      cancel = mirroring.when(harms.get(volume.volumeId)!.untilGib, lookAgain);
    } else {
      const waiting = { volume, act: lookAgain };
      this.#waiting.add(waiting);
      cancel = () => void this.#waiting.delete(waiting);
    }
    return () => cancel?.();
  }

  #snapshotRecoveryOf(region: string): CopyLine {
    let line = this.#snapshotRecovery.get(region);
    if (!line) {
      const limits = { gibPerSecond: this.options.recoveryGibPerSecond, spareGib: Infinity, reclaimSeconds: Infinity };
      line = new CopyLine(this.#parts.kernel, limits, () => true);
      this.#snapshotRecovery.set(region, line);
    }
    return line;
  }

  #zoneChanged(zoneId: string): void {
    this.#clusters.get(zoneId)?.mirroring.changed();
    this.#clusters.get(zoneId)?.recovery.changed();
    this.settle();
  }
}

function requireShares(...shares: readonly number[]): void {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (!(shares.every((share) => share >= 0) && sum <= 1)) {
    throw new RangeError(`shares are 0 to 1 and no more than 1 together, not ${shares.join(' and ')}`);
  }
}

/** Of volumes with two copies each: how many have lost one, and how many both, where `lostShare` have lost any. */
function copiesLost(lostShare: number): Strike {
  requireShares(lostShare);
  const serverShare = 1 - Math.sqrt(1 - lostShare);
  const inconsistentShare = serverShare ** 2;
  return { stuckShare: lostShare - inconsistentShare, inconsistentShare };
}

/** Where something ends that lies at random in a stretch of data; what is larger than it ends with it. */
function endOf(place: number, sizeGib: number, stretchGib: number): number {
  return Math.min(stretchGib, sizeGib + place * (stretchGib - sizeGib));
}
