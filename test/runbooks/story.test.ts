import { expect, test } from 'vitest';
import { execute } from '../../src/runbooks/execute.ts';
import type { JournalEvent } from '../../src/runbooks/journal/index.ts';
import { SCENARIO } from './testbed/small-testbed.ts';

/** Runs the small scenario with a method. */
async function run(targets: string, method: string, seed = 1, budgets = '') {
  const text = SCENARIO.replace(
    'steady-state-hypothesis:',
    `targets:\n${targets}\nmethod:\n${method}\nsteady-state-hypothesis:`,
  ).concat(budgets);
  const { journal, result } = await execute({ sources: [{ path: 'small.yaml', text }], seed });
  const events = journal.map((line) => JSON.parse(line) as JournalEvent);
  const told = (kind: JournalEvent['kind']) =>
    events.filter((event) => event.kind === kind) as never as Record<string, unknown>[];
  const measures = Object.fromEntries(told('measure').map(({ name, value }) => [name, value]));
  return { result, told, measures };
}

test('a database that is down for five minutes is a short outage: it mends itself, loses nothing and is told', async () => {
  const { result, told, measures } = await run(
    '  couch: { type: host, ids: [main/couch-master] }',
    '  - { name: kill, uses: "process:kill", target: couch, at: PT1M, for: PT5M, with: { process: couchdb } }',
    1,
    'budgets: [{ id: redis, measure: redis-data-loss, max: PT0S, percentile: 100 }]\n',
  );
  expect(told('fault.started')).toMatchObject([{ name: 'kill', targets: ['main/couch-master'] }]);
  expect(told('fault.ended')).toMatchObject([{ name: 'kill' }]);
  expect(result.recovery.recovered).toBe(true);
  expect(result.recovery.rtoSeconds).toBeGreaterThan(300);
  expect(result.recovery.rtoSeconds).toBeLessThan(2400);
  expect(result.budgets).toMatchObject([{ id: 'redis', actualSeconds: 0, passed: true }]);
  expect(measures).toMatchObject({ 'lost-writes': 0, 'lost-redis-writes': 0, 'data-loss': 0, 'stale-resolvers': 0 });
  expect(result.invariants.every(({ held }) => held)).toBe(true);
});

test('a machine without power is noticed by monitoring, and the one that comes back is told too', async () => {
  const { told, result, measures } = await run(
    '  bus: { type: host, ids: [main/bus/1] }',
    '  - { name: fuse, uses: "host:power", target: bus, at: PT1M, for: PT10M }',
  );
  expect(told('signal').map(({ via, text }) => `${via}: ${text}`)).toEqual([
    'sms: eu-west-1a: 1 of 6 machines do not answer',
    'monitoring: every machine answers again',
  ]);
  // Nobody limits it here.
  expect(measures).not.toHaveProperty('redis-data-loss');
  expect(result.milestones.map(({ id }) => id)).toEqual(['first-alert', 'recovered']);
});

test.each([
  ['', 2, 'API errors'],
  ['  - { name: late, uses: "status-page:late", at: PT0S, for: PT5M, with: { by: PT6M } }', 8, 'API errors'],
  [
    '  - { name: wrong, uses: "status-page:wrong", at: PT0S, for: PT5M, with: { text: All is well } }',
    2,
    'All is well',
  ],
])(
  'with %j people read the status page in minute %i, and it says: %s; a phone is as it always is',
  async (fault, minute, text) => {
    const { told } = await run(
      '  bus: { type: host, ids: [main/bus/1] }',
      `  - { name: fuse, uses: "host:power", target: bus, at: PT1M, for: PT10M }
${fault}
signals:
  - { at: PT2M, via: aws-status, text: API errors }
  - { at: PT3M, via: phone, text: We see it too }`,
    );
    const heard = (via: string) => told('signal').filter((signal) => signal.via === via);
    expect(heard('aws-status')).toMatchObject([{ text, at: minute * 60e6 }]);
    expect(heard('phone')).toMatchObject([{ text: 'We see it too', at: 3 * 60e6 }]);
  },
);

test('the same seed tells the same story, another one another', async () => {
  const story = async (seed: number) =>
    (
      await run(
        '  zone: { type: zone, ids: [euw1-az1] }',
        '  - { name: brown, uses: "zone:network-impairment", target: zone, at: PT1M, for: PT5M, with: { percentage: 40 } }',
        seed,
      )
    ).result.trace.sha256;
  const [one, again, other] = [await story(1), await story(1), await story(2)];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});
