/**
 * Durable runs: the journal is the state. A process may die at any moment, and `resume` goes on from what stands on the disk.
 *
 * Two kinds of time, two kinds of going on. In **virtual time** a run follows from its first line: it is run again, compared with what
 * was recorded, and added to; nothing outside the process ever happened, so lines may reach the disk in groups. In **wall time** steps
 * act on the real world: each line is on the disk before the next step acts, and what is finished is answered from the journal instead
 * of being done a second time.
 *
 * ```ts
 * const file = new JournalFile('.zonefall/run.ndjson', { durability: 'grouped', command: 'zonefall run x.yaml' });
 * journal.onEvent((_event, line) => file.append(line));
 * file.close();
 * const { events, bytes, torn } = readRecorded(readFileSync('.zonefall/run.ndjson', 'utf8'));
 * ```
 */
export { type Durability, JournalFile, type JournalFileOptions } from './journal-file.ts';
export { lockRun, RunHeld, type RunLock } from './lock.ts';
export { type Recorded, readRecorded } from './recorded.ts';
export { wallResultOf } from './wall-result.ts';
export { WallRun, type WallRunOptions } from './wall-run.ts';
