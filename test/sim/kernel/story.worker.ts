/** Tells the story in a thread of its own, and on a Node whose private call for the synchronous drain is gone, or there but does nothing. */
import { parentPort, workerData } from 'node:worker_threads';

const { seed, tickCallback } = workerData as { seed: number; tickCallback?: 'gone' | 'does nothing' };
if (tickCallback === 'gone') Reflect.deleteProperty(process, '_tickCallback');
if (tickCallback === 'does nothing') Object.assign(process, { _tickCallback: () => {} });
const { tellStory } = await import('./story.ts');
parentPort!.postMessage(await tellStory(seed));
