/** A handful of what `npm run test:sweep-kills` does at every event: a part dies in the middle of the story, and the story ends the same. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Played, parts, play, spread } from './sweep.ts';

describe('deploy and scale', () => {
  let undisturbed: Played;
  beforeAll(async () => {
    undisturbed = await play();
  });

  test('undisturbed nothing fails', () => {
    expect(undisturbed.reported).toEqual([]);
    expect(undisturbed.state).toMatchObject({ deployed: ['shop2', 'shop3'] });
  });

  test.each(parts)('a %s that is killed and comes back changes nothing of the end', async (part) => {
    const { firstEvent, lastEvent, state } = undisturbed;
    for (const atEvent of spread(firstEvent, lastEvent, 3)) {
      expect((await play({ part, atEvent })).state, `${part} killed at event ${atEvent}`).toEqual(state);
    }
  });
});
