import type { ProbeEntry, StepEntry } from './entry.ts';

/**
 * The kinds that plug-ins have brought into this thread, by their full name (`acme:page`). Like a module, a plug-in is loaded once and
 * stays as long as the thread: what a file may use does not change under those who are reading one. `plugin/` fills these.
 */
export const addedSteps = new Map<string, StepEntry>();
export const addedProbes = new Map<string, ProbeEntry>();
