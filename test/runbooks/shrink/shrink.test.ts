import { expect, it } from 'vitest';
import { execute } from '../../../src/runbooks/execute.ts';
import { shrink } from '../../../src/runbooks/shrink/index.ts';
import { twelveFaults } from './twelve-faults.ts';

it('of twelve faults the two that break the budget together are left, each as short as it can be, in under a minute', async () => {
  const request = twelveFaults();
  const before = process.cpuUsage();
  const shrunk = await shrink(request, { jobs: 2 });
  // Of the processor, all threads together: on a machine that others use as well the clock on the wall says nothing.
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(60);
  expect(shrunk).toMatchObject({
    budget: 'rto',
    before: { faults: 12, verdict: 'failed' },
    after: { verdict: 'failed' },
  });
  expect(shrunk!.kept.map(({ fault }) => fault.name)).toEqual(['plug-1', 'plug-2']);
  // The other worker alone: machines can be started all the time.
  for (const { without } of shrunk!.kept) expect(without).toMatchObject({ verdict: 'passed' });
  expect(shrunk!.after.actualSeconds).toBeGreaterThan(25 * 60);
  expect(shrunk!.runs).toBeGreaterThan(12);
  // Another world, without threads, says the same: it breaks, and a minute less of either does not.
  const verdictOf = async (minutesLess: readonly number[]) => {
    const method = shrunk!.kept.map(({ fault }, at) => ({
      ...fault,
      forSeconds: fault.forSeconds! - 60 * minutesLess[at]!,
    }));
    const { plan } = request;
    const { result } = await execute({ ...request, plan: { ...plan, scenario: { ...plan.scenario, method } } });
    return result.verdict;
  };
  expect(await verdictOf([0, 0])).toBe('failed');
  expect(await verdictOf([1, 0])).toBe('passed');
  expect(await verdictOf([0, 1])).toBe('passed');
});

it('a seed that keeps its budget leaves nothing to shrink', async () => {
  const request = twelveFaults();
  const [first] = request.plan.scenario.method;
  const scenario = { ...request.plan.scenario, method: [first!] };
  expect(await shrink({ ...request, plan: { ...request.plan, scenario } }, { jobs: 1 })).toBeUndefined();
});
