/** What the kinds of steps share: where they work, and whether they look or change. */
import { z } from 'zod';
import { oneOf, reference, section } from '../fields.ts';

/** Which installation a step works on; the one that customers use unless it says otherwise. */
export const installation = () => reference('installation').default('main');
export const region = () => reference('region');
export const zoneLetter = () => z.string().regex(/^[a-z]$/, { error: 'expected a zone letter, such as a' });
export const instanceId = () => z.string().min(1);

/**
 * A store in one region of an installation, or in one zone of it (its letter): where an old master of the same region is still there, or
 * there again, the zone says which is meant. Without a region: where the runbook last started a master.
 */
const inPlace = () => ({ installation: installation(), region: region().optional(), zone: zoneLetter().optional() });
export const store = () => section(inPlace()).prefault({});
/** A store that is to be filled from a replica of its region. */
export const seeded = () =>
  section({
    ...inPlace(),
    views: oneOf('choice', ['reuse-if-compatible', 'rebuild']).default('reuse-if-compatible'),
  }).prefault({});
/** A store that is to take writes: as `store`, or the one on this machine. */
export const promoted = () => section({ ...inPlace(), on: instanceId().optional() }).prefault({});
/** The masters of a region, or of one zone of it. */
export const masters = () => section({ installation: installation(), region: region(), zone: zoneLetter().optional() });
/** A master that follows the one of another region. */
export const followed = () => section({ installation: installation(), region: region(), from: region() });

export const look = { writes: false, safeToRepeat: true, checks: false, outputs: {} } as const;
export const check = { ...look, checks: true } as const;
export const change = { writes: true, safeToRepeat: false, checks: false, outputs: {} } as const;
/** A change that says how things shall be, not what shall be added: doing it twice does no harm. */
export const set = { ...change, safeToRepeat: true } as const;
