import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../../src/runbooks/files/index.ts';
import { StepFailed } from '../../../src/runbooks/runner/index.ts';
import { play, type Story } from './stage.ts';

const { scenario, runbooks } = loadScenario('scenarios/2011-08-07-eu-west-1.yaml', {});
const book = runbooks.get(scenario.runbook!.file)!;

/** The plan of 7 August on an empty stage: every step takes ten seconds, hands-on work twenty minutes, a decision one. */
function rehearse(story: Story) {
  return play(book, {
    inputs: scenario.runbook!.inputs,
    measure: () => 1,
    ...story,
    does: {
      'seed-couch': async () => ({ indexesReused: true, documents: 1 }),
      launch: async () => ({ instanceId: 'i-1' }),
      ...story.does,
    },
    options: { loadRunbook: (file, from) => runbooks.get(posix.join(posix.dirname(from.file), file))! },
  });
}

const dead = async () => {
  throw new StepFailed('no route to host');
};

test('with a kernel that answers nobody rebuilds one, and indexes that can be reused are not built', async () => {
  const { outcome, lines } = await rehearse({});
  expect(outcome.status).toBe('succeeded');
  expect(outcome.steps.get('views')).toBe('skipped');
  expect(lines('runbook.started')).toHaveLength(1);
  expect(lines('milestone').map((line) => line.split(' ').at(-1))).toEqual([
    'decide',
    'machines',
    'machines',
    'promote',
    'dns',
  ]);
  expect(lines('step.started').at(-1)).toContain('post-recovery/');
});

test('with a dead kernel builds another one first, inside the step that missed it', async () => {
  const does = { kernel: dead, 'seed-couch': async () => ({ indexesReused: false }) };
  const { outcome, at, lines } = await rehearse({ does });
  expect(outcome.status).toBe('succeeded');
  expect(outcome.steps.get('kernel')).toBe('handled');
  expect(at('step.started', 'kernel/rebuild-kernel/install')).toBeLessThan(
    at('step.succeeded', 'kernel/rebuild-kernel/connect'),
  );
  expect(at('step.started', 'machines')).toBe(at('step.handled', 'kernel'));
  expect(at('step.started', 'views')).toBe(at('step.succeeded', 'seed-couch'));
  expect(lines('milestone')).toContainEqual(expect.stringContaining('kernel/rebuild-kernel/connect'));
});

test('whose old master cannot be fenced goes on once the commander has given the region up', async () => {
  const { outcome, lines, at } = await rehearse({ does: { fence: dead } });
  expect(outcome.status).toBe('succeeded');
  expect(outcome.steps.get('fence')).toBe('skipped');
  expect(lines('mode.changed')).toHaveLength(1);
  expect(at('step.started', 'promote')).toBeGreaterThanOrEqual(at('step.skipped', 'fence'));
});

test('that fails before its point of no return lets the old master write again', async () => {
  const { outcome, lines } = await rehearse({ does: { 'promote-redis': dead } });
  expect(outcome.status).toBe('failed');
  expect(lines('step.undone').map((line) => line.split(' ').at(-1))).toEqual(['fence-redis', 'fence']);
  const late = await rehearse({ does: { recovered: dead } });
  expect(late.lines('step.undone').map((line) => line.split(' ').at(-1))).toEqual(['dns']);
});

test('that nobody agrees to changes nothing', async () => {
  const { outcome, lines } = await rehearse({ answers: ['abort'] });
  expect(outcome.status).toBe('aborted');
  expect(lines('step.started')).toEqual(['10 step.started decide']);
});
