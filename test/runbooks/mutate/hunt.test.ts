import { expect, it } from 'vitest';
import { execute } from '../../../src/runbooks/execute.ts';
import { parseScenario } from '../../../src/runbooks/files/index.ts';
import { hunt } from '../../../src/runbooks/mutate/index.ts';
import { rowOf } from '../../../src/runbooks/sweep/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

/** The database is down for five minutes, and comes back by itself: what people decide makes no difference. */
function request(maxMinutes: number) {
  const text = `${SCENARIO.replace(
    'steady-state-hypothesis:',
    `targets:
  couch: { type: host, ids: [main/couch-master] }
method:
  - { name: kill, uses: "process:kill", target: couch, at: PT1M, for: PT5M, with: { process: couchdb } }
steady-state-hypothesis:`,
  ).replace('people:\n', 'people:\n  decides: { go: PT1M }\n')}
budgets:
  - { id: rto, measure: recovery, max: PT${maxMinutes}M, percentile: 95 }
`;
  const { position: _, ...plan } = parseScenario([{ path: 'small.yaml', text }]);
  return { sources: plan.sources, plan };
}

it('runs each mutant on the same seeds as the design: one is noticed, one changes nothing that happens', async () => {
  const asked = request(16);
  const done: string[] = [];
  const found = await hunt(asked, [2], { jobs: 2, onDone: (count, of) => done.push(`${count}/${of}`) });
  expect(found.design.gate).toBe('green');
  const mutant = (name: string) => found.mutants.find((each) => each.name === name)!;
  // A watch that looks every ten minutes sees the recovery late, by the rounding of its looks alone.
  expect(mutant('detection-slower')).toMatchObject({
    gate: 'red',
    same: false,
    caught: [{ by: 'budget rto', seeds: [2] }],
  });
  expect(mutant('decision-later')).toMatchObject({ gate: 'green', same: true });
  expect(done.at(-1)).toBe(`${found.mutants.length + 1}/${found.mutants.length + 1}`);
  // The way to see it again leads to the same run.
  const again = await execute({ ...asked, seed: 2, mutant: 'detection-slower' });
  expect(rowOf(again.result)).toEqual(mutant('detection-slower').rows[0]);
  expect(JSON.parse(again.journal[0]!)).toMatchObject({ kind: 'run.started', mutant: 'detection-slower' });
});

it('runs no mutant of a design that is red as it is', async () => {
  const { design, mutants } = await hunt(request(5), [1], { jobs: 1 });
  expect(design).toMatchObject({ gate: 'red', caught: [{ by: 'budget rto', seeds: [1] }] });
  expect(mutants).toEqual([]);
});
