import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Step } from '../../../src/runbooks/files/index.ts';
import { StepFailed, type StepState } from '../../../src/runbooks/runner/index.ts';
import { listStatus, nextMoves } from '../../../src/runbooks/runner/plan.ts';
import { group, onFailure, play, runbook, step } from './stage.ts';

interface Drawn {
  readonly needs: readonly number[];
  readonly seconds: number;
  readonly fate: 'succeeds' | 'fails' | 'is skipped' | 'fails and is handled' | 'hangs';
  readonly inGroup: boolean;
}

const drawnStep = fc.record<Drawn>({
  needs: fc.array(fc.nat(7), { maxLength: 3 }),
  seconds: fc.nat(30),
  fate: fc.constantFrom('succeeds', 'succeeds', 'succeeds', 'fails', 'is skipped', 'fails and is handled', 'hangs'),
  inGroup: fc.boolean(),
});

function toStep({ needs, fate, inGroup }: Drawn, index: number): Step {
  const partial = {
    needs: [...new Set(needs.filter((need) => need < index))].map((need) => `s${need}`),
    timeoutSeconds: 60,
    if: fate === 'is skipped' ? 'false' : undefined,
    onFailure: fate === 'fails and is handled' ? onFailure([step(`cure${index}`)], 'continue') : undefined,
  };
  return inGroup ? group(`s${index}`, [step(`inner${index}`)], partial) : step(`s${index}`, partial);
}

test('no step starts before its needs are done, and every plan ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(drawnStep, { minLength: 1, maxLength: 8 }), async (drawn) => {
      const activate = drawn.map(toStep);
      const does = Object.fromEntries(
        drawn.map(({ fate, seconds, inGroup }, index) => [
          inGroup ? `inner${index}` : `s${index}`,
          async (context: { sleep(s: number): Promise<void> }) => {
            await context.sleep(fate === 'hangs' ? 1e6 : seconds);
            if (fate.startsWith('fails')) throw new StepFailed('no');
          },
        ]),
      );
      const { outcome, events, endedAtSeconds } = await play(runbook({ activate }), { does });

      const done = new Set<string>();
      for (const event of events) {
        if (event.kind === 'step.started') {
          const needs = activate.find(({ id }) => id === event.path)?.needs ?? [];
          for (const need of needs) expect(done, `${event.path} needs ${need}`).toContain(need);
        }
        if (event.kind === 'step.succeeded' || (event.kind === 'step.handled' && event.ok)) done.add(event.path);
        if (event.kind === 'step.skipped' && outcome.steps.get(event.path) === 'skipped') done.add(event.path);
      }
      for (const state of outcome.steps.values()) expect(['waiting', 'running']).not.toContain(state);
      expect(endedAtSeconds).toBeLessThanOrEqual(8 * 70);
      const lost = [...outcome.steps].some(
        ([path, state]) => /^s\d$/.test(path) && ['failed', 'blocked'].includes(state),
      );
      expect(outcome.status).toBe(lost ? 'failed' : 'succeeded');
    }),
    { numRuns: 150 },
  );
});

test('even a list whose needs go in a circle or nowhere comes to its end', () => {
  const node = fc.record({ needs: fc.array(fc.constantFrom('s0', 's1', 's2', 's3', 'nobody'), { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 4 }), (nodes) => {
      const steps = nodes.map(({ needs }, index) => ({ id: `s${index}`, needs }));
      const states = new Map<string, StepState>(steps.map(({ id }) => [id, 'waiting']));
      for (let rounds = 0; listStatus(steps, states) === 'running'; rounds++) {
        expect(rounds).toBeLessThan(10);
        const { start, block } = nextMoves(steps, states);
        expect(start.length + block.length).toBeGreaterThan(0);
        for (const { id } of start) states.set(id, 'succeeded');
        for (const { step: blocked } of block) states.set(blocked.id, 'blocked');
      }
    }),
  );
});
