import { deserialize, serialize } from 'node:v8';
import { toolVersion } from '../commands/tool.ts';
import type { RunRequest } from '../execute.ts';

/** What is swept, as it lies on the Redis. */
export interface Task {
  readonly request: Omit<RunRequest, 'seed'>;
  readonly hangSeconds: number;
}

/** What a job carries: the sweep that it belongs to, and its seed. */
export interface SeedJob {
  readonly sweep: string;
  readonly seed: number;
}

/** All keys of ours on a Redis that may serve others too begin so. */
export const keyPrefix = 'zonefall';

/** The queue of this version: another version's worlds are other worlds, so its workers must not take these seeds. */
export const queueName = (): string => `seeds-${toolVersion()}`;

/** Where a sweep's task lies while somebody waits for its rows. */
export const taskKey = (sweep: string): string => `${keyPrefix}:task:${sweep}`;

/** A task whose sweep died is gone after this time; a sweep that lives says so three times as often. */
export const taskSeconds = 30;

/** As text that a Redis keeps. A plan has maps in it, which JSON would lose. */
export const packed = (task: Task): string => serialize(task).toString('base64');

/** Reads what `packed` wrote. */
export const unpacked = (text: string): Task => deserialize(Buffer.from(text, 'base64')) as Task;
