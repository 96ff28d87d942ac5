import { describe, expect, it } from 'vitest';
import { FileProblems, type Runbook } from '../../../src/runbooks/files/index.ts';
import { parseRunbookPlan } from '../../../src/runbooks/files/load.ts';
import { ofKind } from '../../../src/runbooks/journal/index.ts';
import { ModelledPeople, type People } from '../../../src/runbooks/runner/index.ts';
import { play, runbook, type Story, step } from './stage.ts';

const roles = { commander: { may: ['approve'] }, director: { may: ['approve'] } } as const;
const escalate = { to: 'director', after: 'PT10M' };

function approval(given: object, partial: Partial<Runbook> = {}): Runbook {
  const decide = step('decide', {
    uses: 'people:approve',
    with: { decision: 'leave', ...given },
    role: 'commander',
    timeoutSeconds: 7200,
  });
  return runbook({ roles, activate: [decide], ...partial });
}

/** People of whom each role answers so many minutes after it was asked; never, if it is not named. */
async function played(book: Runbook, minutes: Readonly<Record<string, number>>) {
  const due: { fn: () => void; minute: number }[] = [];
  const people: People = {
    decide: ({ role, askedAtUs, cancelled }) =>
      new Promise((resolve, reject) => {
        cancelled.onAbort((why) => reject(new Error(why)));
        const takes = minutes[role];
        const answer = () => resolve({ choice: 'go', by: role });
        if (takes !== undefined) due.push({ fn: answer, minute: Math.round(askedAtUs / 60e6) + takes });
      }),
    workSeconds: () => 0,
    note: async () => '',
  };
  /** A step beside the others, whose minutes are those in which people answer. */
  const clock: Story['does'] = {
    clock: async (context) => {
      for (let minute = 1; minute <= 180; minute += 1) {
        await context.sleep(60);
        for (const { fn } of due.filter((each) => each.minute === minute)) fn();
      }
    },
  };
  const beside = step('clock', { timeoutSeconds: 36_000 });
  return play(runbook({ ...book, activate: [...book.activate, beside] }), { does: clock, options: { people } });
}

describe('an approval that escalates', () => {
  it('asks the other role as well when nobody answered in time, and takes the first answer', async () => {
    const { events, at } = await played(approval({ escalate }), { director: 4 });
    expect(ofKind(events, 'decision.escalated')).toMatchObject([
      { at: 600e6, decision: 'leave', path: 'decide', from: 'commander', to: 'director', afterSeconds: 600 },
    ]);
    expect(ofKind(events, 'decision.made')).toMatchObject([{ by: 'director', choice: 'go', waitedSeconds: 840 }]);
    expect(at('step.succeeded', 'decide')).toBe(840);
  });

  it('does not when the one who was asked first is in time', async () => {
    const { events } = await played(approval({ escalate }), { commander: 9, director: 1 });
    expect(ofKind(events, 'decision.escalated')).toEqual([]);
    expect(ofKind(events, 'decision.made')).toMatchObject([{ by: 'commander', waitedSeconds: 540 }]);
  });

  it('still takes the answer of the first, if that comes before the other one', async () => {
    const { events } = await played(approval({ escalate }), { commander: 12, director: 5 });
    expect(ofKind(events, 'decision.made')).toMatchObject([{ by: 'commander', waitedSeconds: 720 }]);
  });

  it('fails when nobody at all answers until its timeout', async () => {
    const { events, at } = await played(approval({ escalate }), {});
    expect(at('step.failed', 'decide')).toBe(7200);
    expect(ofKind(events, 'decision.made')).toEqual([]);
  });

  it('is asked of modelled people: the other role reacts, whatever the decision usually takes', async () => {
    const clock = { nowUs: () => 600e6, sleepUs: async (us: number) => void (slept = us), afterUs: () => () => {} };
    let slept = 0;
    const people = new ModelledPeople({
      people: {
        from: 'berlin',
        onCall: { count: 1, reacts: { kind: 'fixed', seconds: 120 } },
        decides: { leave: { kind: 'fixed', seconds: 7000 } },
        does: {},
      } as never,
      clock,
      random: () => ({ uniform: () => 0.5, normal: () => 0 }) as never,
      alertedAtUs: () => 0,
    });
    const question = {
      decision: 'leave',
      path: 'decide',
      choices: ['go'],
      askedAtUs: 600e6,
      known: {},
      cancelled: { race: (work: Promise<unknown>) => work },
    };
    await people.decide({ ...question, role: 'director', escalatedFrom: 'commander' } as never);
    expect(slept).toBe(120e6);
    await people.decide({ ...question, role: 'commander' } as never);
    expect(slept).toBe(6400e6);
  });

  it('must name a role that the runbook has', () => {
    const text = `version: 1\nkind: runbook\nid: a\ntitle: A\nroles: { commander: { may: [approve] }, director: { may: [approve] } }
activate:\n  - { id: go, uses: "people:approve", with: { decision: leave, escalate: { to: direktor, after: PT30M } } }\n`;
    expect(() => parseRunbookPlan([{ path: 'a.yaml', text }])).toThrow(FileProblems);
    expect(() => parseRunbookPlan([{ path: 'a.yaml', text }])).toThrow(
      /^a\.yaml:7:.*unknown role "direktor"; did you mean "director"\?$/,
    );
  });
});

describe('an approval that nobody may give', () => {
  it('fails at once when there are roles, and none may approve', async () => {
    const { outcome } = await play(
      approval(
        {},
        {
          roles: { operator: { may: ['run'] } },
          activate: [step('decide', { uses: 'people:approve', with: { decision: 'leave' } })],
        },
      ),
    );
    expect(outcome).toMatchObject({
      status: 'failed',
      why: 'decide: nobody can decide this: no role of the runbook may approve',
    });
  });

  it('fails at once when it would escalate to a role that may not', async () => {
    const { outcome } = await play(
      approval({ escalate }, { roles: { commander: { may: ['approve'] }, director: { may: ['run'] } } }),
    );
    expect(outcome).toMatchObject({
      status: 'failed',
      why: expect.stringContaining('the role "director" may not approve'),
    });
  });
});
