import { Actor } from './actor.ts';
import { problems } from './check.ts';
import type { Step } from './steps.ts';

/** Plays a history; throws an Error that lists everything that does not hold. */
export async function play(steps: readonly Step[], seed: number): Promise<void> {
  const actor = new Actor(seed);
  let found: string[] = ['it did not come to its end'];
  await actor.play(steps, async () => {
    found = await problems(actor);
  });
  if (found.length > 0) throw new Error(found.join('\n'));
}
