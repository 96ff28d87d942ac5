/**
 * Tells the story in a thread of its own; with `withoutTickCallback` on a Node that has lost the private call which the
 * synchronous drain needs.
 */
import { parentPort, workerData } from 'node:worker_threads';

const { seed, withoutTickCallback } = workerData as { seed: number; withoutTickCallback?: boolean };
if (withoutTickCallback) Reflect.deleteProperty(process, '_tickCallback');
const { tellStory } = await import('./story.ts');
const end = await tellStory(seed);
parentPort!.postMessage({ ...end, hasTickCallback: '_tickCallback' in process });
