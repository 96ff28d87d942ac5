import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordedScript } from '../../../../src/runbooks/drill/journal-inputs.ts';
import { NotAsked } from '../../../../src/runbooks/drill/people.ts';
import { Player } from '../../../../src/runbooks/drill/player.ts';
import type { ScriptEntry } from '../../../../src/runbooks/drill/script.ts';
import { execute } from '../../../../src/runbooks/execute.ts';
import { type JournalEvent, ofKind } from '../../../../src/runbooks/journal/index.ts';
import { eventsOf, minute, plan, request, usual, usualAnswer } from './tale.ts';

const asked = { ...request, inputs: { entries: [] } };

async function run(entries: readonly ScriptEntry[], more: { unanswered?: 'fail' | 'wait' | 'modelled' } = {}) {
  const { journal, result } = await execute({ ...request, inputs: { entries, ...more } });
  return { journal, result, events: eventsOf(journal) };
}

const choices = (events: readonly JournalEvent[]) =>
  ofKind(events, 'decision.made').map(({ by, choice, waitedSeconds }) => [by, choice, waitedSeconds]);

describe('what people say in a run', () => {
  test('live, at any moment and in slices of any size, makes the journal of a run with the same decisions', async () => {
    const slice = fc.record({ seconds: fc.integer({ min: 1, max: 1200 }), events: fc.integer({ min: 1, max: 4000 }) });
    const command = fc.constantFrom('aws ec2 describe-instances --account main --region eu-west-1', 'help', 'no such');
    const hesitates = fc.record({ slices: fc.nat(3), command: fc.option(command, { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(slice, { minLength: 1, maxLength: 20 }),
        fc.array(hesitates, { minLength: 5, maxLength: 5 }),
        async (slices, people) => {
          const player = await Player.open(asked, { entries: [], unanswered: 'wait' });
          let waits = people[0]!.slices;
          let said = 0;
          for (let at = 0; ; at++) {
            const { seconds, events } = slices[at % slices.length]!;
            let left = events;
            if ((await player.advance(player.nowUs + seconds * 1e6, () => left-- <= 0)) === 'ended') break;
            const [question] = player.pending;
            if (question === undefined || waits-- > 0) continue;
            const { command: text } = people[said % 5]!;
            if (text !== undefined) await player.say({ kind: 'command', by: 'anna', text, seat: 'player' });
            const answer = usualAnswer(question, said);
            const by = 'anna';
            await player.say('text' in answer ? { kind: 'note', by, ...answer } : { kind: 'answer', by, ...answer });
            waits = people[++said % 5]!.slices;
          }
          const live = player.run.finish();
          const again = await execute({ ...request, inputs: recordedScript(player.run.journal.events)! });
          expect(again.journal).toEqual(live.journal);
          expect(again.exitCode).toBe(live.exitCode);
        },
      ),
      { numRuns: 5 },
    );
  });

  test('is given when it is asked, and who chose to wait is asked again', async () => {
    const { events, result } = await run(usual);
    expect(choices(events)).toEqual([
      ['anna', 'wait', 0],
      ['anna', 'go', 0],
      ['anna', 'skip', 0],
      ['anna', 'LEAVE', 0],
    ]);
    expect(ofKind(events, 'step.succeeded').find(({ path }) => path.endsWith('words'))?.outputs).toEqual({
      text: 'how long it took',
    });
    expect(result.recovery.recovered).toBe(true);
  });

  test('can come so long after the question, or not before a moment', async () => {
    const [wait, go, ...rest] = usual;
    const { events } = await run([{ ...wait!, afterUs: 3 * minute }, { ...go!, atUs: 25 * minute }, ...rest]);
    expect(choices(events)[0]).toEqual(['anna', 'wait', 180]);
    expect(ofKind(events, 'decision.made')[1]).toMatchObject({ at: 25 * minute, choice: 'go' });
  });

  test('work takes the time that it takes in the model, for nobody really does it', async () => {
    const { events } = await run(usual);
    const at = (kind: 'step.started' | 'step.succeeded') =>
      ofKind(events, kind).find(({ path }) => path === 'hands')!.at / 1e6;
    expect(at('step.succeeded') - at('step.started')).toBe(300);
  });

  test('nobody answers for ten minutes, and the deputy is asked as well: whoever answers first decides', async () => {
    const player = await Player.open(asked, { entries: [], unanswered: 'wait' });
    while (player.pending.length === 0) await player.advance(player.nowUs + minute);
    expect(player.pending).toMatchObject([{ role: 'commander', prompt: 'Shall we go?' }]);
    await player.advance(player.nowUs + 10 * minute);
    expect(player.pending).toMatchObject([{ role: 'commander', escalatedTo: 'deputy' }]);
    await player.say({ kind: 'answer', by: 'bea', path: 'decide', decision: 'leave-region', choice: 'go' });
    expect(player.pending).toEqual([]);
    expect(ofKind(player.run.journal.events, 'decision.made')).toMatchObject([{ by: 'bea', choice: 'go' }]);
  });

  test('a question whose step has timed out is not open any more', async () => {
    const player = await Player.open(asked, { entries: [], unanswered: 'wait' });
    while (player.pending.length === 0) await player.advance(player.nowUs + minute);
    await player.advance(player.nowUs + 41 * minute);
    expect(player.pending).toMatchObject([{ kind: 'failed-step', path: 'decide', role: 'operator' }]);
  });
});

describe('what was not asked', () => {
  test('is refused with what is possible, and leaves no trace', async () => {
    const player = await Player.open(asked, { entries: [], unanswered: 'wait' });
    const say = (path: string, choice: string) =>
      player.say({ kind: 'answer', by: 'anna', path, decision: 'leave-region', choice });
    await player.advance(0);
    await expect(say('decide', 'go')).rejects.toThrow(
      new NotAsked('nobody asks for leave-region at decide now; nothing is asked'),
    );
    while (player.pending.length === 0) await player.advance(player.nowUs + minute);
    await expect(say('decide', 'goo')).rejects.toThrow('"goo" is no choice of leave-region; did you mean "go"?');
    await expect(say('hands', 'go')).rejects.toThrow('asked: leave-region at decide (go, wait, abort)');
    expect(ofKind(player.run.journal.events, 'input')).toEqual([]);
  });

  test('a choice that there is not ends a run, with the place where it is written', async () => {
    const entry = { kind: 'answer', decision: 'leave-region', choice: 'gone', where: 'd.yaml:3:5' } as const;
    await expect(run([entry])).rejects.toThrow('d.yaml:3:5: "gone" is no choice of leave-region; did you mean "go"?');
  });
});

describe('what nobody answers', () => {
  test('ends the run, and the question is named', async () => {
    await expect(run(usual.slice(0, 2))).rejects.toMatchObject({
      name: 'NeedsAPerson',
      message: expect.stringMatching(/^"room" asks operator for failed-step \(retry, skip, mark-done, fail\)/),
    });
    await expect(run(usual.slice(0, 3))).rejects.toThrow(/"edge" asks commander for the word "LEAVE".*choice: LEAVE/);
  });

  test('a note stays empty, and that is said', async () => {
    const { events, journal } = await run(usual.slice(0, 4));
    expect(ofKind(events, 'input').at(-1)).toMatchObject({
      what: 'note',
      path: expect.stringContaining('words'),
      text: '',
      by: 'nobody',
    });
    const again = await execute({ ...request, inputs: recordedScript(events)! });
    expect(again.journal).toEqual(journal);
  });

  test('may be left to modelled people', async () => {
    const { events } = await run(usual.slice(0, 1), { unanswered: 'modelled' });
    expect(
      choices(events)
        .slice(1)
        .map(([by, choice]) => [by, choice]),
    ).toEqual([
      ['commander', 'go'],
      ['operator', 'fail'],
    ]);
  });

  test('stands as long as it stood in a drill that was left, and needs a person then', async () => {
    const player = await Player.open(asked, { entries: usual.slice(0, 1), unanswered: 'wait' });
    await player.advance(20 * minute);
    const { events } = player.run.journal;
    const recorded = recordedScript(events)!;
    expect(recorded).toMatchObject({ unanswered: 'fail', recordedUntilUs: events.at(-1)!.at });
    const again: string[] = [];
    const onEvent = (_: JournalEvent, line: string) => void again.push(line);
    await expect(execute({ ...request, inputs: recorded }, { onEvent })).rejects.toThrow('"decide" asks commander');
    expect(again).toEqual(player.run.lines);
  });
});

test('a journal says whether people were asked', async () => {
  const modelled = await execute({ ...request, plan });
  expect(eventsOf(modelled.journal)[0]).not.toHaveProperty('people');
  expect((await run(usual)).events[0]).toMatchObject({ people: 'asked' });
});
