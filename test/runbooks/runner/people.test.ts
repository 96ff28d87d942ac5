import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../../src/runbooks/files/index.ts';
import { Cancellation, ModelledPeople, type Question, StepFailed } from '../../../src/runbooks/runner/index.ts';
import { Kernel } from '../../../src/sim/kernel/index.ts';
import { play, runbook, step } from './stage.ts';

const roles = { commander: { may: ['approve', 'abort'] as const }, operator: { may: ['run'] as const } };
const choices = ['go', 'wait', 'abort'];

function decide(partial: Parameters<typeof step>[1] = {}) {
  const given = { decision: 'leave-region', evidence: ['signals', 'preflight'], choices };
  return step('decide', { uses: 'people:approve', role: 'commander', with: given, ...partial });
}

describe('a decision', () => {
  const book = runbook({ roles, activate: [decide(), step('machines', { needs: ['decide'] }), step('meanwhile')] });

  test('is waited for by the steps that need it, while the others go on', async () => {
    const { outcome, at } = await play(book);
    expect(at('step.succeeded', 'meanwhile')).toBe(10);
    expect(at('step.started', 'machines')).toBe(60);
    expect(outcome.outputs.decide?.outputs).toEqual({ choice: 'go', by: 'commander' });
  });

  test('to wait is asked again a minute later, and all the waiting counts', async () => {
    const { events, at } = await play(book, { answers: ['wait', 'wait', 'go'] });
    const made = events.filter((event) => event.kind === 'decision.made');
    expect(made.map(({ at: us, choice }) => [us / 1e6, choice])).toEqual([
      [60, 'wait'],
      [180, 'wait'],
      [300, 'go'],
    ]);
    expect(at('step.started', 'machines')).toBe(300);
  });

  test('to abort ends the run, with what runs at that moment', async () => {
    const story = {
      answers: ['abort'],
      does: { meanwhile: (context: { sleep(s: number): Promise<void> }) => context.sleep(600) },
    };
    const { outcome, at } = await play(book, story);
    expect(outcome).toMatchObject({ status: 'aborted', why: 'commander decided "abort" on leave-region' });
    expect(at('step.failed', 'meanwhile')).toBe(60);
    expect(outcome.steps.get('machines')).toBe('blocked');
  });

  test('in a called runbook to abort ends the runbooks above it', async () => {
    const call = step('call', { uses: 'runbook:run', with: { file: 'child.yaml', inputs: {} } });
    const { outcome } = await play(runbook({ activate: [call, step('after', { needs: ['call'] })] }), {
      children: { 'child.yaml': book },
      answers: ['abort'],
    });
    expect(outcome.status).toBe('aborted');
    expect(outcome.steps.get('after')).toBe('blocked');
  });

  test('that does not come in time fails its step', async () => {
    const { outcome } = await play(runbook({ roles, activate: [decide({ timeoutSeconds: 30 })] }));
    expect(outcome.why).toBe('decide: it took longer than PT30S');
  });

  test('that nobody may make fails at once', async () => {
    const { outcome } = await play(runbook({ roles, activate: [decide({ role: 'operator' })] }));
    expect(outcome.why).toBe('decide: nobody can decide this: the role "operator" may not approve');
  });

  test('is journalled with what could be known when it was asked and when it was made', async () => {
    const look = {
      id: 'kernel-alive',
      uses: 'scalarium:ping',
      with: {},
      severity: 'error',
      position: decide().position,
    } as const;
    const dark = async () => {
      throw new StepFailed('no route to host');
    };
    const { events } = await play(runbook({ roles, preflight: [look], activate: [decide()] }), {
      does: { 'kernel-alive': dark },
    });
    const preflight = [{ id: 'kernel-alive', severity: 'error', ok: false, why: 'no route to host' }];
    expect(events.filter(({ kind }) => kind.startsWith('decision.'))).toMatchObject([
      { kind: 'decision.asked', choices, known: { signals: [], preflight } },
      { kind: 'decision.made', choice: 'go', waitedSeconds: 60, known: { signals: [], preflight } },
    ]);
  });
});

describe('preflight', () => {
  const look = (id: string) =>
    ({ id, uses: 'scalarium:ping', with: {}, severity: 'error', position: decide().position }) as const;

  test('looks at everything at once, before the plan starts, and what it finds stops nothing', async () => {
    const does = {
      dark: async () => {
        throw new StepFailed('no route to host');
      },
      fine: async () => ({ why: 'answered in 20 ms' }),
      hanging: (context: { sleep(s: number): Promise<void> }) => context.sleep(900),
    };
    const book = runbook({ preflight: [look('dark'), look('fine'), look('hanging')], activate: [step('a')] });
    const { outcome, events, at } = await play(book, { does });
    expect(outcome.status).toBe('succeeded');
    expect(at('step.started', 'a')).toBe(60);
    const found = events.filter((event) => event.kind === 'preflight').map(({ id, ok, why }) => [id, ok, why]);
    expect(found).toEqual([
      ['dark', false, 'no route to host'],
      ['fine', true, 'answered in 20 ms'],
      ['hanging', false, 'it took longer than PT1M'],
    ]);
  });
});

describe('modelled people', () => {
  const fixed = (seconds: number): Distribution => ({ kind: 'fixed', seconds });
  const lognormal: Distribution = { kind: 'lognormal', p50Seconds: 2280, sigma: 0.15 };

  function crew(kernel: Kernel, alertedAtSeconds: number | undefined, decides: Record<string, Distribution>) {
    return new ModelledPeople({
      people: { from: 'berlin', onCall: { count: 2, reacts: fixed(120) }, decides, does: { install: lognormal } },
      clock: { nowUs: () => kernel.nowUs, sleepUs: (us) => kernel.sleep(us), afterUs: () => () => {} },
      random: (name) => kernel.random(name),
      alertedAtUs: () => (alertedAtSeconds === undefined ? undefined : alertedAtSeconds * 1e6),
    });
  }

  async function answeredAt(decision: string, alertedAt: number | undefined, askedAt: number, model = fixed(2280)) {
    const kernel = new Kernel({ seed: 5, keepHostGlobals: true });
    const people = crew(kernel, alertedAt, { 'leave-region': model });
    const question: Question = {
      ...{ decision, path: 'decide', role: 'commander', choices, known: {} },
      askedAtUs: askedAt * 1e6,
      cancelled: new Cancellation(),
    };
    let answered: unknown;
    kernel.after(
      askedAt * 1e6,
      () => void people.decide(question).then((answer) => (answered = [kernel.nowUs / 1e6, answer])),
    );
    await kernel.run();
    return answered;
  }

  test('decide so long after the first alert, no matter when they were asked', async () => {
    const go = { choice: 'go', by: 'commander' };
    expect(await answeredAt('leave-region', 60, 200)).toEqual([2340, go]);
    expect(await answeredAt('leave-region', 60, 900)).toEqual([2340, go]);
    expect(await answeredAt('leave-region', 60, 5000)).toEqual([5000, go]);
    expect(await answeredAt('leave-region', undefined, 100)).toEqual([2380, go]);
  });

  test('answer what the scenario does not name within the time in which they react', async () => {
    expect(await answeredAt('go-ungraceful', 60, 5000)).toEqual([5120, { choice: 'go', by: 'commander' }]);
  });

  test('who decide a minute later answer a minute later', async () => {
    const at = async (p50Seconds: number) => {
      const [seconds] = (await answeredAt('leave-region', 60, 0, fixed(p50Seconds))) as [number];
      return seconds;
    };
    expect((await at(2340)) - (await at(2280))).toBe(60);
  });

  test('draw each decision and each work from a stream of its own', () => {
    const alone = crew(new Kernel({ seed: 5 }), 0, {});
    const busy = crew(new Kernel({ seed: 5 }), 0, {});
    busy.reactionSeconds();
    expect(busy.workSeconds('install')).toBe(alone.workSeconds('install'));
    expect(busy.workSeconds('install')).not.toBe(alone.reactionSeconds());
    expect(() => alone.workSeconds('juggling')).toThrow('people.does of the scenario has no "juggling"');
  });
});
