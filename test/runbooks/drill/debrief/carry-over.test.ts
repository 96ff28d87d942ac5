import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { carryOver, recordedSaid } from '../../../../src/runbooks/drill/debrief/carry-over.ts';
import { recordedOf } from '../../../../src/runbooks/drill/debrief/recorded.ts';
import { type JournalEvent, ofKind } from '../../../../src/runbooks/journal/index.ts';
import { drill, minute, run, says, usual } from './small-drill.ts';

/** Who was asked what, said what, and how long that took, in minutes. */
const told = (events: readonly JournalEvent[]) =>
  ofKind(events, 'decision.made').map(({ path, choice, by, waitedSeconds }) => [path, choice, by, waitedSeconds / 60]);

let was: Awaited<ReturnType<typeof drill>>;
beforeAll(async () => {
  was = await drill(usual);
});

describe('what was asked in a run', () => {
  it('is one question until somebody says something else than wait', () => {
    const { asked } = recordedOf(was.events);
    expect(asked.map(({ kind, path, answers }) => [kind, path, answers.map(({ choice }) => choice)])).toEqual([
      ['decision', 'decide', ['wait', 'go']],
      ['decision', 'really', ['go']],
      ['checkpoint', 'edge', ['LEAVE']],
    ]);
    const [first] = asked;
    expect(first!.answers[0]!.askedAtUs).toBe(first!.askedAtUs);
    // Who puts it off is asked again after a minute.
    expect(first!.answers[1]!.askedAtUs - first!.answers[0]!.atUs).toBe(minute);
    expect(first!.answers[0]!.comment).toBe('the status page may know more');
  });

  it('has no answer where nobody gave one', async () => {
    const { events } = await drill([says('leave-region', 'go', 1)], 'wait');
    expect(recordedOf(events).asked.map(({ path, answers }) => [path, answers.length])).toEqual([
      ['decide', 1],
      ['really', 0],
    ]);
  });
});

describe('answers carried over to another run', () => {
  it('are the same run again, to the last byte, when nothing is changed', async () => {
    expect((await run(carryOver(recordedOf(was.events)))).journal).toEqual(was.journal);
  });

  it('change nothing before the change, and are as slow after it as they were', async () => {
    const recorded = recordedOf(was.events);
    const cases = recorded.asked.map((_, index) => index);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cases), fc.integer({ min: 0, max: 20 }), async (index, minutes) => {
        const asked = recorded.asked[index]!;
        const [choice, by] = [asked.answers.at(-1)!.choice, 'bert'];
        const { events } = await run(
          carryOver(recorded, new Map([[asked, [{ choice, by, afterUs: minutes * minute }]]])),
        );
        const from = Math.min(asked.answers[0]!.atUs, asked.askedAtUs + minutes * minute);
        const until = (all: readonly JournalEvent[]) => all.filter(({ at }) => at < from);
        expect(until(events)).toEqual(until(was.events));
        const expected = recorded.asked.flatMap((each) =>
          each === asked
            ? [[each.path, choice, by, minutes]]
            : each.answers.map((answer) => [
                each.path,
                answer.choice,
                'anna',
                (answer.atUs - answer.askedAtUs) / minute,
              ]),
        );
        expect(told(events)).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });

  it('are left out where nobody asks any more', async () => {
    const recorded = recordedOf(was.events);
    const [decide] = recorded.asked;
    const { events } = await run(
      carryOver(recorded, new Map([[decide!, [{ choice: 'abort', by: 'anna', afterUs: 0 }]]])),
    );
    expect(told(events)).toEqual([['decide', 'abort', 'anna', 0]]);
    expect(events.at(-1)).toMatchObject({ kind: 'run.ended', ending: 'aborted' });
  });

  it('leave to modelled people what was never asked, and standing what nobody answered', async () => {
    const aborted = recordedOf((await drill([says('leave-region', 'abort', 1)])).events);
    const [decide] = aborted.asked;
    const went = await run(carryOver(aborted, new Map([[decide!, [{ choice: 'go', by: 'anna', afterUs: 0 }]]])));
    expect(told(went.events).map(([path, choice, by]) => [path, choice, by])).toEqual([
      ['decide', 'go', 'anna'],
      ['really', 'go', 'commander'],
      ['edge', 'LEAVE', 'commander'],
    ]);

    const open = await drill([says('leave-region', 'go', 1)], 'wait');
    const again = await run(carryOver(recordedOf(open.events)));
    expect(told(again.events)).toEqual([['decide', 'go', 'anna', 1]]);
  });

  it('do not answer a question that was given up unanswered, when its step asks again later', async () => {
    const late = await drill(
      [
        says('leave-region', 'wait', 0),
        { ...says('leave-region', 'go', 1), atUs: 35 * minute },
        says('failed-step', 'retry', 2),
        says('leave-for-good', 'go', 1),
        says('checkpoint', 'LEAVE', 1),
      ],
      'modelled',
    );
    const { asked } = recordedOf(late.events);
    expect(asked.map(({ path, decision, answers }) => [path, decision, answers.length])).toEqual([
      ['decide', 'leave-region', 2],
      ['decide', 'failed-step', 1],
      ['really', 'leave-for-good', 1],
      ['edge', 'checkpoint', 1],
    ]);
    const again = await run(carryOver(recordedOf(late.events)));
    expect(again.events.filter(({ kind }) => kind !== 'input')).toEqual(
      late.events.filter(({ kind }) => kind !== 'input'),
    );
  });

  it('keep what was typed at its moment, and what was written down', async () => {
    const typed = { kind: 'command', text: 'help', atUs: 7 * minute, by: 'bert' } as const;
    const { events } = await drill([...usual, typed]);
    const recorded = recordedOf(events);
    const [decide] = recorded.asked;
    const sooner = carryOver(recorded, new Map([[decide!, recordedSaid(decide!).slice(1)]]));
    const inputs = ofKind((await run(sooner)).events, 'input');
    expect(inputs.filter(({ what }) => what !== 'answer')).toMatchObject([
      { what: 'command', text: 'help', at: 7 * minute, by: 'bert' },
      { what: 'note', path: 'post-recovery/words', text: 'the wait' },
    ]);
  });
});
