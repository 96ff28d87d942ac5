/**
 * The faults room: a plan is data (`plan.ts`), the table of what carries out which is `actions.ts`.
 *
 * ```ts
 * const power = { name: 'power', action: 'zone:power-interruption', zones: ['euw1-az1'], disksLostShare: 0.58 } as const;
 * scheduleFaults(world, [{ ...power, atSeconds: 480, forSeconds: 3900 }], 0, listener);
 * ```
 */
export { type FaultListener, Faults, scheduleFaults } from './faults.ts';
export type { PlannedFault } from './plan.ts';
export type { FaultedWorld } from './stage.ts';
