import fc from 'fast-check';
import { expect, test } from 'vitest';
import { execute } from '../../src/runbooks/execute.ts';
import { OpenRun } from '../../src/runbooks/open-run.ts';
import { smallRunbook, smallScenario } from './durable/small-run.ts';

const request = {
  sources: [
    { path: 'small.yaml', text: smallScenario },
    { path: 'small.runbook.yaml', text: smallRunbook },
  ],
};

test('a run that is divided at any places is the same run', async () => {
  const whole = await execute(request);
  const slice = fc.record({ seconds: fc.nat(900), events: fc.integer({ min: 1, max: 3000 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(slice, { minLength: 1, maxLength: 40 }), async (slices) => {
      const run = await OpenRun.open(request);
      for (let at = 0; ; at++) {
        const { seconds, events } = slices[at % slices.length]!;
        let left = events;
        const advanced = await run.advance(run.nowUs + (seconds + 1) * 1e6, () => left-- <= 0);
        if (advanced === 'ended') break;
      }
      const { journal, result, exitCode } = run.finish();
      expect(journal).toEqual(whole.journal);
      expect(result.trace).toEqual(whole.result.trace);
      expect(exitCode).toBe(whole.exitCode);
    }),
    { numRuns: 6 },
  );
});

test('it stands where it was told to, and says what comes next', async () => {
  const run = await OpenRun.open(request);
  expect(await run.advance(90e6)).toBe('reached');
  expect(run.nowUs).toBe(90e6);
  expect(run.nextUs).toBeGreaterThan(90e6);
  let left = 3;
  expect(await run.advance(900e6, () => left-- === 0)).toBe('enough');
  expect(run.nowUs).toBeLessThan(900e6);
});

test('an operator ends it where it is', async () => {
  const run = await OpenRun.open(request);
  await run.advance(90e6);
  run.stop();
  expect(await run.advance(900e6)).toBe('ended');
  const { result, exitCode } = run.finish();
  expect(result.verdict).toBe('stopped');
  expect(exitCode).toBe(5);
  expect(run.finish().journal).toHaveLength(run.lines.length);
});
