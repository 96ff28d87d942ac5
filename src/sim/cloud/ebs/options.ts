/** How much a zone stores, and how fast its storage heals. */
export interface EbsOptions {
  /** What all customers together store in a zone, in GiB. */
  dataGib: number;
  /** Room for new copies in a zone, in GiB. */
  spareGib: number;
  /** What a zone's storage network copies. */
  mirrorGibPerSecond: number;
  /** From the end of a copy until the room of the lost one is free for another. */
  reclaimSeconds: number;
  /** How fast inconsistent volumes, and snapshots with missing blocks, are rescued into recovery snapshots. */
  recoveryGibPerSecond: number;
}

/**
 * All (ours), chosen so that a zone which loses a copy of more than half of its data, as in August 2011, heals in about
 * five days by itself and in under two with three times the room: Amazon gave 24 to 48 hours once more room was on its
 * way, and needed three days for the recovery snapshots (aws.amazon.com/message/2329B7).
 */
export const EBS_DEFAULTS: EbsOptions = {
  dataGib: 2_000_000,
  spareGib: 60_000,
  mirrorGibPerSecond: 40,
  reclaimSeconds: 6 * 3600,
  recoveryGibPerSecond: 2,
};
