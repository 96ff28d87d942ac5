import { describe, expect, test } from 'vitest';
import { StepFailed } from '../../../src/runbooks/runner/index.ts';
import { group, play, ref, runbook, step } from './stage.ts';

const fails = async () => {
  throw new StepFailed('no answer');
};

describe('steps', () => {
  test('start together when nothing orders them, and otherwise as soon as what they need is done', async () => {
    const book = runbook({
      activate: [step('a'), step('b'), step('c', { needs: ['a', 'b'] }), step('d', { needs: ['a'] })],
    });
    const { outcome, lines } = await play(book, { does: { b: (context) => context.sleep(25) } });
    expect(outcome.status).toBe('succeeded');
    expect(lines('step.started')).toEqual([
      '0 step.started a',
      '0 step.started b',
      '10 step.started d',
      '25 step.started c',
    ]);
  });

  test('whose need failed are skipped with the reason, and branches that do not need it go on', async () => {
    const book = runbook({
      activate: [
        step('a'),
        step('b', { needs: ['a'] }),
        step('c', { needs: ['b'] }),
        step('other'),
        step('more', { needs: ['other'] }),
      ],
    });
    const { outcome, events } = await play(book, { does: { a: fails } });
    expect(outcome).toMatchObject({ status: 'failed', why: 'a: no answer' });
    expect(Object.fromEntries(outcome.steps)).toEqual({
      a: 'failed',
      b: 'blocked',
      c: 'blocked',
      other: 'succeeded',
      more: 'succeeded',
    });
    const skipped = events.filter((event) => event.kind === 'step.skipped').map(({ path, why }) => `${path}: ${why}`);
    expect(skipped).toEqual(['b: it needs "a", which failed', 'c: it needs "b", which never ran']);
  });

  test('are skipped by their own condition, and what needs them runs all the same', async () => {
    const book = runbook({
      activate: [
        step('seed', { with: {} }),
        step('views', { needs: ['seed'], if: "!steps['seed'].outputs.indexesReused" }),
        step('promote', { needs: ['views'] }),
      ],
    });
    const seed = (indexesReused: boolean) => ({ does: { seed: async () => ({ indexesReused }) } });
    const reused = await play(book, seed(true));
    expect(Object.fromEntries(reused.outcome.steps)).toEqual({
      seed: 'succeeded',
      views: 'skipped',
      promote: 'succeeded',
    });
    const rebuilt = await play(book, seed(false));
    expect(rebuilt.lines('step.started')).toContain('0 step.started views');
  });

  test('receive the outputs of earlier steps and the inputs of the runbook', async () => {
    const seen: unknown[] = [];
    const book = runbook({
      inputs: { region: { type: 'string', default: 'us-west-1' }, type: { type: 'string' } },
      activate: [
        step('launch', {
          uses: 'ec2:launch',
          with: { account: 'kernel', region: ref('inputs.region'), type: ref('inputs.type') },
        }),
        step('install', {
          uses: 'scalarium:restore-backup',
          needs: ['launch'],
          with: { installation: 'kernel', to: ref('steps.launch.outputs.instanceId') },
        }),
      ],
    });
    const launch = async (context: { with: unknown }) => {
      seen.push(context.with);
      return { instanceId: 'i-1' };
    };
    const install = async (context: { with: unknown }) => void seen.push(context.with);
    const { outcome } = await play(book, { inputs: { type: 'm1.large' }, does: { launch, install } });
    expect(outcome.status).toBe('succeeded');
    expect(seen).toMatchObject([{ region: 'us-west-1', type: 'm1.large' }, { to: 'i-1' }]);
  });

  test('whose condition or settings ask for what is not there fail at once, without a retry', async () => {
    const book = runbook({
      activate: [
        step('a', { if: 'steps.nobody.outputs.x' }),
        step('b', {
          with: { on: ref('steps.nobody.outputs.x') },
          retry: { attempts: 3, delaySeconds: 15, backoff: 'none' },
        }),
      ],
    });
    const { outcome, endedAtSeconds } = await play(book);
    expect(Object.fromEntries(outcome.steps)).toEqual({ a: 'failed', b: 'failed' });
    expect(endedAtSeconds).toBe(0);
  });

  test('mark their milestones when they start and when they succeed', async () => {
    const milestones = { started: 'migration-started', finished: 'machines-ready' };
    const machines = group('machines', [step('couch'), step('redis')], { milestones });
    const { lines } = await play(runbook({ activate: [machines] }));
    expect(lines('milestone')).toEqual(['0 milestone machines', '10 milestone machines']);
    const failed = await play(runbook({ activate: [machines] }), { does: { redis: fails } });
    expect(failed.lines('milestone')).toEqual(['0 milestone machines']);
  });
});

describe('parallel steps', () => {
  test('start together, and the group is done with the last of them', async () => {
    const book = runbook({
      activate: [group('machines', [step('couch'), step('redis')]), step('seed', { needs: ['machines'] })],
    });
    const { lines } = await play(book, { does: { redis: (context) => context.sleep(30) } });
    expect(lines('step.started')).toEqual([
      '0 step.started machines',
      '0 step.started machines/couch',
      '0 step.started machines/redis',
      '30 step.started seed',
    ]);
  });

  test('all settle before the group fails, and it is not run again as a whole', async () => {
    const retry = { attempts: 3, delaySeconds: 1, backoff: 'none' } as const;
    const book = runbook({ activate: [group('machines', [step('couch'), step('redis'), step('bus')], { retry })] });
    const { outcome, at, lines } = await play(book, { does: { redis: fails } });
    expect(outcome.why).toBe('machines/redis: no answer');
    expect(at('step.failed', 'machines')).toBe(10);
    expect(lines('step.started')).toHaveLength(4);
    expect(outcome.steps.get('machines/couch')).toBe('succeeded');
  });
});

describe('a runbook that another one calls', () => {
  const child = runbook({
    id: 'rebuild-kernel',
    inputs: { region: { type: 'string', default: 'us-east-1', enum: ['us-east-1', 'us-west-1'] } },
    activate: [
      step('launch'),
      step('install', { uses: 'people:do', with: { work: 'kernel.install-by-hand' }, needs: ['launch'] }),
    ],
  });
  const call = (inputs: object = {}) => step('rebuild', { uses: 'runbook:run', with: { file: 'child.yaml', inputs } });
  const children = { 'child.yaml': child };

  test('runs below the step that called it, with its own inputs and outputs', async () => {
    const { outcome, lines, endedAtSeconds } = await play(
      runbook({ activate: [call(), step('after', { needs: ['rebuild'] })] }),
      { children },
    );
    expect(outcome.status).toBe('succeeded');
    expect(lines('runbook.started', 'runbook.ended')).toEqual([
      '0 runbook.started',
      '0 runbook.started rebuild',
      '1210 runbook.ended rebuild',
      '1220 runbook.ended',
    ]);
    expect(lines('step.started')).toContain('10 step.started rebuild/install');
    expect(endedAtSeconds).toBe(1220);
  });

  test('fails its step with the reason, and only once', async () => {
    const retry = { attempts: 3, delaySeconds: 1, backoff: 'none' } as const;
    const { outcome, lines } = await play(runbook({ activate: [{ ...call(), retry }] }), {
      children,
      does: { launch: fails },
    });
    expect(outcome.why).toBe('rebuild: rebuild/launch: no answer');
    expect(lines('step.started')).toEqual(['0 step.started rebuild', '0 step.started rebuild/launch']);
  });

  test.each([
    [{ region: 'mars' }, '"mars" is not among the choices'],
    [{ zone: 'a' }, 'the runbook rebuild-kernel has no input "zone"'],
  ])('refuses inputs that it does not take: %j', async (inputs, why) => {
    const { outcome } = await play(runbook({ activate: [call(inputs)] }), { children });
    expect(outcome.why).toMatch(/^rebuild: /);
    expect(outcome.why).toContain(why);
  });

  test('and calls itself is stopped before it runs for ever', async () => {
    const endless = runbook({ id: 'endless', activate: [call()] });
    const { outcome } = await play(endless, { children: { 'child.yaml': endless } });
    expect(outcome.why).toContain('without end');
  });
});

test('what happens after the recovery comes last, and its failure does not undo the success', async () => {
  const book = runbook({ activate: [step('switch')], postRecovery: [step('replicate-again'), step('debrief')] });
  const { outcome, lines } = await play(book, { does: { debrief: fails } });
  expect(outcome.status).toBe('succeeded');
  expect(lines('step.started').slice(1)).toEqual([
    '10 step.started post-recovery/replicate-again',
    '10 step.started post-recovery/debrief',
  ]);
  const failed = await play(book, { does: { switch: fails } });
  expect(failed.lines('step.started')).toEqual(['0 step.started switch']);
});
