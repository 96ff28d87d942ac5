import { describe, expect, test, vi } from 'vitest';
import type { DrillSession, DrillState, Fork } from '../../src/runbooks/drill/session.ts';
import { TimelineScreen } from '../../src/tui/screens/timeline.tsx';
import { augustEvents, type FakeSession, minutes, sessionOf, smallSnapshot, stateAt } from './fixture.ts';
import { keys } from './kit/render.ts';
import { type RenderedScreen, renderScreen } from './kit/render-screen.ts';

const minute = 60e6;

async function at(
  seconds: number,
  more: Partial<DrillState> = {},
  answers: Partial<DrillSession> = {},
  size: { columns?: number; rows?: number } = {},
): Promise<RenderedScreen & { session: FakeSession }> {
  const session = sessionOf({ ...stateAt(await augustEvents(), seconds), ...more }, answers);
  const screen = renderScreen(TimelineScreen, { name: 'timeline', session, ...size });
  return Object.assign(screen, { session });
}

const finished = (size = {}, answers: Partial<DrillSession> = {}) =>
  at(minutes(576.1), { phase: 'ended' }, answers, size);
/** The row that says where the cursor is, and the event under it below. */
const place = (frame: string) =>
  frame
    .split('\n')
    .filter((line) => /T[+-]\d+:\d\d:\d\d.* of \d+/.test(line))
    .join('');

describe('lanes', () => {
  test('nothing has happened yet', async () => {
    const screen = renderScreen(TimelineScreen, { name: 'timeline', session: sessionOf() });
    const frame = await screen.frame();
    expect(frame).toContain('Nothing has happened yet');
    expect(frame).toContain('T-0:30:00 now');
    expect(frame.split('\n')).toHaveLength(20);
  });

  test('half an hour after the first fault somebody has waited for the commander for most of it', async () => {
    const screen = await at(minutes(30));
    expect(await screen.frame()).toMatchInlineSnapshot(`
      "━━ Timeline ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ all of it ━━
       T+       ┊0:00      ┊0:05       ┊0:10      ┊0:15      ┊0:20       ┊0:25      ▼
       faults    what you cannot know is not shown: t shows what is true
       signals    !               !                                                 !
       people                 ? leave-region ────────────────────────────────────────
       steps      ◆           ▒ decide ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
       probes   ──────────────○────○○ steady state ××××××××××××××××××××××××××××××××××
                ────────────────────× manage-answers ××××××××××××××××××××××××××××××××
      ── T+0:30:00 now ─────────────────────────── 20:11 CEST, 18:11 UTC · 12 of 12 ──
       ! aws-status: Investigating connectivity issues in the EU-WEST-1 region

         T+0:06:02  ○ preflight kernel-elsewhere: main's eu-west-1a and kernel's eu-…
         T+0:06:02  ○ preflight replica-seeds: the replica in us-west-1 is m1.small …
         T+0:06:03  ? leave-region? the commander is asked
         T+0:06:03  ▸ decide: approve (people), not finished
         T+0:08:00  ! monitoring: eu-west-1a: no machine answers
         T+0:08:15  ○ acme/lb1 lost: timeout
         T+0:08:40  ○ manage-answers fails: 46.137.184.65 cannot be reached (ETIMEDO…
         T+0:09:00  ○ main/replica-eu-west-1b replication failed: http://10.48.12.20…
       ▸ T+0:30:00  ! aws-status: Investigating connectivity issues in the EU-WEST-1…"
    `);
  });

  test('what nobody can know is not drawn until somebody asks for the truth', async () => {
    const screen = await at(minutes(30));
    expect(await screen.frame()).not.toMatch(/power-lost|brown-floor/);
    await screen.press('t');
    expect(await screen.frame()).toMatch(/faults +✖ brown-floor █+✖ power-lost █+/);
  });

  test('the whole of 7 August on 80 columns', async () => {
    const screen = await finished();
    const lanes = (await screen.frame()).split('\n').slice(0, 11).join('\n');
    expect(lanes).toMatchInlineSnapshot(`
      "━━ Timeline ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ all of it ━━
       T+       ┊0:00         ┊2:00         ┊4:00         ┊6:00          ┊8:00      ▼
       faults   ✖✖███████✖ ec2-operators ████████████████████████████████████████████
                         █ no-more-launches █████████████████████████████████████████
       signals  !!  !!                !
       people    ?═══?
       steps    ◆════✗══✗◆═ views ════════════════════════════════════════════════◆◆■
                      ═  ═                                                        ══
         +4              ═                                                         ═
       probes   ─○×××××××○○○ steady state ××××××××××××××××××××××××××××××××××○×××××○──
                ─× manage-answers ××××××××××××××××××××××××××××××××××××××××××××××××───"
    `);
  });

  test.each([
    [80, 20],
    [120, 36],
    [160, 44],
    [200, 56],
  ])('fill %d columns and %d rows and no more, wherever one looks', async (columns, rows) => {
    const screen = await finished({ columns, rows });
    for (const press of ['', '<', '+', '+', 'g', keys.esc, 'f', keys.esc, keys.home]) {
      if (press !== '') await screen.press(press);
      const lines = (await screen.frame()).split('\n');
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });
});

describe('the cursor', () => {
  test('goes along with the present until somebody looks back, and again from the end on', async () => {
    const screen = await at(minutes(30));
    expect(place(await screen.frame())).toContain('T+0:30:00 now');
    screen.session.set({ ...stateAt(await augustEvents(), minutes(31)) });
    expect(place(await screen.frame())).toContain('T+0:31:00 now');
    await screen.press(',');
    expect(place(await screen.frame())).toContain('T+0:30:00 ');
    screen.session.set({ ...stateAt(await augustEvents(), minutes(32)) });
    expect(place(await screen.frame())).toContain('T+0:30:00 ');
    await screen.press(keys.end);
    expect(place(await screen.frame())).toContain('T+0:32:00 now');
  });

  test('steps from event to event and tells each in words', async () => {
    const screen = await at(minutes(30));
    await screen.press(',');
    expect((await screen.frame()).replaceAll(/\s+/g, ' ')).toContain(
      '○ main/replica-eu-west-1b replication failed: http://10.48.12.209:5984/scalarium could not be reached: fetch',
    );
    await screen.press('.');
    expect(await screen.frame()).toContain(
      ' ! aws-status: Investigating connectivity issues in the EU-WEST-1 region\n',
    );
  });

  test('at the end of what happened the next step is the drill’s own', async () => {
    const screen = await at(minutes(31));
    await screen.press(',', ',', '.');
    expect(place(await screen.frame())).toContain('T+0:30:00 ──');
    await screen.press('.');
    expect(place(await screen.frame())).toContain('T+0:31:00 now');
  });

  test('jumps over what is no breakpoint', async () => {
    const screen = await finished();
    const seen: string[] = [];
    await screen.press(keys.home);
    for (let jump = 0; jump < 7; jump++) {
      await screen.press('>');
      seen.push(
        (await screen.frame())
          .split('\n')
          .find((_, row, lines) => / of \d+ ──$/.test(lines[row - 1] ?? ''))!
          .trim(),
      );
    }
    expect(seen).toEqual([
      expect.stringMatching(/^✖ brown-floor: network impairment/),
      '◆ first-alert',
      '? leave-region? the commander is asked',
      expect.stringMatching(/^✖ power-lost: power interruption/),
      '✖ brown-floor is over',
      expect.stringMatching(/^\? leave-region: go \(commander/),
      '◆ decided',
    ]);
  });

  test('stops at one’s own breakpoints, too, until they are taken away', async () => {
    const screen = await finished();
    await screen.press('g', '0:15', keys.enter, 'b', keys.home);
    expect((await screen.frame()).split('\n')[1]).toContain('●');
    await screen.press('>', '>', '>', '>', '>', '>');
    expect(place(await screen.frame())).toContain('T+0:15:00 ');
    await screen.press('b');
    expect((await screen.frame()).split('\n')[1]).not.toContain('●');
  });

  test('is where it was when the screen is opened again', async () => {
    const session = sessionOf(stateAt(await augustEvents(), minutes(30)));
    const first = renderScreen(TimelineScreen, { name: 'timeline', session });
    await first.press(',', ',', '+');
    const before = await first.frame();
    first.unmount();
    expect(await renderScreen(TimelineScreen, { name: 'timeline', session }).frame()).toBe(before);
  });

  test('begins where another screen points', async () => {
    const session = sessionOf(stateAt(await augustEvents(), minutes(60)));
    const screen = renderScreen(TimelineScreen, { name: 'timeline', session, args: { atUs: 8 * minute } });
    expect(place(await screen.frame())).toContain('T+0:08:00 ');
  });
});

describe('g', () => {
  test('goes to a moment', async () => {
    const screen = await finished();
    await screen.press('g', 'PT1H10M', keys.enter);
    expect(place(await screen.frame())).toContain('T+1:10:00 ');
    await screen.press('g', '0:43:20', keys.enter);
    expect(place(await screen.frame())).toContain('T+0:43:20 ');
  });

  test('says how a moment is written', async () => {
    const screen = await finished();
    await screen.press('g', 'soon', keys.enter);
    expect(await screen.frame()).toContain('✗ ‘soon’ is no moment: write 1:10, 1:10:00 or PT1H10M');
    await screen.press(keys.esc);
    expect(place(await screen.frame())).toContain('now');
  });

  test('asks before it runs to a moment that has not come, and never runs a drill that is over', async () => {
    const screen = await at(minutes(30));
    await screen.press('g', '1:10', keys.enter);
    expect(screen.session.done).toEqual([]);
    const { question } = screen.nav() as unknown as { question: { text: string; action(): void } };
    expect(question.text).toBe('T+1:10:00 has not come yet. Run until then?');
    question.action();
    expect(screen.session.done).toEqual([['runUntil', 70 * minute]]);

    const over = await finished();
    await over.press('g', '11:00', keys.enter);
    expect(over.nav().shownToast?.text).toBe('T+11:00:00 never came: the run was over before');
  });
});

describe('f', () => {
  test('asks for a name and what is otherwise, shows what it will do, and does it only after y', async () => {
    const screen = await at(minutes(60));
    await screen.press('g', '0:10', keys.enter, 'f');
    expect(await screen.frame()).toContain('Fork at T+0:10:00 and decide otherwise');
    for (let key = 0; key < 'T+0:10:00'.length; key++) await screen.press(keys.backspace);
    await screen.press('at ten', keys.enter, 'replicaType=m1.large', keys.enter);
    const frame = (await screen.frame()).replaceAll(/\s+/g, ' ');
    expect(frame).toContain('‘at ten’ goes back to T+0:10:00, from its start with replicaType=m1.large.');
    expect(screen.session.done).toEqual([]);
    await screen.press('y');
    expect(screen.session.done).toEqual([['fork', 10 * minute, { name: 'at ten', vars: { replicaType: 'm1.large' } }]]);
    expect(screen.nav().screen).toBe('drill');
    expect(screen.nav().shownToast?.text).toBe('This is ‘at ten’ now, paused: decide otherwise');
  });

  test('is undone by any other key', async () => {
    const screen = await at(minutes(60));
    await screen.press('f', keys.enter, keys.enter, 'n', keys.esc);
    expect(screen.session.done).toEqual([]);
    expect(place(await screen.frame())).toContain('T+1:00:00 now');
  });

  test('says what is wrong with what was typed, and names the variants', async () => {
    const screen = await at(minutes(60));
    await screen.press('f', keys.enter);
    expect(await screen.frame()).toContain('or another variant, variant= and one of as-it-was, kernel-elsewhere,');
    await screen.press('variant=both-fixed', keys.enter);
    expect(await screen.frame()).toContain('✗ there is no variant both-fixed: did you mean both-fixes?');
  });

  test('tells what the drill refused, and nothing has changed', async () => {
    const fork = () => Promise.reject(new Error('no variable replicaTyp'));
    const screen = await at(minutes(60), {}, { fork });
    await screen.press('f', keys.enter, 'replicaTyp=m1.large', keys.enter, 'y');
    expect(screen.nav().shownToast?.text).toBe('That did not work: no variable replicaTyp');
    expect(screen.nav().screen).toBe('timeline');
  });

  test('runs are listed by their names', async () => {
    const events = await augustEvents();
    const forks: Fork[] = [
      { index: 0, name: 'first', atUs: 0, events },
      { index: 1, name: 'at ten', parent: 0, atUs: 10 * minute, events },
    ];
    const narrow = await (await at(minutes(60), { fork: 1 }, { forks })).frame();
    expect(narrow).toMatch(/○ first, not at its end\n ● at ten, this one, not at its end, from first at T\+0:10:00/);
    const wide = await (await at(minutes(60), { fork: 1 }, { forks }, { columns: 120 })).frame();
    expect(wide).toMatch(/○ first, not at its end\n.*● at ten, this one, not at its end\n.* from first at T\+0:10:00/);
  });
});

describe('the world of another moment', () => {
  test('w shows zones, machines, stores and names as they were there', async () => {
    const lookAt = vi.fn(async (atUs: number) => ({ snapshot: smallSnapshot({ atUs, dark: true }), calls: [] }));
    const screen = await at(minutes(60), {}, { lookAt }, { columns: 100, rows: 60 });
    await screen.press('g', '0:10', keys.enter, 'w');
    const frame = await screen.frame();
    expect(lookAt).toHaveBeenCalledWith(10 * minute);
    expect(frame).toContain('The world at T+0:10:00');
    expect(frame).toMatch(/euw1-az1 ✗ no power {2}main eu-west-1a, kernel eu-west-1b/);
    expect(frame).toContain('✗ main/couch-master 64');
    expect(frame).toMatch(/● main\/replica-us-west-1a +couch replica 32 +read only/);
    await screen.press(keys.esc);
    expect(await screen.frame()).not.toContain('The world at');
  });

  test('whoever does not wait for it is not shown it later', async () => {
    let answer: (() => void) | undefined;
    const lookAt = (atUs: number) =>
      new Promise<{ snapshot: ReturnType<typeof smallSnapshot>; calls: [] }>((resolve) => {
        answer = () => resolve({ snapshot: smallSnapshot({ atUs }), calls: [] });
      });
    const screen = await at(minutes(60), {}, { lookAt });
    await screen.press('w');
    expect(await screen.frame()).toContain('Computing the world of T+1:00:00 again');
    await screen.press(keys.esc);
    answer!();
    expect(await screen.frame()).not.toContain('The world at');
  });

  test('D shows what is different from the marked moment', async () => {
    const lookAt = async (atUs: number) => ({ snapshot: smallSnapshot({ atUs, dark: atUs > 8 * minute }), calls: [] });
    const screen = await at(minutes(60), {}, { lookAt }, { columns: 120, rows: 60 });
    await screen.press('D');
    expect(screen.nav().shownToast?.text).toContain('Mark a moment with m first');
    await screen.press('m', 'D');
    expect(screen.nav().shownToast?.text).toContain('That is the marked moment itself');
    await screen.press('g', '0:05', keys.enter, 'D');
    const frame = await screen.frame();
    expect(frame).toContain('What changed from T+0:05:00 to T+1:00:00');
    expect(frame).toMatch(/zone +euw1-az1 +up → no power/);
    expect(frame).toMatch(/host +\d+ alike +up → down\n +main\/frontend1, main\/frontend2/);
    expect(frame).toMatch(/step +3 alike +— → done\n +decide, kernel/);
    expect(frame.split('\n')[1]).toContain('▼');
  });

  test('a world that cannot be computed is a word, not an end', async () => {
    const screen = await at(minutes(60), {}, { lookAt: () => Promise.reject(new Error('the thread ended')) });
    await screen.press('w');
    expect(screen.nav().shownToast?.text).toBe('That did not work: the thread ended');
    expect(place(await screen.frame())).toContain('now');
  });
});
