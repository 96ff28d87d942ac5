/** Prints the end of the kernel's story with one seed, as one line of JSON: run by `test/nodes.ts` under each version of Node. */
import { tellStory } from '../sim/kernel/story.ts';

console.log(JSON.stringify(await tellStory(42)));
