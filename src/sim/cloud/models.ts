/** How long things take in EC2, as functions that draw seconds; each default draws from a stream of its own name. */
import type { Kernel } from '../kernel/index.ts';

export interface Ec2Models {
  /** From a worker's taking a launch to `running` (the machine is then powered on; its boot comes on top). */
  pendingSeconds: () => number;
  /** `shutting-down` to `terminated`, and `stopping` to `stopped`. */
  shutdownSeconds: () => number;
  /** From a zone's return until what was ordered meanwhile is carried out there. */
  catchUpSeconds: () => number;
  /** Creating a volume, and attaching one. */
  volumeSeconds: () => number;
  /** Copying a snapshot of that size to where snapshots are kept, or from one region to another. */
  snapshotSeconds: (sizeGib: number) => number;
  /** A management server's work on one call. */
  answerSeconds: () => number;
}

/** (ours); a pending time of some twenty seconds is what `ec2.pending` of a scenario overrides. */
export function defaultModels(kernel: Kernel): Ec2Models {
  const lognormal = (stream: string, p50: number, sigma: number) => () =>
    p50 * Math.exp(sigma * kernel.random(stream).normal());
  return {
    pendingSeconds: lognormal('ec2.pending', 20, 0.25),
    shutdownSeconds: lognormal('ec2.shutdown', 6, 0.25),
    catchUpSeconds: () => 0.5 + 2.5 * kernel.random('ec2.catch-up').uniform(),
    volumeSeconds: lognormal('ec2.volume', 4, 0.25),
    snapshotSeconds: (sizeGib) => (10 + 6 * sizeGib) * Math.exp(0.25 * kernel.random('ec2.snapshot').normal()),
    answerSeconds: lognormal('ec2.answer', 0.15, 0.3),
  };
}
