import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultsAreShown, storyOf, timelineOf } from '../../../../src/runbooks/drill/views/timeline.ts';
import { markIndex, nextMark, previousMark } from '../../../../src/runbooks/drill/views/timeline-cursor.ts';
import type { JournalEntry, JournalEvent } from '../../../../src/runbooks/journal/index.ts';
import { augustEvents } from '../../../tui/fixture.ts';

const second = 1e6;
const everything = { seat: 'facilitator', faults: true } as const;
const player = { seat: 'player', faults: false } as const;

/** A journal of these entries, each at its second. */
function journal(...entries: readonly (readonly [atSeconds: number, entry: JournalEntry])[]): JournalEvent[] {
  return entries.map(([at, entry], seq) => ({ seq, at: at * second, ...entry }) as JournalEvent);
}

const started = (path: string, attempt = 1): JournalEntry => ({
  ...{ kind: 'step.started', path, id: path, uses: 'ec2:launch', attempt },
});
const succeeded = (path: string): JournalEntry => ({ kind: 'step.succeeded', path, outputs: {} });

describe('bars of a timeline', () => {
  test('a fault lasts until it ends, and until now while it goes on', () => {
    const events = journal(
      [10, { kind: 'fault.started', name: 'dark', action: 'zone:power-interruption', targets: ['euw1-az1'] }],
      [20, { kind: 'fault.started', name: 'slow', action: 'zone:network-impairment', targets: ['euw1-az1'] }],
      [30, { kind: 'fault.ended', name: 'dark' }],
    );
    const { lanes } = timelineOf(storyOf(events, everything), 50 * second);
    const spans = lanes[0]!.rows.flatMap((row) => row.spans).map(({ label, fromUs, toUs }) => [label, fromUs, toUs]);
    expect(spans).toEqual([
      ['dark', 10 * second, 30 * second],
      ['slow', 20 * second, 50 * second],
    ]);
    expect(lanes[0]!.rows).toHaveLength(2);
  });

  test('steps that run at once stand in rows of their own, a group is told by its parts', () => {
    const events = journal(
      [0, started('machines')],
      [0, started('machines/couch')],
      [0, started('machines/redis')],
      [9, succeeded('machines/couch')],
      [9, succeeded('machines/redis')],
      [9, succeeded('machines')],
      [9, started('views')],
    );
    const steps = timelineOf(storyOf(events, everything), 20 * second).lanes.find(({ name }) => name === 'steps')!;
    expect(steps.rows.map(({ spans }) => spans.map(({ label, state }) => `${label} ${state}`))).toEqual([
      ['couch done', 'views running'],
      ['redis done'],
    ]);
  });

  test('a question waits from when it was asked until it was answered', () => {
    const known = {};
    const events = journal(
      [5, { kind: 'decision.asked', decision: 'leave', path: 'decide', role: 'commander', choices: ['go'], known }],
      [
        65,
        {
          kind: 'decision.made',
          decision: 'leave',
          path: 'decide',
          by: 'anna',
          choice: 'go',
          waitedSeconds: 60,
          known,
        },
      ],
    );
    const people = (nowSeconds: number) =>
      timelineOf(
        storyOf(
          events.filter(({ at }) => at <= nowSeconds * second),
          player,
        ),
        nowSeconds * second,
      )
        .lanes.find(({ name }) => name === 'people')!
        .rows[0]!.spans.map(({ fromUs, toUs, state }) => [fromUs / second, toUs / second, state]);
    expect(people(30)).toEqual([[5, 30, 'waiting']]);
    expect(people(90)).toEqual([[5, 65, 'done']]);
  });

  test('no two bars of a row overlap, whatever the steps', () => {
    const steps = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (list) => {
        const events = list
          .flatMap(([from, length], index) => [
            [from, started(`s${index}`)] as const,
            [from + length, succeeded(`s${index}`)] as const,
          ])
          .sort((a, b) => a[0] - b[0]);
        const { lanes } = timelineOf(storyOf(journal(...events), everything), 300 * second);
        const { rows } = lanes.find(({ name }) => name === 'steps')!;
        expect(rows.flatMap(({ spans }) => spans)).toHaveLength(list.length);
        for (const { spans } of rows) {
          for (const [at, span] of spans.entries())
            expect(span.fromUs).toBeGreaterThanOrEqual(spans[at - 1]?.toUs ?? 0);
        }
      }),
    );
  });
});

describe('what somebody may see', () => {
  const events = journal(
    [10, { kind: 'fault.started', name: 'dark', action: 'zone:power-interruption', targets: ['euw1-az1'] }],
    [15, { kind: 'input', by: 'eve', what: 'command', text: 'signal sms all is lost', seat: 'facilitator' }],
    [16, { kind: 'input', by: 'anna', what: 'command', text: 'aws ec2 describe-instances', seat: 'player' }],
    [20, { kind: 'signal', via: 'sms', text: 'all is lost' }],
  );
  const texts = (eyes: typeof everything | typeof player) => storyOf(events, eyes).marks.map(({ text }) => text);

  test('a player sees neither a fault nor what the facilitator typed, but all that follows from it', () => {
    expect(texts(player)).toEqual(['anna types: aws ec2 describe-instances', 'sms: all is lost']);
  });

  test('the facilitator sees both', () => {
    expect(texts(everything)).toEqual([
      'dark: power interruption in euw1-az1',
      'eve types: signal sms all is lost',
      'anna types: aws ec2 describe-instances',
      'sms: all is lost',
    ]);
  });

  test('faults are shown to whoever asked for the truth, saw the end or has been there before', () => {
    expect(faultsAreShown({ phase: 'running', fork: 0 }, 'known')).toBe(false);
    expect(faultsAreShown({ phase: 'running', fork: 0 }, 'true')).toBe(true);
    expect(faultsAreShown({ phase: 'ended', fork: 0 }, 'known')).toBe(true);
    expect(faultsAreShown({ phase: 'paused', fork: 1 }, 'known')).toBe(true);
  });
});

describe('7 August 2011 on a line', () => {
  let events: readonly JournalEvent[];
  beforeAll(async () => {
    events = await augustEvents();
  });

  test('a day of small talk does not make the line longer: of a thousand lines alike one is told', () => {
    const line = {
      kind: 'log',
      host: 'main/worker1',
      process: 'agent',
      event: 'bus.lost',
      data: { reason: 'timeout' },
    };
    const chatter = Array.from({ length: 20_000 }, (_, seq) => ({ ...line, seq, at: seq * second }) as JournalEvent);
    expect(storyOf(chatter, everything).marks).toHaveLength(1);
  });

  test('breakpoints are faults, decisions, failed steps and milestones, in the order of time', () => {
    const { marks } = storyOf(events, everything);
    const stops = marks.filter(({ stop, atUs }) => stop && atUs >= 0);
    const kinds = new Set(stops.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['decision', 'end', 'failed', 'fault', 'milestone']);
    expect(stops.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^power-lost: /),
        expect.stringMatching(/^leave-region: go /),
        expect.stringMatching(/^kernel: fetch failed/),
        'recovered',
      ]),
    );
    const times = marks.map(({ atUs }) => atUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('forward and back again comes to where it began, from every mark', () => {
    const { marks } = storyOf(events, everything);
    for (const [index, mark] of marks.entries()) {
      const next = nextMark(marks, mark);
      if (index === marks.length - 1) expect(next).toBeUndefined();
      else expect(previousMark(marks, next!)).toEqual({ atUs: mark.atUs, nth: mark.nth });
      expect(markIndex(marks, mark)).toBe(index);
    }
  });

  test('one’s own breakpoints lie between the others', () => {
    const { marks } = storyOf(events, everything);
    const own = [900 * second];
    const jump = { stops: true, own };
    const from = { atUs: 500 * second, nth: 0 };
    const mine = nextMark(marks, from, jump)!;
    expect(mine).toEqual({ atUs: 900 * second, nth: -1 });
    expect(nextMark(marks, mine, jump)!.atUs).toBeGreaterThan(mine.atUs);
    expect(previousMark(marks, { atUs: 1000 * second, nth: 0 }, jump)).toEqual(mine);
    expect(nextMark(marks, from, { own })!.atUs).toBeLessThan(mine.atUs);
  });
});
