import { describe, expect, test } from 'vitest';
import type { Retry } from '../../../src/runbooks/files/index.ts';
import { Cancelled, type StepContext, StepFailed } from '../../../src/runbooks/runner/index.ts';
import { group, onFailure, play, runbook, step } from './stage.ts';

const retry: Retry = { attempts: 3, delaySeconds: 15, backoff: 'exponential' };
const fails = async () => {
  throw new StepFailed('no answer');
};

/** Fails so many times, a second each, and then succeeds. */
function failsTimes(times: number) {
  let left = times;
  return async (context: { sleep(seconds: number): Promise<void> }) => {
    await context.sleep(1);
    if (left-- > 0) throw new StepFailed('no answer');
  };
}

describe('a step that fails', () => {
  test('is tried again after a delay that doubles, as often as it may be', async () => {
    const { outcome, lines } = await play(runbook({ activate: [step('a', { retry })] }), {
      does: { a: failsTimes(2) },
    });
    expect(outcome.status).toBe('succeeded');
    expect(lines('step.started', 'step.retried')).toEqual([
      '0 step.started a',
      '1 step.retried a',
      '16 step.started a',
      '17 step.retried a',
      '47 step.started a',
    ]);
    const never = await play(runbook({ activate: [step('a', { retry })] }), { does: { a: failsTimes(3) } });
    expect(never.outcome).toMatchObject({ status: 'failed', why: 'a: no answer' });
    expect(never.endedAtSeconds).toBe(48);
  });

  test('for good is not tried again', async () => {
    const permanent = async () => {
      throw new StepFailed('no such region', { permanent: true });
    };
    const { lines } = await play(runbook({ activate: [step('a', { retry })] }), { does: { a: permanent } });
    expect(lines('step.started', 'step.retried', 'step.failed')).toEqual(['0 step.started a', '0 step.failed a']);
  });

  test('because nothing can do what it uses says so', async () => {
    const { outcome } = await play(runbook({ activate: [step('a')] }), { options: { handlers: {} } });
    expect(outcome.why).toBe('a: nothing here can do "couchdb:promote"');
  });
});

describe('a timeout', () => {
  test('ends a step however often it is tried, cancels its work, and ignores what comes of it later', async () => {
    const after: string[] = [];
    const slow = async (context: StepContext) => {
      context.cancelled.onAbort((why) => after.push(why));
      await context
        .sleep(100)
        .catch((error) => after.push(error instanceof Cancelled ? 'sleep ended' : 'sleep lasted'));
      context.progress(1, 'too late');
      return { tooLate: true };
    };
    const book = runbook({ activate: [step('a', { retry, timeoutSeconds: 60 }), step('b', { needs: ['a'] })] });
    const { outcome, lines } = await play(book, { does: { a: slow } });
    expect(outcome).toMatchObject({ status: 'failed', why: 'a: it took longer than PT1M', outputs: {} });
    expect(after).toEqual(['it took longer than PT1M', 'sleep ended']);
    expect(lines('step.progress', 'step.retried', 'step.succeeded')).toEqual([]);
  });

  test('counts the waits between the attempts, too', async () => {
    const book = runbook({ activate: [step('a', { retry: { ...retry, attempts: 100 }, timeoutSeconds: 60 })] });
    const { at, outcome } = await play(book, { does: { a: failsTimes(100) } });
    expect(at('step.failed', 'a')).toBe(60);
    expect(outcome.why).toBe('a: it took longer than PT1M; the last attempt: no answer');
  });

  test('of a group ends the steps that are in it', async () => {
    const slow = group('machines', [step('couch'), step('redis')], { timeoutSeconds: 20 });
    const { outcome, at } = await play(runbook({ activate: [slow] }), {
      does: { redis: (context) => context.sleep(900) },
    });
    expect(at('step.failed', 'machines/redis')).toBe(20);
    expect(at('step.failed', 'machines')).toBe(20);
    expect(outcome.steps.get('machines/couch')).toBe('succeeded');
  });
});

describe('on-failure', () => {
  const cure = (then: 'continue' | 'retry' | 'stop') =>
    runbook({
      activate: [
        step('kernel', { milestones: { finished: 'connected' }, onFailure: onFailure([step('rebuild')], then) }),
        step('machines', { needs: ['kernel'] }),
        step('slow', {}),
        step('later', { needs: ['slow'] }),
      ],
    });
  const slow = (context: { sleep(seconds: number): Promise<void> }) => context.sleep(50);

  test('runs its steps, and with "continue" the plan goes on as if the step had succeeded', async () => {
    const { outcome, lines } = await play(cure('continue'), { does: { kernel: fails } });
    expect(outcome.status).toBe('succeeded');
    expect(outcome.steps.get('kernel')).toBe('handled');
    expect(lines('step.failed', 'step.handled', 'milestone')).toEqual([
      '0 step.failed kernel',
      '10 step.handled kernel',
      '10 milestone kernel',
    ]);
    expect(lines('step.started')).toContain('0 step.started kernel/rebuild');
    expect(lines('step.started')).toContain('10 step.started machines');
  });

  test('whose own steps fail leaves the step failed', async () => {
    const { outcome } = await play(cure('continue'), { does: { kernel: fails, rebuild: fails } });
    expect(outcome.status).toBe('failed');
    expect(outcome.steps.get('machines')).toBe('blocked');
  });

  test('with "retry" tries the step once more', async () => {
    const { outcome, lines } = await play(cure('retry'), { does: { kernel: failsTimes(1) } });
    expect(outcome.steps.get('kernel')).toBe('succeeded');
    expect(lines('step.started').filter((line) => line.endsWith(' kernel'))).toHaveLength(2);
    const again = await play(cure('retry'), { does: { kernel: failsTimes(2) } });
    expect(again.outcome.steps.get('kernel')).toBe('failed');
    expect(again.lines('step.started').filter((line) => line.endsWith('kernel/rebuild'))).toHaveLength(1);
  });

  test('with "stop" lets what runs end, and starts nothing more, not even what does not need the step', async () => {
    const { outcome, events } = await play(cure('stop'), { does: { kernel: fails, slow } });
    expect(outcome.status).toBe('failed');
    expect(outcome.steps.get('slow')).toBe('succeeded');
    const skipped = events.find((event) => event.kind === 'step.skipped' && event.path === 'later');
    expect(skipped).toMatchObject({ why: '"kernel" failed, and its on-failure stops the plan' });
  });

  test('that handled a failure does not give it as the reason of another', async () => {
    const { outcome } = await play(cure('continue'), { does: { kernel: fails, machines: fails } });
    expect(outcome.why).toBe('machines: no answer');
  });
});

describe('a check after a step', () => {
  const verify = [{ uses: 'couchdb:document-count' as const, with: {}, tolerance: { within: 0.001 } }];

  test('sees the tolerance, and lets the step succeed when the answer is yes', async () => {
    const tolerances: unknown[] = [];
    const does = {
      a: async (context: { uses: string; tolerance?: unknown }) =>
        void tolerances.push(context.uses, context.tolerance),
    };
    const { outcome, lines } = await play(runbook({ activate: [step('a', { verify })] }), { does });
    expect(outcome.status).toBe('succeeded');
    expect(tolerances).toEqual(['couchdb:promote', undefined, 'couchdb:document-count', { within: 0.001 }]);
    expect(lines('step.verified')).toHaveLength(1);
  });

  test('fails the attempt when the answer is no', async () => {
    const a = async (context: { uses: string }) => {
      if (context.uses === 'couchdb:document-count') throw new StepFailed('1499000 of 1500000 documents');
    };
    const { outcome, lines } = await play(runbook({ activate: [step('a', { verify, retry })] }), { does: { a } });
    expect(outcome.why).toBe('a: couchdb:document-count: 1499000 of 1500000 documents');
    expect(lines('step.verified')).toHaveLength(3);
  });
});

describe('safety rules', () => {
  const oneMaster = { name: 'one-master', type: 'ATMOST', threshold: 1, of: 'couchdb:writable-masters' } as const;
  const someRegion = { name: 'some-region', type: 'ATLEAST', threshold: 1, of: 'dns:live-targets' } as const;

  test('bar a step that writes, and not one that only looks, until they hold again', async () => {
    const book = runbook({
      safetyRules: [oneMaster],
      activate: [step('promote', { retry }), step('ping', { uses: 'scalarium:ping' })],
    });
    const { outcome, lines } = await play(book, { measure: (_, at) => (at < 20 ? 2 : 1) });
    expect(outcome.status).toBe('succeeded');
    expect(lines('safety-rule.broken')).toEqual(['0 safety-rule.broken promote', '15 safety-rule.broken promote']);
    expect(lines('step.succeeded')).toEqual(['10 step.succeeded ping', '55 step.succeeded promote']);
  });

  test('that stay broken fail the step with the name of the rule', async () => {
    const book = runbook({ safetyRules: [oneMaster], activate: [step('promote')] });
    const two = await play(book, { measure: () => 2 });
    expect(two.outcome.why).toBe(
      'promote: safety rule "one-master": couchdb:writable-masters must be at most 1, and is 2',
    );
    const unknown = await play(book, { measure: () => undefined });
    expect(unknown.outcome.why).toContain('gave no number');
  });

  const switchDns = (id: string, more = {}) => step(id, { uses: 'dns:switch', with: { to: 'us-west-1' }, ...more });

  test('of the kind "at least" do not bar a cure for what the outage takes, be it in the middle of the plan', async () => {
    const book = runbook({ safetyRules: [someRegion], activate: [step('a'), step('b', { needs: ['a'] })] });
    const { outcome } = await play(book, { measure: (_, at) => (at < 10 ? 3 : 0) });
    expect(outcome.status).toBe('succeeded');
  });

  test('of the kind "at least" do not blame a step for what was gone before it', async () => {
    const book = runbook({ safetyRules: [someRegion], activate: [switchDns('elsewhere')] });
    const { outcome } = await play(book, { measure: () => 0 });
    expect(outcome.status).toBe('succeeded');
  });

  test('of the kind "at least" fail the step that takes the last one away', async () => {
    const book = runbook({ safetyRules: [someRegion], activate: [step('a'), switchDns('away', { needs: ['a'] })] });
    const { outcome, lines } = await play(book, { measure: (_, at) => (at <= 10 ? 3 : 0) });
    expect(Object.fromEntries(outcome.steps)).toEqual({ a: 'succeeded', away: 'failed' });
    expect(outcome.why).toBe('away: safety rule "some-region": dns:live-targets must be at least 1, and is 0');
    expect(lines('safety-rule.broken')).toEqual(['20 safety-rule.broken away']);
  });

  test('hold in the runbooks that a runbook calls', async () => {
    const child = runbook({ id: 'child', activate: [step('promote')] });
    const call = step('call', { uses: 'runbook:run', with: { file: 'child.yaml', inputs: {} } });
    const book = runbook({ safetyRules: [oneMaster], activate: [call] });
    const { outcome } = await play(book, { measure: () => 2, children: { 'child.yaml': child } });
    expect(outcome.why).toContain('"one-master"');
  });
});

describe('undo', () => {
  const undo = (id: string) => ({ uses: 'couchdb:unfence' as const, with: { region: 'eu-west-1', installation: id } });
  const book = (strategy: 'default' | 'always' | 'never' | 'deviated', order: 'reverse' | 'forward' = 'reverse') =>
    runbook({
      rollbacks: { strategy, order },
      activate: [
        step('before', { undo: undo('before') }),
        step('point', { uses: 'checkpoint', needs: ['before'] }),
        step('a', { needs: ['point'], undo: undo('a') }),
        step('b', { needs: ['a'], undo: undo('b') }),
        step('last', { needs: ['b'], undo: undo('last') }),
      ],
    });
  const lastFails = { does: { last: fails } };

  test('puts back what succeeded since the checkpoint, last first', async () => {
    const { outcome, lines, events } = await play(book('deviated'), lastFails);
    expect(outcome.status).toBe('failed');
    expect(lines('checkpoint', 'rollback.started', 'step.undone')).toEqual([
      '10 checkpoint point',
      '30 rollback.started',
      '40 step.undone b',
      '50 step.undone a',
    ]);
    expect(events.find(({ kind }) => kind === 'rollback.started')).toMatchObject({
      why: 'last: no answer',
      steps: ['b', 'a'],
    });
    expect((await play(book('default', 'forward'), lastFails)).lines('step.undone')).toEqual([
      '40 step.undone a',
      '50 step.undone b',
    ]);
  });

  test('goes on when one thing cannot be put back, and says so', async () => {
    const b = async (context: { uses: string }) => {
      if (context.uses === 'couchdb:unfence') throw new StepFailed('it is dark');
    };
    const { events } = await play(book('default'), { does: { last: fails, b } });
    const undone = events
      .filter((event) => event.kind === 'step.undone')
      .map(({ path, ok, error }) => [path, ok, error]);
    expect(undone).toEqual([
      ['b', false, 'it is dark'],
      ['a', true, undefined],
    ]);
  });

  test('follows the strategy of the runbook', async () => {
    const undone = async (strategy: Parameters<typeof book>[0], story: Parameters<typeof play>[1]) =>
      (await play(book(strategy), story)).lines('step.undone').length;
    expect(await undone('never', lastFails)).toBe(0);
    expect(await undone('always', lastFails)).toBe(2);
    expect(await undone('always', {})).toBe(3);
    expect(await undone('default', {})).toBe(0);
    expect(await undone('default', { stopAtSeconds: 25 })).toBe(0);
  });

  test('with "deviated" leaves what a failure did that the plan had an answer for', async () => {
    const planned = (strategy: 'default' | 'deviated') => ({
      ...book(strategy),
      activate: [step('a', { undo: undo('a') }), step('last', { needs: ['a'], onFailure: onFailure([], 'stop') })],
    });
    expect((await play(planned('deviated'), lastFails)).lines('step.undone')).toEqual([]);
    expect((await play(planned('default'), lastFails)).lines('step.undone')).toHaveLength(1);
    const answered = planned('deviated');
    const without = {
      ...answered,
      activate: [answered.activate[0]!, { ...answered.activate[1]!, onFailure: onFailure([step('cure')], 'stop') }],
    };
    const cureFails = { does: { last: fails, cure: fails } };
    expect((await play(without, cureFails)).lines('step.undone')).toHaveLength(1);
  });
});

describe('the ungraceful mode', () => {
  const activate = [
    step('fence', { ungraceful: 'skip' }),
    step('promote', { needs: ['fence'] }),
    step('unmount', { needs: ['promote'], ungraceful: 'skip' }),
  ];
  const roles = { operator: { may: ['run'] as const }, commander: { may: ['go-ungraceful'] as const } };

  test('from the start skips the steps that ask the old place, and no other', async () => {
    const { outcome } = await play(runbook({ activate }), { options: { mode: 'ungraceful' } });
    expect(Object.fromEntries(outcome.steps)).toEqual({ fence: 'skipped', promote: 'succeeded', unmount: 'skipped' });
  });

  test('is chosen by a role that may, when such a step fails in a graceful run, and lasts from then on', async () => {
    const { outcome, events, at } = await play(runbook({ activate, roles }), { does: { fence: fails } });
    expect(Object.fromEntries(outcome.steps)).toEqual({ fence: 'skipped', promote: 'succeeded', unmount: 'skipped' });
    expect(events.find(({ kind }) => kind === 'decision.made')).toMatchObject({
      by: 'commander',
      choice: 'go-ungraceful',
      waitedSeconds: 60,
    });
    expect(at('mode.changed', 'fence')).toBe(60);
    expect(at('step.started', 'promote')).toBe(60);
  });

  test('is no way out where nobody may choose it, or somebody aborts instead', async () => {
    const nobody = await play(runbook({ activate }), { does: { fence: fails } });
    expect(nobody.outcome).toMatchObject({ status: 'failed', why: 'fence: no answer' });
    const aborted = await play(runbook({ activate, roles }), { does: { fence: fails }, answers: ['abort'] });
    expect(aborted.outcome).toMatchObject({ status: 'aborted', why: 'commander decided "abort" on go-ungraceful' });
  });
});

test('a run that is stopped from outside cancels what runs and starts nothing more', async () => {
  const book = runbook({ activate: [step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['b'] })] });
  const { outcome, endedAtSeconds } = await play(book, { stopAtSeconds: 15 });
  expect(outcome).toMatchObject({ status: 'stopped', why: 'the horizon' });
  expect(Object.fromEntries(outcome.steps)).toEqual({ a: 'succeeded', b: 'failed', c: 'blocked' });
  expect(endedAtSeconds).toBeLessThanOrEqual(20);
});

test('a run that is stopped while people still look around never starts its plan', async () => {
  const look = {
    id: 'slow',
    uses: 'scalarium:ping',
    with: {},
    severity: 'error',
    position: step('a').position,
  } as const;
  const { outcome, lines } = await play(runbook({ preflight: [look], activate: [step('a')] }), {
    does: { slow: (context) => context.sleep(50) },
    stopAtSeconds: 15,
  });
  expect(outcome.status).toBe('stopped');
  expect(lines('step.started', 'step.skipped')).toEqual(['15 step.skipped a']);
});

test('progress of a step comes from a probe once a minute, until the step speaks for itself', async () => {
  const book = runbook({ activate: [step('views', { progress: 'couchdb:active-tasks' })] });
  const views = async (context: StepContext) => {
    await context.sleep(200);
    context.progress(0.987654, '7 of 8 indexes built');
    await context.sleep(300);
  };
  const { events } = await play(book, { does: { views }, measure: (_, at) => Math.min(0.5, at / 300) });
  const progress = events.filter((event) => event.kind === 'step.progress');
  expect(progress.map(({ at, fraction }) => [at / 1e6, fraction])).toEqual([
    [60, 0.2],
    [120, 0.4],
    [180, 0.5],
    [200, 0.9877],
  ]);
});
