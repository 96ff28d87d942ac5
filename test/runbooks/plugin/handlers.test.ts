import { expect, test } from 'vitest';
import { execute } from '../../../src/runbooks/execute.ts';
import { FileProblems } from '../../../src/runbooks/files/index.ts';
import { pluginLooks, pluginSteps, type Surroundings } from '../../../src/runbooks/plugin/adapt.ts';
import { loadPlugins } from '../../../src/runbooks/plugin/load.ts';
import type { StepHandler, StepHandlers } from '../../../src/runbooks/runner/index.ts';
import { play, runbook, step } from '../runner/stage.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

const fixtures = 'test/runbooks/plugin/fixtures';
await loadPlugins(['kinds.ts'], fixtures);

const nowhere: Surroundings = {
  environment: 'simulated',
  nowMs: () => 0,
  sleepUs: async () => {},
  fetch: async () => new Response(),
};

/** The handlers of the fixture, in the time of a stage: each sleep of theirs is one of the step's own. */
function handlers(): StepHandlers {
  const dispatch: StepHandler = (context) => {
    const surroundings = { ...nowhere, sleepUs: (us: number) => context.sleep(us / 1e6) };
    return (pluginSteps(surroundings) as Record<string, StepHandler>)[context.uses]!(context);
  };
  return Object.fromEntries(Object.keys(pluginSteps(nowhere)).map((name) => [name, dispatch])) as StepHandlers;
}

const ring = (given: object) => step('ring', { uses: 'team:ring' as never, with: { region: 'eu-west-1', ...given } });

test('a step of a plug-in takes virtual time, tells how far it is, and hands its outputs on', async () => {
  const look = step('look', { uses: 'team:look' as never, needs: ['ring'] });
  const played = await play(runbook({ activate: [ring({ times: 3, pause: 'PT10S' }), look] }), {
    options: { handlers: handlers() },
  });
  expect(played.outcome.status).toBe('succeeded');
  expect(played.endedAtSeconds).toBe(30);
  expect(played.outcome.outputs.look!.outputs.why).toBe('{"outputs":{"ring":{"rung":3}},"inputs":{}}');
  expect(played.lines('step.progress')).toHaveLength(3);
});

test('one that takes too long is told so, and stops by itself', async () => {
  const slow = { ...ring({ times: 100 }), timeoutSeconds: 150 };
  const played = await play(runbook({ activate: [slow] }), { options: { handlers: handlers() } });
  expect(played.outcome.why).toBe('ring: it took longer than PT2M30S');
  // Had it not heard of it, its bell would ring on for another hour.
  expect(played.lines('step.progress')).toHaveLength(3);
  expect(played.endedAtSeconds).toBe(150);
});

test('an error that calls itself permanent is not tried again', async () => {
  const hopeless = step('hopeless', {
    uses: 'team:give-up' as never,
    retry: { attempts: 5, delaySeconds: 10, backoff: 'none' },
  });
  const played = await play(runbook({ activate: [hopeless] }), { options: { handlers: handlers() } });
  expect(played.lines('step.retried')).toEqual([]);
  expect(played.outcome.why).toBe('hopeless: the bell is broken');
});

test('a probe of a plug-in measures one number, and the file says what is accepted', async () => {
  const look = pluginLooks(nowhere)['team:noise']!;
  expect(await look({ floor: 3 } as never, { max: 50 } as never)).toEqual({
    ok: false,
    value: 60,
    why: '60 dB on floor 3',
  });
  expect(await look({ floor: 2 } as never, { max: 50 } as never)).toMatchObject({ ok: true, value: 40 });
});

/** The small scenario with a runbook that uses one kind of the careless plug-in. */
function careless(uses: string) {
  const text = SCENARIO.replace(
    'steady-state-hypothesis:',
    `targets: { bus: { type: host, ids: [main/bus] } }
method: [{ name: fuse, uses: "host:power", target: bus, at: PT1M, for: PT5M }]
runbook: { file: book.yaml }
steady-state-hypothesis:`,
  );
  const book = `{ version: 1, kind: runbook, id: book, title: A book, activate: [{ id: one, uses: "careless:${uses}", timeout: PT5M }] }`;
  const sources = [
    { path: 'small.yaml', text },
    { path: 'book.yaml', text: book },
  ];
  return execute({ sources, plugins: [`${process.cwd()}/${fixtures}/careless.ts`] });
}

test.each([
  ['reads-a-file', 'fs.readFileSync(package.json)', 15],
  ['reads-later', 'FSREQPROMISE', 21],
])('in a simulated world a step that %s ends the run, with the line of the plug-in', async (uses, call, line) => {
  const error = await careless(uses).then(undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FileProblems);
  const { problems } = error as FileProblems;
  expect(problems).toMatchObject([{ file: `${fixtures}/careless.ts` }]);
  expect(problems[0]!.message).toBe(
    `${call} would leave the simulated world; use the clock and the fetch that a kind is handed`,
  );
  expect(problems[0]!.line).toBe(line);
});

test('the globals of a simulated world are its own: a timer takes no real time, and its fetch reaches nobody', async () => {
  const waited = await careless('waits-for-real');
  const journal = waited.journal.map((text) => JSON.parse(text));
  const at = (kind: string) => journal.find((event) => event.kind === kind && event.path === 'one').at / 1e6;
  expect(at('step.succeeded') - at('step.started')).toBeCloseTo(90, 3);
  const asked = await careless('asks-the-internet');
  const failed = asked.journal.map((text) => JSON.parse(text)).find(({ kind }) => kind === 'step.failed');
  expect(failed.error).toMatch(/^fetch of https:\/\/example.com\/ by nobody/);
});
