/** What the kinds of steps share: where they work, and whether they look or change. */
import { z } from 'zod';
import { reference, section } from '../fields.ts';

/** Which installation a step works on; the one that customers use unless it says otherwise. */
export const installation = () => reference('installation').default('main');
export const region = () => reference('region');
export const zoneLetter = () => z.string().regex(/^[a-z]$/, { error: 'expected a zone letter, such as a' });
export const instanceId = () => z.string().min(1);

/** A store in one region of an installation. Without a region: where the runbook last started a master. */
export const store = () => section({ installation: installation(), region: region().optional() }).prefault({});
/** A store that is to take writes: as `store`, or the one on this machine. */
export const promoted = () =>
  section({ installation: installation(), region: region().optional(), on: instanceId().optional() }).prefault({});
/** A master that follows the one of another region. */
export const followed = () => section({ installation: installation(), region: region(), from: region() });

export const look = { writes: false, safeToRepeat: true, checks: false, outputs: {} } as const;
export const check = { ...look, checks: true } as const;
export const change = { writes: true, safeToRepeat: false, checks: false, outputs: {} } as const;
/** A change that says how things shall be, not what shall be added: doing it twice does no harm. */
export const set = { ...change, safeToRepeat: true } as const;
