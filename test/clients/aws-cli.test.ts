import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isThere, runClient, serving } from './serving.ts';

const story = fileURLToPath(new URL('aws_story.py', import.meta.url));

describe.skipIf(!isThere('aws', ['--version']) || !isThere('python3', ['--version']))('the AWS command line', () => {
  test('lives the story of three machines, and of the zone that goes dark', async () => {
    const world = await serving({ speed: 1, instant: true });
    const { code, stdout, stderr } = await runClient(world.url, 'python3', [story, world.url, world.zone('a')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      key: '-----BEGIN RSA PRIVATE KEY-----',
      tagged: 3,
      'volume in the wrong zone': 'InvalidVolume.ZoneMismatch',
      address: true,
      'in the end': ['running', 'running', 'terminated'],
      'dark, as AWS shows it': ['running', 'running'],
      'a start in the dark': ['pending'],
      'what came of the start': ['stopped'],
      'a launch into the closed zone': 'InsufficientInstanceCapacity',
      'a start in the closed zone': 'InsufficientInstanceCapacity',
      elsewhere: ['running'],
    });
    expect(world.errors).toEqual([]);
  });
});
