import { expect, test } from 'vitest';
import { Probes, type Reading } from '../../../src/runbooks/probes/index.ts';
import { startGuards } from '../../../src/runbooks/watch/guards.ts';
import { monitor } from '../../../src/runbooks/watch/monitoring.ts';
import { SteadyStateWatch } from '../../../src/runbooks/watch/steady-state.ts';
import { SCENARIO, SmallTestbed, type SmallTestbedOptions } from '../testbed/small-testbed.ts';

/** What people hear, with the minute. */
function listen(small: SmallTestbed): string[] {
  const heard: string[] = [];
  const startSeconds = small.nowSeconds;
  const minute = () => Math.round((small.nowSeconds - startSeconds) / 60);
  monitor(small.testbed, 'main', ({ via, text }) => heard.push(`${minute()} ${via}: ${text}`));
  return heard;
}

test('nobody is told that all is well, however long', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const heard = listen(small);
    await small.seconds(6 * 3600);
    expect(heard).toEqual([]);
  });
});

test("people are told once for each change, in their account's own names", async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const heard = listen(small);
    small.break([{ name: 'plug', action: 'host:power', hosts: ['main/bus'], atSeconds: 150, forSeconds: 3600 }]);
    small.break([
      { name: 'plug', action: 'host:power', hosts: ['main/replica-us-east-1a'], atSeconds: 330, forSeconds: 60 },
    ]);
    await small.seconds(600);
    small.darken({ forSeconds: 600 });
    await small.seconds(3 * 3600);
    expect(heard).toEqual([
      '3 sms: eu-west-1a: 1 of 6 machines do not answer',
      expect.stringMatching(
        /^6 monitoring: eu-west-1a: 1 of 6 machines do not answer; us-east-1a: no machine answers$/,
      ),
      expect.stringMatching(/^\d monitoring: eu-west-1a: 1 of 6 machines do not answer$/),
      '11 monitoring: eu-west-1a: no machine answers',
      ...heard.slice(4, -1),
      expect.stringMatching(/^\d+ monitoring: every machine answers again$/),
    ]);
    expect(new Set(heard).size).toBe(heard.length);
  });
});

test.each([
  [10, 0],
  [2, 2],
])(
  'with a timeout of %d s, machines that answer after three are told of %d times: when it begins and when it ends',
  async (timeout, told) => {
    const small = new SmallTestbed({
      edit: [['monitoring: { every: PT1M', `monitoring: { timeout: PT${timeout}S, every: PT1M`]],
    });
    await small.tell(async () => {
      const heard = listen(small);
      const slow = { action: 'link:latency', between: [['berlin'], ['eu-west-1']], jitterSeconds: 0 } as const;
      small.break([{ name: 'slow', ...slow, delaySeconds: 1.5, atSeconds: 90, forSeconds: 300 }]);
      await small.seconds(900);
      expect(heard).toHaveLength(told);
    });
  },
);

test('the first message of a new trouble is an SMS again', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const heard = listen(small);
    for (const atSeconds of [90, 1000]) {
      small.break([{ name: 'plug', action: 'host:power', hosts: ['main/bus'], atSeconds, forSeconds: 60 }]);
    }
    await small.seconds(1800);
    expect(heard.map((line) => line.split(' ')[1])).toEqual(['sms:', 'monitoring:', 'sms:', 'monitoring:']);
  });
});

test('a machine that misses fewer looks than it takes is no news', async () => {
  const small = new SmallTestbed({ edit: [['every: PT1M, from: berlin', 'every: PT1M, from: berlin, failures: 3']] });
  await small.tell(async () => {
    const heard = listen(small);
    const cut = { name: 'cut', action: 'link:partition', between: [['berlin'], ['main/bus']] } as const;
    small.break([
      { ...cut, atSeconds: 30, forSeconds: 120 },
      { ...cut, atSeconds: 630, forSeconds: 300 },
    ]);
    await small.seconds(1800);
    expect(heard).toEqual([
      '13 sms: eu-west-1a: 1 of 6 machines do not answer',
      '16 monitoring: every machine answers again',
    ]);
  });
});

/** A watch whose probes answer what the story says. */
async function watched(
  story: (
    small: SmallTestbed,
    watch: SteadyStateWatch,
    answers: Map<string, boolean>,
    asked: string[],
  ) => Promise<void>,
  options?: SmallTestbedOptions,
) {
  const small = new SmallTestbed(options);
  const answers = new Map<string, boolean>();
  const asked: string[] = [];
  const probes = {
    look: async ({ name }: { name: string }): Promise<Reading> => {
      asked.push(name);
      return { ok: answers.get(name) ?? true, value: null, why: 'as the story says' };
    },
  } as unknown as Probes;
  const watch = new SteadyStateWatch(small.testbed, probes, small.journal);
  await small.tell(async () => {
    watch.start();
    await story(small, watch, answers, asked);
  });
}

/** How many seconds it takes until the steady state has held for its time. */
async function patience(small: SmallTestbed, watch: SteadyStateWatch): Promise<number> {
  const startSeconds = small.nowSeconds;
  await watch.heldForItsTime();
  return small.nowSeconds - startSeconds;
}

test('a steady state counts when it has held for its time', async () => {
  await watched(async (small, watch) => {
    expect(await patience(small, watch)).toBe(120);
    await small.seconds(600);
    expect(await patience(small, watch)).toBe(0);
  });
});

test('a steady state that flaps does not count before it has held for its time', async () => {
  await watched(async (small, watch, answers) => {
    answers.set('manage-answers', false);
    await small.seconds(600);
    const waiting = patience(small, watch);
    for (let time = 0; time < 5; time++) {
      answers.set('manage-answers', true);
      await small.seconds(90);
      answers.set('manage-answers', false);
      await small.seconds(90);
    }
    answers.set('manage-answers', true);
    const calmSeconds = 900;
    const seconds = await waiting;
    expect(seconds).toBeGreaterThanOrEqual(calmSeconds + 120);
    expect(seconds).toBeLessThanOrEqual(calmSeconds + 180);
    expect(small.events('steady-state').length).toBeGreaterThan(8);
  });
});

test('a probe that costs something is asked once for each time that the ones before it begin to hold', async () => {
  await watched(async (small, _watch, answers, asked) => {
    await small.seconds(1800);
    const count = (name: string) => asked.filter((one) => one === name).length;
    expect([count('manage-answers') > 25, count('an-instance-can-start'), count('no-stale-views')]).toEqual([
      true,
      1,
      1,
    ]);
    answers.set('manage-answers', false);
    await small.seconds(300);
    expect(count('an-instance-can-start')).toBe(1);
    answers.set('manage-answers', true);
    await small.seconds(300);
    expect([count('an-instance-can-start'), count('no-stale-views')]).toEqual([2, 2]);
  });
});

test('when everything is asked anew, costly probes too, what held before does not count', async () => {
  await watched(async (small, watch, answers, asked) => {
    await watch.heldForItsTime();
    answers.set('an-instance-can-start', false);
    await small.seconds(600);
    expect(await patience(small, watch)).toBe(0);
    watch.lookAnew();
    const waiting = patience(small, watch);
    await small.seconds(600);
    expect(watch.holds).toBe(false);
    answers.set('an-instance-can-start', true);
    const seconds = await waiting;
    expect(seconds).toBeGreaterThanOrEqual(720);
    expect(seconds).toBeLessThanOrEqual(780);
    expect(asked.filter((name) => name === 'an-instance-can-start').length).toBeGreaterThan(10);
  });
});

test('when everything is asked anew and holds, that is enough', async () => {
  await watched(async (small, watch) => {
    await watch.heldForItsTime();
    await small.seconds(90);
    watch.lookAnew();
    expect(await patience(small, watch)).toBeLessThanOrEqual(60);
    expect(small.events('steady-state')).toHaveLength(1);
  });
});

test('answers are written when they change, the steady state with what fails', async () => {
  await watched(async (small, _watch, answers) => {
    await small.seconds(300);
    answers.set('manage-answers', false);
    await small.seconds(300);
    const told = [...small.events('probe'), ...small.events('steady-state')].map((event) =>
      event.kind === 'probe' ? `${event.name} ${event.ok}` : `${event.held} ${event.failing.join()}`,
    );
    expect(told).toEqual([
      'manage-answers true',
      'an-instance-can-start true',
      'no-stale-views true',
      'manage-answers false',
      'true ',
      'false manage-answers',
    ]);
  });
});

test('a steady state that need not hold for long counts at the first look', async () => {
  await watched(
    async (small, watch) => {
      expect(await patience(small, watch)).toBe(0);
    },
    { edit: [['hold-for: PT2M', 'hold-for: PT0S']] },
  );
});

test('a scenario without probes is steady', async () => {
  await watched(
    async (small, watch) => {
      expect(await patience(small, watch)).toBe(120);
    },
    { edit: [[/ {2}probes:\n( {4}- .*\n)+/.exec(SCENARIO)![0], '  probes: []\n']] },
  );
});

/** Guards over real probes; whether they stopped the run. */
function guard(small: SmallTestbed): { stopped: boolean } {
  const state = { stopped: false };
  startGuards({
    testbed: small.testbed,
    probes: new Probes(small.testbed),
    journal: small.journal,
    stop: () => {
      state.stopped = true;
    },
  });
  return state;
}

const toZero = (small: SmallTestbed) => small.seconds(small.testbed.zeroUs / 1e6 - small.nowSeconds + 1);

test('an invariant that is broken for a while is broken, once', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    guard(small);
    await toZero(small);
    const replica = small.testbed.servicesOf(small.host('main/replica-us-west-1a'));
    for (const writable of [true, false, true]) {
      replica.setCouchWritable(writable);
      await small.seconds(120);
    }
    expect(small.events('invariant.broken')).toMatchObject([{ name: 'one-couch-master', value: 2 }]);
    expect(
      small
        .events('probe')
        .filter(({ name }) => name === 'one-couch-master')
        .map(({ ok }) => ok),
    ).toEqual([true, false, true, false]);
  });
});

test('an invariant that never held is broken when the story begins, and not before', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    guard(small);
    small.testbed.servicesOf(small.host('main/replica-us-west-1a')).setCouchWritable(true);
    await small.seconds(300);
    expect(small.events('invariant.broken')).toEqual([]);
    await toZero(small);
    await small.seconds(120);
    expect(small.events('invariant.broken')).toHaveLength(1);
  });
});

test('a stop condition that is met ends the run, once; one that is not, never', async () => {
  const condition: [string, string] = [
    'invariants:',
    `stop-conditions:\n  - { name: split-brain, when: "probe('couchdb:writable-masters') > 1" }\ninvariants:`,
  ];
  const small = new SmallTestbed({ edit: [condition] });
  await small.tell(async () => {
    const state = guard(small);
    await toZero(small);
    await small.seconds(600);
    expect(state.stopped).toBe(false);
    small.testbed.servicesOf(small.host('main/replica-us-west-1a')).setCouchWritable(true);
    await small.seconds(600);
    expect(state.stopped).toBe(true);
    expect(small.events('stop-condition.met')).toMatchObject([{ name: 'split-brain' }]);
  });
});
