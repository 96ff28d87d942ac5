import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isThere, runClient, serving } from './serving.ts';

const story = fileURLToPath(new URL('story.py', import.meta.url));

describe.skipIf(!isThere('python3', ['-c', 'import boto3']))('boto3', () => {
  test('lives the story of three machines, and of the zone that goes dark', async () => {
    const world = await serving({ speed: 600, instant: false });
    const { code, stdout, stderr } = await runClient(world.url, 'python3', [story, world.url, world.zone('a')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { trouble, ...seen } = JSON.parse(stdout);
    expect(seen).toEqual({
      zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      group: '<what & who>',
      key: '-----BEGIN RSA PRIVATE KEY-----',
      '2 at first': ['pending', 'pending'],
      '1 at first': ['pending'],
      'after the waiter': ['running', 'running', 'running'],
      tagged: 3,
      'volume in the wrong zone': ['InvalidVolume.ZoneMismatch', 400],
      attached: 'attaching',
      address: true,
      stop: ['running', 'stopping'],
      'in the end': ['running', 'running', 'terminated'],
      hit: [world.zone('a')],
      'dark, as AWS shows it': ['running', 'running'],
      'a launch into the dark': ['terminated'],
      'a start in the dark': 'pending',
      'what came of the start': ['stopped'],
      'a launch into the closed zone': ['InsufficientInstanceCapacity', 500],
      'a start in the closed zone': ['InsufficientInstanceCapacity', 500],
      'trouble after the operators': {},
      elsewhere: ['running'],
    });
    // A third of the fronts cannot be connected to, a third of what the others hand on goes to dead peers.
    const failed = Object.values<number>(trouble).reduce((sum, count) => sum + count, 0);
    expect(Object.keys(trouble).sort()).toEqual(['InternalError', 'Unavailable', 'no answer']);
    expect(failed).toBeGreaterThan(10);
    expect(failed).toBeLessThan(36);
    // Nobody waits for dead servers once the operators have taken them out.
    const waited = world.calls.map(({ latencyMs, ok }) => ({ ok, seconds: latencyMs / 1000 }));
    expect(waited.filter(({ seconds }) => seconds >= 5).length).toBeGreaterThanOrEqual(failed);
    expect(waited.slice(-20).every(({ ok, seconds }) => ok && seconds < 2)).toBe(true);
    expect(world.errors).toEqual([]);
  });
});
