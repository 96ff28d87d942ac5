/**
 * After a drill: what each decision cost, which policy would have been best on this seed, and a score. Alternatives are runs of the same
 * scenario and seed with other answers (`carryOver` says what becomes of all the others), so a number here is a run that anybody can
 * run again.
 *
 * ```ts
 * const debrief = await debriefOf({ request, events, file: 'scenarios/x.yaml', journalPath: '.zonefall/x.ndjson' });
 * debrief.decisions[0].alternatives; // [{ words: 'go at once', rtoSeconds: 33_120, differenceSeconds: -2_220 }, ...]
 * await writeDebrief({ debrief, events, headHash, forks, fork: 0, journalPath, folder: '.zonefall', name: 'x-debrief' });
 * ```
 */
export { carryOver } from './carry-over.ts';
export { debriefOf, debriefWith } from './debrief.ts';
export type { DebriefOptions, WriteOptions } from './options.ts';
export { recordedOf } from './recorded.ts';
export { scoreOf } from './score.ts';
export { writeDebrief } from './write.ts';
