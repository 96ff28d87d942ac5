import { beforeAll, describe, expect, it } from 'vitest';
import {
  carryOver,
  type DebriefOptions,
  debriefOf,
  debriefWith,
  recordedOf,
} from '../../../../src/runbooks/drill/debrief/index.ts';
import { CutOff } from '../../../../src/runbooks/drill/debrief/policies.ts';
import { modelWorld, type Outcome, type Policy } from './model.ts';
import { drill, minute, request, run as runAgain, says, usual } from './small-drill.ts';

let was: Awaited<ReturnType<typeof drill>>;
let late: Awaited<ReturnType<typeof drill>>;
beforeAll(async () => {
  was = await drill(usual);
  late = await drill([says('leave-region', 'go', 22), says('leave-for-good', 'go', 1), says('checkpoint', 'LEAVE', 0)]);
});

const options = (events: DebriefOptions['events']): DebriefOptions => ({
  ...{ request, events, file: 'scenarios/small.yaml', journalPath: '.zonefall/small.ndjson' },
});

/** Every minute that is waited costs one; a choice that is not the first one never recovers. */
const minutesWaited = (policy: Policy | 'modelled'): Outcome => {
  if (policy === 'modelled') return { rtoSeconds: 90_000 };
  const said = Object.values(policy).flat();
  const sound = said.every(([choice]) => ['go', 'wait', 'LEAVE'].includes(choice));
  return sound ? { rtoSeconds: 60_000 + 60 * said.reduce((sum, [, after]) => sum + after, 0) } : { rtoSeconds: null };
};

describe('the debrief of a run', () => {
  it('weighs each question: at once, earlier where they waited, later, and every other choice', async () => {
    const { run } = modelWorld(minutesWaited);
    const { decisions } = await debriefWith(options(late.events), run);
    expect(
      decisions.map(({ path, waitedSeconds, alternatives }) => [
        path,
        waitedSeconds / 60,
        alternatives.map(({ words }) => words),
      ]),
    ).toEqual([
      [
        'decide',
        22,
        [
          'go at once',
          'go 10 min earlier',
          'go 10 min later',
          'wait, then go when asked again',
          'abort at that moment',
        ],
      ],
      ['really', 1, ['go at once', 'go 10 min later', 'wait, then go when asked again', 'abort at that moment']],
      ['edge', 0, ['LEAVE 10 min later', 'abort at that moment']],
    ]);
  });

  it('tells what was known, who said what, and that it was put off', async () => {
    const { decisions } = await debriefWith(options(was.events), modelWorld(minutesWaited).run);
    expect(decisions[0]).toMatchObject({
      decision: 'leave-region',
      by: 'anna',
      choice: 'go',
      waitedSeconds: 240,
      comment: 'the status page may know more',
    });
    expect(decisions[0]!.known.join('\n')).toMatch(/T\+0:01 sms: .*\nmanage-answers fails: /);
  });

  it('holds each alternative against the run, which is the same again without a change', async () => {
    const own = (await debriefWith(options(was.events), modelWorld(minutesWaited).run)).result;
    const { policies, gaps } = await debriefWith(options(was.events), async () => own);
    expect(policies.length).toBeGreaterThan(5);
    expect(policies.every(({ differenceSeconds }) => differenceSeconds === 0)).toBe(true);
    expect(gaps).toEqual([]);
  });

  it('says so when the same answers do not give the same recovery: then the differences mean nothing', async () => {
    const { gaps } = await debriefWith(options(was.events), modelWorld(minutesWaited).run);
    expect(gaps).toEqual([expect.stringMatching(/^run again with the same answers it took .* instead of /)]);
  });

  it('finds a policy that no single change gives', async () => {
    // Only who does both at once gets away in time.
    const both = (policy: Policy | 'modelled'): Outcome => {
      if (policy === 'modelled') return { rtoSeconds: 9000 };
      const [decide, really] = [policy.decide![0]![1], policy.really![0]![1]];
      if (decide === 0 && really === 0) return { rtoSeconds: 100 };
      return { rtoSeconds: 5000 + 60 * Math.abs(really - 3) };
    };
    const { best } = await debriefWith(options(was.events), modelWorld(both).run);
    expect(best.rtoSeconds).toBe(100);
    expect(best.words).toContain('leave-region: go at once; leave-for-good: go at once');
  });

  it('goes on in steps of ten minutes while that helps, and not past what harms', async () => {
    const trap = (policy: Policy | 'modelled'): Outcome => {
      if (policy === 'modelled') return { rtoSeconds: null };
      const after = policy.decide![0]![1];
      return { rtoSeconds: after < 2 ? null : 1000 + 60 * after };
    };
    const { best } = await debriefWith(options(late.events), modelWorld(trap).run);
    expect(best).toEqual({ words: 'leave-region: go 20 min earlier', rtoSeconds: 1120 });
  });

  it('takes no policy for the best that breaks an invariant, however fast it is', async () => {
    const reckless = (policy: Policy | 'modelled'): Outcome => {
      if (policy === 'modelled') return { rtoSeconds: 3000 };
      return policy.decide![0]![1] === 0 ? { rtoSeconds: 10, broken: ['one-couch-master'] } : { rtoSeconds: 4000 };
    };
    const { best } = await debriefWith(options(was.events), modelWorld(reckless).run);
    expect(best).toEqual({ words: 'what the modelled people did', rtoSeconds: 3000 });
  });

  it('runs each policy once, counts them, and comes to an end', async () => {
    const { run, policies } = modelWorld(minutesWaited);
    const counts: (readonly [number, number])[] = [];
    const { policies: tried } = await debriefWith(
      { ...options(late.events), onDone: (done, of) => counts.push([done, of]) },
      run,
    );
    const said = policies.map((policy) => JSON.stringify(policy));
    expect(new Set(said).size).toBe(said.length);
    expect(tried).toHaveLength(policies.length + 1);
    expect(new Set(tried.map(({ words }) => words)).size).toBe(tried.length);
    expect(counts.map(([done]) => done)).toEqual(tried.map((_, index) => index + 1));
    expect(counts.at(-1)).toEqual([tried.length, tried.length]);
  });

  it('tells what could not be run, and makes up nothing for it', async () => {
    const { run } = modelWorld(minutesWaited);
    const { decisions, gaps } = await debriefWith(options(was.events), async (asked) => {
      if (JSON.stringify(asked.inputs?.entries).includes('abort')) throw new Error('the world broke');
      return run(asked);
    });
    expect(decisions[0]!.alternatives.map(({ words }) => words)).not.toContain('abort at that moment');
    expect(gaps).toContain('leave-region: abort at that moment: could not be run (the world broke)');
  });

  it('is ended from outside with the reason for it', async () => {
    const reason = new Error('quit');
    const ended = debriefWith(options(was.events), async () => {
      throw new CutOff('ended', { cause: reason });
    });
    await expect(ended).rejects.toBe(reason);
  });

  it('is not made of a run that still goes on', async () => {
    const open = debriefWith(options(was.events.slice(0, -1)), modelWorld(minutesWaited).run);
    await expect(open).rejects.toThrow('the run has not come to its end');
  });

  it('gives each finding an owner and a command that tests it again', async () => {
    const { findings } = await debriefWith(options(was.events), modelWorld(minutesWaited).run);
    expect(findings.length).toBeGreaterThan(0);
    for (const { owner, retest } of findings) {
      expect(owner).toBe('platform-on-call');
      expect(retest).toMatch(
        /^zonefall (audit scenarios\/small\.yaml|run scenarios\/small\.yaml --seed 1 --decisions \.zonefall\/small\.ndjson)$/,
      );
    }
  });
});

it('in worlds in threads, says nothing that another run with the same answers does not say', async () => {
  const { decisions, policies, gaps } = await debriefOf({ ...options(was.events), jobs: 2 });
  expect(gaps).toEqual([]);
  expect(policies.find(({ words }) => words === 'as it was done')?.differenceSeconds).toBe(0);
  // The zone comes back by itself, whatever is decided; but who aborts ends the run before.
  const byWords = new Map(decisions[0]!.alternatives.map((each) => [each.words, each]));
  expect(byWords.get('abort at that moment')).toMatchObject({
    rtoSeconds: null,
    why: expect.stringContaining('aborted'),
  });
  const recorded = recordedOf(was.events);
  const [decide] = recorded.asked;
  const said = [{ choice: 'go', by: 'anna', afterUs: 4 * minute + 10 * minute }];
  const { events } = await runAgain(carryOver(recorded, new Map([[decide!, said]])));
  const recovered = events.find((event) => event.kind === 'milestone' && event.id === 'recovered');
  expect(recovered).toBeDefined();
  expect(byWords.get('go 10 min later')?.rtoSeconds).toBe(recovered!.at / 1e6);
});
