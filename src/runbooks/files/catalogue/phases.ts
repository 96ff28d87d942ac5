/** The parts of a recovery, in order. Each ends where the next begins; `measures.ts` says at which event. */
export const phaseNames = ['detect', 'decide', 'mobilise', 'recover', 'verify'] as const;
export type PhaseName = (typeof phaseNames)[number];
