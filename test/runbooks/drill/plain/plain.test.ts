import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EventLines } from '../../../../src/runbooks/drill/plain/event-lines.ts';
import { type PlainOptions, playPlain } from '../../../../src/runbooks/drill/plain/index.ts';
import type { DrillSession } from '../../../../src/runbooks/drill/session.ts';
import { augustEvents, type FakeSession, minutes, sessionOf, stateAt } from '../../../tui/fixture.ts';

function collected(): { readonly output: PlainOptions['output']; text(): string } {
  let written = '';
  return { output: { write: (text) => void (written += text) }, text: () => written };
}

/** Somebody sits there and types. */
function attended(session: DrillSession) {
  const input = new PassThrough();
  const { output, text } = collected();
  const leaving = new AbortController();
  const end = playPlain(session, { input, output, signal: leaving.signal });
  const type = async (line: string): Promise<void> => {
    input.write(`${line}\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { end, text, type, leave: () => leaving.abort() };
}

async function atTheQuestion(more: Partial<DrillSession> = {}): Promise<FakeSession> {
  return sessionOf({ ...stateAt(await augustEvents(), minutes(30)), phase: 'running' }, more);
}

describe('what happens, as lines', () => {
  it('tells players what they can know, and a facilitator the faults too', async () => {
    const events = await augustEvents();
    const lines = (seat: 'player' | 'facilitator') => {
      const told = new EventLines(seat);
      return events.flatMap((event) => told.of(event));
    };
    const player = lines('player');
    expect(player).toContain(
      'T+0:30:00  signal    aws-status: Investigating connectivity issues in the EU-WEST-1 region',
    );
    expect(player.join('\n')).toMatch(/decided +commander: go on leave-region, after \d+ min/);
    expect(player.join('\n')).not.toMatch(/power-lost|brown-floor/);
    expect(lines('facilitator')).toContain(
      'T+0:08:00  fault     power-lost begins: zone:power-interruption in euw1-az1',
    );
  });

  it('tells of a long step each time that a tenth more is done', async () => {
    const told = new EventLines('player');
    const views = (await augustEvents()).flatMap((event) => told.of(event)).filter((line) => / views \d+ %/.test(line));
    const percents = views.map((line) => Number(/views (\d+) %/.exec(line)![1]));
    expect(percents.length).toBeGreaterThan(5);
    expect(percents.length).toBeLessThanOrEqual(10);
    expect(new Set(percents.map((percent) => Math.floor(percent / 10))).size).toBe(percents.length);
  });
});

describe('a drill without a screen', () => {
  it('asks with what is known and numbered choices, and hands over what is typed', async () => {
    const session = await atTheQuestion();
    const { end, text, type, leave } = attended(session);
    expect(text()).toContain('QUESTION to commander: leave-region? (step decide)');
    expect(text()).toMatch(/known +T\+0:08:00 monitoring: eu-west-1a: no machine answers/);
    expect(text()).toMatch(
      /^ {2}1 go: the plan goes on\n {2}2 wait: asked again in a minute\n {2}3 abort: ends the run$/m,
    );
    expect(text()).toMatch(/budget +rto: 30m of 60m/);
    await type('1 enough is enough');
    expect(session.done).toEqual([
      ['answer', { path: 'decide', decision: 'leave-region', choice: 'go', comment: 'enough is enough' }],
    ]);
    leave();
    expect(await end).toEqual({ kind: 'left' });
  });

  it('says what was refused, and asks on', async () => {
    const refuse = async () => {
      throw new Error('nobody asks for that now; nothing is asked');
    };
    const { text, type, leave } = attended(await atTheQuestion({ answer: refuse }));
    await type('go');
    expect(text()).toContain('nobody asks for that now; nothing is asked\n');
    leave();
  });

  it('prints a question once, however often something changes', async () => {
    const session = await atTheQuestion();
    const { text, leave } = attended(session);
    for (const nowUs of [1801e6, 1802e6, 1803e6]) session.set({ nowUs });
    expect(text().match(/QUESTION/g)).toHaveLength(1);
    leave();
  });

  it('goes back in a fork without telling again what both runs share', async () => {
    const events = await augustEvents();
    const session = await atTheQuestion();
    const forks = [
      { index: 0, name: 'first', atUs: 0, events },
      { index: 1, name: 'early', atUs: 660e6, events: [] },
    ];
    Object.defineProperty(session, 'forks', { value: forks });
    const { text, leave } = attended(session);
    const before = text().length;
    session.set({ ...stateAt(events, minutes(12)), fork: 1, phase: 'paused', pending: [] });
    expect(text().slice(before)).not.toContain('no machine answers');
    leave();
  });
});

describe('a drill at which nobody sits', () => {
  it('runs on as fast as it goes, and ends at a question that nobody answers, naming it', async () => {
    const session = sessionOf({ ...stateAt(await augustEvents(), minutes(1)), pending: [] });
    const { output, text } = collected();
    const end = playPlain(session, { output, signal: new AbortController().signal });
    expect(session.done).toEqual([['runUntil', 'question']]);
    session.set({ ...stateAt(await augustEvents(), minutes(30)), phase: 'paused' });
    expect(await end).toMatchObject({ kind: 'needs-a-person', question: { decision: 'leave-region', path: 'decide' } });
    expect(text()).toContain('asked     commander: leave-region? go, wait, abort (step decide)');
    // Choices with numbers are for those who can type.
    expect(text()).not.toContain('QUESTION');
  });

  it('leaves a note empty, and goes on', async () => {
    const note = { kind: 'note', path: 'debrief', decision: 'note', role: '', choices: [], askedAtUs: 1 } as const;
    const session = sessionOf({ phase: 'loading' });
    const { output } = collected();
    const end = playPlain(session, { output, signal: new AbortController().signal });
    session.set({ phase: 'paused', pending: [note] });
    await new Promise((resolve) => setTimeout(resolve, 5));
    session.set({ phase: 'ended', pending: [] });
    expect(await end).toEqual({ kind: 'ended' });
    expect(session.done).toEqual([
      ['runUntil', 'question'],
      ['answer', { path: 'debrief', text: '' }],
      ['runUntil', 'question'],
    ]);
  });
});
