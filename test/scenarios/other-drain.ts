/** Runs the incident with the portable drain, in a thread in which nobody else has timers. */
import { parentPort, workerData } from 'node:worker_threads';
import { august7Anew, journalHash } from './august-7.ts';

parentPort!.postMessage(journalHash(await august7Anew({ variant: workerData as string, drain: 'event-loop' })));
