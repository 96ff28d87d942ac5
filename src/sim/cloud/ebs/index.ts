/**
 * EBS as hardware: the storage of each zone, which keeps two copies of everything and heals when it loses one.
 *
 * A fault makes a share of a zone's volumes stuck or inconsistent (`strike`); a loss of power does, as it hits the servers
 * of a volume's two copies (`losePower`). Stuck volumes get their new copies one
 * after another, as fast as bandwidth and room allow; inconsistent ones wait for a recovery snapshot and for their owner.
 * A zone that was never hit costs nothing, and one that was has an event only for somebody who waits.
 *
 * ```ts
 * ec2.ebs.strike('euw1-az1', { stuckShare: 0.4, inconsistentShare: 0.1 });
 * ec2.ebs.condition(volume); // 'stuck'
 * ec2.ebs.addSpare('euw1-az1', 120_000); // trucks arrive
 * ec2.ebs.status('euw1-az1').secondsLeft;
 * ```
 */
export {
  type ClusterStatus,
  Ebs,
  type EbsParts,
  type StoredSnapshot,
  type StoredVolume,
  type Strike,
  type VolumeCondition,
} from './ebs.ts';
export { EBS_DEFAULTS, type EbsOptions } from './options.ts';
