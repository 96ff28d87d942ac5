import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { recordedScript } from '../../../../src/runbooks/drill/index.ts';
import { execute } from '../../../../src/runbooks/execute.ts';
import { JournalBroken, ofKind } from '../../../../src/runbooks/journal/index.ts';
import { closeAll, eventsOf, minute, request, Tale, usualAnswer } from './tale.ts';

/** A drill that was played to its end, answered as usual, with a little hesitation. */
let played: readonly string[];
let askedAtUs: number;

beforeAll(async () => {
  const tale = new Tale();
  await tale.playToEnd(async () => {
    tale.session.runUntil(tale.state.nowUs + minute);
    await tale.stands();
  });
  await closeAll();
  played = tale.lines[0]!;
  askedAtUs = ofKind(tale.state.events, 'decision.asked')[0]!.at;
});

afterEach(closeAll);

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const inRun = async (lines: readonly string[]) =>
  (await execute({ ...request, inputs: recordedScript(eventsOf(lines))! })).journal;

describe('a drill', () => {
  test('with the same decisions is the run with these decisions, byte for byte', async () => {
    expect(await inRun(played)).toEqual(played);
  });

  test('that is paused, sped up, stepped through, looked back at and typed into is still that run', async () => {
    const pace = fc.constantFrom('max', 60, 600, 5000, 100_000);
    const whim = fc.oneof(
      fc.record({ kind: fc.constant('pace'), pace }),
      fc.record({ kind: fc.constant('pause') }),
      fc.record({ kind: fc.constant('step') }),
      fc.record({ kind: fc.constant('look'), back: fc.nat(30) }),
      fc.record({ kind: fc.constant('run'), on: fc.nat(20) }),
      fc.record({ kind: fc.constant('type'), text: fc.constantFrom('help', 'step couchdb:lag max=PT5S') }),
    );
    const tale = new Tale();
    const { session } = tale;
    await tale.stands();
    await fc.assert(
      fc.asyncProperty(fc.array(whim, { minLength: 1, maxLength: 12 }), async (whims) => {
        await session.fork(0, { name: 'once more' });
        let turn = 0;
        const state = await tale.playToEnd(async () => {
          for (const whim of whims.slice(0, 1 + (turn++ % whims.length))) {
            if (whim.kind === 'pace') session.setPace((whim as { pace: number }).pace);
            if (whim.kind === 'pause') session.pause();
            if (whim.kind === 'step') session.step();
            if (whim.kind === 'run') session.runUntil(tale.state.nowUs + (whim as { on: number }).on * 1e6);
            if (whim.kind === 'type') void session.command((whim as { text: string }).text);
            if (whim.kind === 'look') {
              const atUs = Math.max(0, tale.state.nowUs - (whim as { back: number }).back * minute);
              expect((await session.lookAt(atUs)).snapshot.atUs).toBe(atUs);
            }
          }
          await tale.stands();
        });
        expect(state.phase).toBe('ended');
        const lines = tale.lines[state.fork]!;
        expect(lines).toHaveLength(state.eventCount);
        expect(await inRun(lines)).toEqual(lines);
      }),
      { numRuns: 2 },
    );
  });

  test('says what it is, what is asked, and how it came out', async () => {
    const tale = new Tale({ seat: 'player' });
    expect(tale.session.facts).toMatchObject({
      id: 'small',
      variant: 'none',
      seed: 1,
      by: 'anna',
      journalPath: 'small.ndjson',
    });
    expect(tale.session.facts.budgets).toEqual([{ id: 'rto', measure: 'recovery', maxSeconds: 3600 }]);
    expect(await tale.stands()).toMatchObject({ phase: 'paused', nowUs: 0, pending: [] });
    expect(tale.state.snapshot?.hosts.length).toBeGreaterThan(5);
    tale.session.runUntil('question');
    const [question] = (await tale.stands()).pending;
    expect(question).toEqual({
      ...{ kind: 'decision', path: 'decide', decision: 'leave-region', role: 'commander' },
      ...{ choices: ['go', 'wait', 'abort'], prompt: 'Shall we go?', askedAtUs },
    });
    const answer = { path: 'decide', decision: 'leave-region' };
    await expect(tale.session.answer({ ...answer, choice: 'goo' })).rejects.toThrow('did you mean "go"?');
    await tale.session.answer({ ...answer, choice: 'abort', comment: 'not today' });
    expect(tale.state.pending).toEqual([]);
    tale.session.runUntil('end');
    expect(await tale.stands()).toMatchObject({ phase: 'ended', result: { verdict: 'stopped' } });
    await expect(tale.session.answer({ ...answer, choice: 'go' })).rejects.toThrow('has come to its end');
    expect(tale.state.hash).toBe(JSON.parse(tale.lines[0]!.at(-1)!).hash);
  });
});

describe('time', () => {
  test('slows down to a minute a second when somebody is asked, until they answer or wish otherwise', async () => {
    const tale = new Tale({ pace: 5000, paused: false });
    const asked = await tale.until(({ pending }) => pending.length > 0);
    expect(asked).toMatchObject({ phase: 'running', pace: 5000, slowed: true });
    const { nowUs } = asked;
    const later = await tale.until((state) => state.nowUs > nowUs + 20e6);
    expect(later.nowUs).toBeLessThan(nowUs + 600e6);
    tale.session.setPace(600);
    const wished = await tale.until((state) => state.nowUs > askedAtUs + 2 * minute);
    expect(wished).toMatchObject({ pace: 600, slowed: false });
  });

  test('stands still when it is paused, goes from event to event, and to a moment', async () => {
    const tale = new Tale();
    await tale.stands();
    const { eventCount } = tale.state;
    tale.session.step();
    expect((await tale.stands()).eventCount).toBeGreaterThan(eventCount);
    tale.session.runUntil(5 * minute);
    expect(await tale.stands()).toMatchObject({ nowUs: 5 * minute });
    tale.session.runUntil(3 * minute);
    expect(await tale.stands()).toMatchObject({ nowUs: 5 * minute });
  });

  test('that nobody spends on an answer is spent: the question stands at its moment', async () => {
    const tale = new Tale();
    tale.session.runUntil('question');
    await tale.stands();
    tale.session.runUntil(askedAtUs + 7 * minute);
    await tale.stands();
    await tale.session.answer(usualAnswer(tale.state.pending[0]!, 1));
    expect(ofKind(tale.state.events, 'decision.made')).toMatchObject([{ by: 'anna', waitedSeconds: 420 }]);
  });
});

describe('going back', () => {
  test('and deciding the same is the same run; deciding otherwise leaves the first one as it was', async () => {
    const tale = new Tale();
    await tale.playToEnd(async () => {
      tale.session.runUntil(tale.state.nowUs + minute);
      await tale.stands();
    });
    expect(tale.lines[0]).toEqual(played);
    const said = ofKind(tale.state.events, 'input')[1]!;
    await tale.session.fork(said.at, { name: 'the same' });
    expect(tale.state).toMatchObject({ phase: 'paused', nowUs: said.at, fork: 1 });
    expect(tale.state.pending).toMatchObject([{ decision: 'leave-region' }]);
    await tale.session.answer(usualAnswer(tale.state.pending[0]!, 1));
    for (let asked = 2; tale.state.phase !== 'ended'; asked++) {
      tale.session.runUntil('question');
      if ((await tale.stands()).phase === 'ended') break;
      tale.session.runUntil(tale.state.nowUs + minute);
      await tale.stands();
      await tale.session.answer(usualAnswer(tale.state.pending[0]!, asked));
    }
    expect(tale.lines[1]).toEqual(played);

    await tale.session.fork(said.at, { name: 'given up', from: 0 });
    await tale.session.answer({ path: 'decide', decision: 'leave-region', choice: 'abort' });
    tale.session.runUntil('end');
    await tale.stands();
    const names = tale.session.forks.map(({ index, name, parent, result }) => [index, name, parent, result?.verdict]);
    expect(names).toEqual([
      [0, 'first', undefined, expect.any(String)],
      [1, 'the same', 0, expect.any(String)],
      [2, 'given up', 0, 'stopped'],
    ]);
    expect(tale.session.forks[0]!.events).toHaveLength(played.length);
  });

  test('is possible to what has been, and with values that the scenario takes', async () => {
    const tale = new Tale();
    tale.session.runUntil(3 * minute);
    await tale.stands();
    await expect(tale.session.fork(4 * minute, { name: 'x' })).rejects.toThrow('a moment that has been');
    await expect(tale.session.fork(minute, { name: 'x', variant: 'nope' })).rejects.toThrow(/nope/);
    expect(tale.state).toMatchObject({ phase: 'paused', nowUs: 3 * minute, fork: 0 });
  });
});

describe('a drill that was killed', () => {
  test('goes on at the same moment, from a journal that was cut off anywhere, with nothing written twice', async () => {
    const whole = text(played);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: played[0]!.length + 1, max: whole.length }), fc.nat(60), async (cut, more) => {
        const kept = whole.slice(0, cut).split('\n').slice(0, -1);
        const lastUs = eventsOf(kept).at(-1)!.at;
        const atUs = Math.max(0, lastUs) + more;
        const tale = new Tale({ resume: { text: whole.slice(0, cut), atUs } });
        const state = await tale.stands();
        if (state.phase === 'paused') expect(state.nowUs).toBe(atUs);
        expect(state.error).toBeUndefined();
        const written = [...kept, ...tale.lines[0]!];
        expect(written).toEqual(played.slice(0, written.length));
        await tale.session.close();
      }),
      { numRuns: 3 },
    );
  });

  test('does not go on with what was changed, or with what this version tells otherwise', async () => {
    const changed = text(played).replace('"by":"anna"', '"by":"anne"');
    expect(() => new Tale({ resume: { text: changed } })).toThrow(JournalBroken);
    const tale = new Tale({ resume: { text: text(played) }, request: { ...request, seed: 2 } });
    expect(await tale.stands()).toMatchObject({ phase: 'broken', error: expect.stringMatching(/diverged: event \d+/) });
  });
});

test('a thread that dies breaks the drill, says so and keeps what was; one can still go back', async () => {
  const tale = new Tale();
  tale.session.runUntil('question');
  const { eventCount } = await tale.stands();
  const waiting = tale.session.command('step steady-state:wait');
  await tale.session.kill();
  const state = await tale.until(({ phase }) => phase === 'broken');
  expect(state.error).toMatch(/the world's thread ended/);
  expect(state.events.length).toBeGreaterThanOrEqual(eventCount);
  await Promise.allSettled([waiting]);
  await expect(tale.session.answer({ path: 'decide', decision: 'leave-region', choice: 'go' })).rejects.toThrow(
    /broken/,
  );
  await tale.session.fork(askedAtUs, { name: 'after all' });
  expect(tale.state).toMatchObject({ phase: 'paused', pending: [{ decision: 'leave-region' }], fork: 1 });
});
