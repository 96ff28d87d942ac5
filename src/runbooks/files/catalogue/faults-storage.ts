import { z } from 'zod';
import { fraction, section } from '../fields.ts';
import type { FaultEntry, Unmade } from './entry.ts';

/** EBS loses copies and snapshots, and operators bring room for new copies. */
export const storageFaults = {
  'zone:ebs-impairment': {
    doc: 'Shares of the volumes of a physical zone are stuck until they are mirrored again, or inconsistent; without `for` the storage heals by itself, as fast as its room allows',
    with: () =>
      section({
        stuck: fraction.default(0),
        inconsistent: fraction.default(0),
        'spare-gib': z.number().min(0).optional(),
      }).refine(({ stuck, inconsistent }) => stuck + inconsistent <= 1, {
        error: 'stuck and inconsistent are no more than 1 together',
      }),
    target: 'zone',
    duration: 'optional',
    example: { stuck: 0.45, inconsistent: 0.13, 'spare-gib': 60_000 },
  },
  'ebs:add-spare': {
    doc: "EC2's operators bring room for new copies into the storage of a physical zone",
    with: () => section({ gib: z.number().positive() }),
    target: 'zone',
    duration: 'never',
    example: { gib: 120_000 },
  },
  'ebs:lose-snapshots': {
    doc: 'A clean-up deletes blocks that a share of the snapshots of a region still needed; copies of what is left come one after another',
    with: () => section({ share: fraction }),
    target: 'region',
    duration: 'never',
    example: { share: 0.1 },
  },
} satisfies Record<string, Unmade<FaultEntry>>;
