import { beforeAll, describe, expect, it } from 'vitest';
import type { Debrief } from '../../src/runbooks/drill/session.ts';
import { DebriefScreen } from '../../src/tui/screens/debrief.tsx';
import { type AugustDebrief, augustDebrief, foreign, overflow, sizes } from './debrief-fixture.ts';
import { augustEvents, type FakeSession, minutes, sessionOf, stateAt } from './fixture.ts';
import { keys } from './kit/render.ts';
import { renderScreen } from './kit/render-screen.ts';

let august: AugustDebrief;
beforeAll(async () => {
  august = await augustDebrief();
});

const show = (session: FakeSession, columns = 80, rows = 20) =>
  renderScreen(DebriefScreen, { name: 'debrief', session, columns, rows });

/** A session at its end that is asked for its debrief, and answers when the test wants it to. */
function asked({ debrief, forks, ended }: AugustDebrief) {
  const questions: {
    onDone?: ((done: number, of: number) => void) | undefined;
    resolve(): void;
    reject(error: Error): void;
  }[] = [];
  const session = sessionOf(ended, {
    forks,
    debrief: (onDone) =>
      new Promise<Debrief>((resolve, reject) => questions.push({ onDone, reject, resolve: () => resolve(debrief) })),
  });
  return { session, questions };
}

const done = (given = august) => sessionOf(given.ended, { forks: given.forks, debrief: async () => given.debrief });

describe('the debrief screen', () => {
  it('says before the end that there is nothing yet, with the phases so far', async () => {
    const session = sessionOf(stateAt(await augustEvents(), minutes(50)));
    const screen = show(session);
    const frame = await screen.frame();
    expect(frame).toContain('The debrief comes when the run has ended');
    expect(frame).toMatch(/decide +42 min/);
    expect(frame).toMatch(/recover +—/);
    expect(frame).toContain('1 decision so far');
    await screen.press('w');
    expect(screen.nav().shownToast?.text).toBe('There is nothing to write yet');
  });

  it('runs the alternatives when the run has ended, shows how far that is, and goes on while another screen is open', async () => {
    const { session, questions } = asked(august);
    const screen = show(session);
    expect(await screen.frame()).toContain('The worlds begin');
    questions[0]!.onDone?.(7, 28);
    expect(await screen.frame()).toContain('7 of 28 worlds');
    screen.unmount();
    questions[0]!.onDone?.(20, 30);
    const again = show(session);
    expect(await again.frame()).toContain('20 of 30 worlds');
    questions[0]!.resolve();
    expect(await again.frame()).toContain('59 of 100');
    expect(questions).toHaveLength(1);
  });

  it('says why it could not be made, and tries again', async () => {
    const { session, questions } = asked(august);
    const screen = show(session);
    await screen.frame();
    questions[0]!.reject(new Error('the files in the journal are none for this version'));
    expect(await screen.frame()).toContain('the files in the journal are none for this version');
    await screen.press('x');
    questions[1]!.resolve();
    expect(await screen.frame()).toContain('59 of 100');
  });

  it('makes a debrief for each run of the drill', async () => {
    const { session, questions } = asked(august);
    const screen = show(session);
    await screen.frame();
    session.set({ fork: 1, hash: 'another' });
    await screen.frame();
    expect(questions).toHaveLength(2);
  });

  it('shows score, phases against budgets, decisions with alternatives, findings with owner: a box each', async () => {
    const screen = show(done());
    expect(await screen.frame()).toContain('20 of 60 because 1 of 3 budgets were met.');
    expect(await screen.frame()).toMatch(/▸ 0 first +9 h 30 min +✗ failed +this one/);
    await screen.press('2');
    expect(await screen.frame()).toMatch(/decide +42 min +█.*✗ missed, budget 20 min/);
    expect(await screen.frame()).toMatch(/rpo +0 s +.*✓ ok, budget 5 s/);
    await screen.press('3');
    for (const told of [
      /leave-region: go {2}anna at T\+0:39, after 31 min/,
      /“enough”/,
      /go at once +9 h +▾ -30 min/,
      /abort at that moment +never +▴ the plan was aborted/,
      /known: T\+0:30 aws-status/,
    ])
      expect(await screen.frame()).toMatch(told);
    await screen.press('4');
    expect(await screen.frame()).toContain('✗ The budget rto was missed: 9 h 30 min instead of at most 60 min');
    expect(await screen.frame()).toContain('owner platform-on-call, retest:');
    expect(await screen.frame()).toContain('zonefall run scenarios/x.yaml --decisions x.ndjson');
  });

  it('goes from a decision to its moment on the timeline', async () => {
    const screen = show(done());
    await screen.press('3', keys.down, keys.enter);
    expect(screen.nav().screen).toBe('timeline');
    expect(screen.nav().args).toEqual({ atUs: 2_340e6 });
  });

  it('writes, and says where; or why not', async () => {
    const written = sessionOf(august.ended, {
      debrief: async () => august.debrief,
      write: async () => ['.zonefall/a-debrief.html', '.zonefall/a-debrief.md'],
    });
    const screen = show(written);
    await screen.frame();
    await screen.press('w');
    expect(await screen.frame()).toContain('written .zonefall/a-debrief.html');
    expect(await screen.frame()).toContain('written .zonefall/a-debrief.md');
    expect(screen.nav().shownToast?.text).toBe('Written: 2 files, 1 shows where');
    const full = sessionOf(august.ended, {
      debrief: async () => august.debrief,
      write: async () => {
        throw new Error('ENOSPC: no space left on device');
      },
    });
    const other = show(full);
    await other.frame();
    await other.press('w');
    await other.frame();
    expect(other.nav().shownToast).toMatchObject({
      text: 'Could not be written: ENOSPC: no space left on device',
      tone: 'bad',
    });
  });

  it('says so when nobody was asked, and when nothing was found', async () => {
    const debrief = { ...august.debrief, decisions: [], findings: [] };
    const screen = show(done({ ...august, debrief }));
    expect(await screen.frame()).toContain('Nobody was asked anything.');
    expect(await screen.frame()).toContain('Nothing was found.');
  });

  it.each(sizes)(
    'stays in %i columns and %i rows, whatever others wrote and however much it is',
    async (columns, rows) => {
      const wide = await augustDebrief(foreign);
      const { debrief } = wide;
      const many = Array.from({ length: 30 }, () => debrief.decisions[0]!);
      const policies = Array.from({ length: 60 }, () => debrief.policies[3]!);
      const screen = show(done({ ...wide, debrief: { ...debrief, decisions: many, policies } }), columns, rows);
      for (const press of ['1', '2', '3', '4', keys.end, '3', keys.end]) {
        await screen.press(press);
        expect(overflow(await screen.frame(), columns, rows)).toEqual([]);
      }
      expect(await screen.frame()).toContain('主要機房');
    },
  );

  it('shows only what contains the filter', async () => {
    const screen = show(done());
    await screen.frame();
    screen.nav().setFilter('collision');
    await screen.frame();
    screen.nav().setFilter('same physical zone');
    const frame = await screen.frame();
    expect(frame).toContain('the same physical zone');
    expect(frame).not.toContain('leave-region: go  anna');
  });
});
