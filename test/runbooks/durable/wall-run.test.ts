import { describe, expect, it } from 'vitest';
import { RunDiverged } from '../../../src/runbooks/durable/effects.ts';
import { readRecorded } from '../../../src/runbooks/durable/recorded.ts';
import { NothingToResolve } from '../../../src/runbooks/durable/resolutions.ts';
import { ofKind } from '../../../src/runbooks/journal/index.ts';
import {
  agreeable,
  later,
  nobody,
  registerKinds,
  type Sat,
  type Sitting,
  sit,
  story,
  type WallStory,
} from './wall-stage.ts';

registerKinds();

const head = 'version: 1\nkind: runbook\nid: story\ntitle: A story\n';
const operator = 'roles: { commander: { may: [approve] }, operator: { may: [run, retry, skip] } }\n';

/** Everything that a runner can ask for: people, actions, checks, measurements, retries, timeouts, groups, a called runbook, an undo. */
const whole: WallStory = {
  runbook: `${head}${operator}
inputs: { name: { type: string, default: x } }
preflight: [{ id: look-first, uses: "stage:look" }]
safety-rules: [{ name: one-writer, type: ATMOST, threshold: 1, of: "stage:writers" }]
activate:
  - { id: decide, uses: "people:approve", role: commander, with: { decision: go-there, evidence: [preflight], choices: [go, wait, abort] }, timeout: PT1M }
  - { id: write, needs: [decide], uses: "stage:write", undo: { uses: "stage:write", with: { back: true } }, verify: [{ uses: "stage:look" }] }
  - { id: twice, needs: [write], uses: "stage:set", retry: { attempts: 2, delay: PT0.005S }, timeout: PT1M }
  - { id: by-hand, needs: [twice], uses: "people:do", with: { work: the-switch } }
  - { id: child, needs: [by-hand], uses: "runbook:run", with: { file: child.runbook.yaml, inputs: { given: "\${{ steps.write.outputs.text }}" } } }
  - { id: word, needs: [child], uses: checkpoint, with: { word: switch } }
  - { id: broken, needs: [word], uses: "stage:set", on-failure: { steps: [{ id: cure, uses: "stage:write" }], then: continue } }
  - { id: if-not, needs: [broken], if: "\${{ steps.write.outputs.text != 'write' }}", uses: "stage:write" }
post-recovery:
  - { id: note, uses: "people:note", with: { prompt: "What surprised you?" } }
rollbacks: { strategy: always }
`
    .replaceAll('if: "${{ ', 'if: "')
    .replaceAll(' }}", uses: "stage:write" }\npost', '", uses: "stage:write" }\npost'),
  children: {
    'child.runbook.yaml': `${head.replace('id: story', 'id: child')}
inputs: { given: { type: string } }
activate:
  - { id: first, uses: "stage:write", undo: { uses: "stage:write", with: { back: true } } }
  - { id: second, needs: [first], uses: "stage:write" }
rollbacks: { strategy: always }
`,
  },
  does: {
    twice: async ({ attempt }) => {
      if (attempt === 1) throw new Error('not yet');
    },
    broken: async () => {
      throw Object.assign(new Error('never'), { permanent: true });
    },
  },
};

/** Sits again and again, each time with what the last one left, until the run is at its end. What was in the middle is said to be done. */
async function toTheEnd(
  tale: WallStory,
  first: Sat,
  sitting: Sitting = {},
): Promise<Sat & { readonly all: readonly string[] }> {
  let last = first;
  let said: Sitting['said'] = {};
  const all = [...first.begun];
  for (let times = 0; last.end.kind !== 'finished'; times += 1) {
    if (times > 20) throw new Error(`it does not come to its end: ${JSON.stringify(last.end)}`);
    last = await sit(tale, { ...sitting, recorded: last.lines, said });
    all.push(...last.begun);
    const open = last.end.kind === 'in-flight' ? last.end.effects : [];
    const outputs = (path: string) => ({ text: path });
    said = Object.fromEntries(
      open.map(({ path }) => [path, { choice: 'mark-done', reason: 'it was done', outputs: outputs(path) } as const]),
    );
  }
  return { ...last, all };
}

const unsafe = (begun: readonly string[]) =>
  begun.filter((path) => ['write', 'undo child/first', 'broken/cure', 'child/first', 'child/second'].includes(path));

describe('a runbook in wall time', () => {
  it('comes to its end, with who decided what', async () => {
    const { end, events } = await sit(whole);
    expect(end.kind).toBe('finished');
    expect(ofKind(events, 'decision.made').map(({ decision, by, choice }) => [decision, by, choice])).toEqual([
      ['go-there', 'anna', 'go'],
      ['the-switch', 'anna', 'done'],
      ['checkpoint', 'anna', 'switch'],
    ]);
    expect(ofKind(events, 'run.ended')[0]).toMatchObject({ ending: 'finished', verdict: 'passed' });
  });

  it('goes on after a crash behind any line: the same story, and nothing that writes is done twice', {
    timeout: 120_000,
  }, async () => {
    const uninterrupted = await sit(whole);
    const expected = story(uninterrupted.lines);
    const once = unsafe(uninterrupted.begun);
    for (let lines = 1; lines < uninterrupted.lines.length; lines += 1) {
      const crashed = await sit(whole, { linesLeft: lines });
      expect(crashed.end.kind).toBe('crashed');
      const resumed = await toTheEnd(whole, crashed);
      expect({ lines, story: story(resumed.lines) }).toEqual({ lines, story: expected });
      expect(new Set(unsafe(resumed.all)).size, 'each once').toBe(unsafe(resumed.all).length);
      for (const path of unsafe(resumed.all)) expect(once).toContain(path);
      expect(readRecorded(`${resumed.lines.join('\n')}\n`).ended).toBe(true);
    }
  });

  it('goes on after one crash upon another', { timeout: 120_000 }, async () => {
    const expected = story((await sit(whole)).lines);
    for (const linesLeft of [3, 4, 5, 8]) {
      let sat = await sit(whole, { linesLeft: 4 });
      const all = [...sat.begun];
      let said: Sitting['said'] = {};
      for (let crashes = 0; sat.end.kind !== 'finished'; crashes += 1) {
        if (crashes > 300) throw new Error('it does not come to its end');
        sat = await sit(whole, { recorded: sat.lines, said, linesLeft });
        all.push(...sat.begun);
        const open = sat.end.kind === 'in-flight' ? sat.end.effects : [];
        said = Object.fromEntries(
          open.map(({ path }) => [path, { choice: 'mark-done', reason: 'done', outputs: { text: path } } as const]),
        );
      }
      expect(story(sat.lines)).toEqual(expected);
      expect(new Set(unsafe(all)).size).toBe(unsafe(all).length);
    }
  });
});

const one = (uses: string) => `${head}${operator}activate: [{ id: act, uses: "${uses}" }]\n`;

describe('a step that a crash left in the middle', () => {
  /** A journal whose last line says that the step is about to be begun. */
  async function leftInTheMiddle(runbook: string): Promise<Sat> {
    const { lines } = await sit({ runbook });
    const at = lines.findIndex((line) => line.includes('"effect.started"'));
    return sit({ runbook }, { linesLeft: at + 1 });
  }

  it.each(['stage:look', 'stage:set'])('is done again by itself if it is a %s', async (uses) => {
    const { lines } = await leftInTheMiddle(one(uses));
    const again = await sit({ runbook: one(uses) }, { recorded: lines });
    expect({ end: again.end.kind, begun: again.begun }).toEqual({ end: 'finished', begun: ['act'] });
  });

  it('waits for a word if it writes, and nothing is begun or written until it comes', async () => {
    const runbook = one('stage:write');
    const { lines } = await leftInTheMiddle(runbook);
    const again = await sit({ runbook }, { recorded: lines });
    expect(again.end).toMatchObject({ kind: 'in-flight', effects: [{ path: 'act' }] });
    expect({ begun: again.begun, lines: again.lines }).toEqual({ begun: [], lines });
  });

  it.each([
    ['retry', ['act'], 'step.succeeded'],
    ['skip', [], 'step.skipped'],
    ['mark-done', [], 'step.succeeded'],
  ] as const)('goes on when somebody says %s, and the journal says who and why', async (choice, begun, kind) => {
    const runbook = one('stage:write');
    const { lines } = await leftInTheMiddle(runbook);
    const said = { act: { choice, reason: 'the record was there', outputs: { text: 'by hand' } } };
    const again = await sit({ runbook }, { recorded: lines, said });
    expect({ end: again.end.kind, begun: again.begun }).toEqual({ end: 'finished', begun });
    expect(ofKind(again.events, 'step.resolved')).toMatchObject([
      { path: 'act', choice, by: 'bert', reason: 'the record was there' },
    ]);
    expect(again.events.map((event) => event.kind)).toContain(kind);
    const outputs = ofKind(again.events, 'step.succeeded')[0]?.outputs;
    if (choice === 'mark-done') expect(outputs).toEqual({ text: 'by hand' });
    if (choice === 'skip')
      expect(ofKind(again.events, 'step.skipped')[0]!.why).toBe('bert skipped it: the record was there');
  });

  it('is not what a word about another step is for', async () => {
    const runbook = one('stage:write');
    const { lines } = await leftInTheMiddle(runbook);
    const said = { atc: { choice: 'retry' } } as const;
    await expect(sit({ runbook }, { recorded: lines, said })).rejects.toThrow(NothingToResolve);
    await expect(sit({ runbook }, { recorded: lines, said })).rejects.toThrow(
      /"atc" does not wait for a word; did you mean "act"/,
    );
  });

  it('needs no word when its time had run out before: nobody waits for it', async () => {
    const slow = `${head}activate: [{ id: act, uses: "stage:write", timeout: PT0.02S, on-failure: { then: continue } }, { id: next, needs: [act], uses: "stage:set" }]\n`;
    const tale = { runbook: slow, does: { act: () => later(400) } };
    const { lines } = await sit(tale);
    const at = lines.findIndex((line) => line.includes('"step.started","path":"next"'));
    const again = await sit(tale, { recorded: lines.slice(0, at + 1) });
    expect({ end: again.end.kind, begun: again.begun }).toEqual({ end: 'finished', begun: ['next'] });
  });
});

describe('a step that failed for good', () => {
  const tale: WallStory = {
    runbook: `${head}${operator}activate: [{ id: act, uses: "stage:write" }, { id: next, needs: [act], uses: "stage:set" }]\n`,
    does: {
      act: async ({ attempt }) => {
        if (attempt < 2) throw new Error('the zone is locked');
      },
    },
    people: nobody,
  };

  it('waits for a person, and what does not need it goes on meanwhile', async () => {
    const runbook = tale.runbook.replace(' }]\n', ' }, { id: other, uses: "stage:set" }]\n');
    const { end, begun } = await sit({ ...tale, runbook });
    expect(end).toMatchObject({ kind: 'needs-a-person', effects: [{ path: 'act' }] });
    expect(begun).toEqual(['act', 'other']);
  });

  it.each([
    ['retry', ['act', 'next'], 'passed'],
    ['skip', ['next'], 'passed'],
    ['mark-done', ['next'], 'passed'],
  ] as const)('goes on by %s', async (choice, begun, verdict) => {
    const { lines } = await sit(tale);
    const again = await sit(tale, { recorded: lines, said: { act: { choice, reason: 'known' } } });
    expect({ end: again.end.kind, begun: again.begun }).toEqual({ end: 'finished', begun });
    expect(ofKind(again.events, 'decision.made')[0]).toMatchObject({
      decision: 'failed-step',
      by: 'bert',
      choice,
      comment: 'known',
    });
    expect(ofKind(again.events, 'run.ended')[0]!.verdict).toBe(verdict);
  });

  it('fails the plan when those who may let it, or when nobody may do anything else', async () => {
    const people = { ...agreeable, decide: async () => ({ choice: 'fail', by: 'anna' }) };
    const failed = await sit({ ...tale, people });
    expect(ofKind(failed.events, 'run.ended')[0]!.verdict).toBe('failed');
    const nobodyMay = await sit({ ...tale, runbook: tale.runbook.replace(operator, '') });
    expect(nobodyMay.end.kind).toBe('finished');
  });
});

describe('going on', () => {
  it('refuses a runbook that does something else by now', async () => {
    const { lines } = await sit({ runbook: one('stage:write') }, { linesLeft: 5 });
    await expect(sit({ runbook: one('stage:set') }, { recorded: lines })).rejects.toThrow(RunDiverged);
  });

  it('does not count the time in which no process ran', async () => {
    const runbook = `${head}activate: [{ id: act, uses: "stage:set", retry: { attempts: 2, delay: PT0.2S }, timeout: PT0.5S }]\n`;
    const tale: WallStory = {
      runbook,
      does: {
        act: async ({ attempt }) => {
          if (attempt === 1) throw new Error('not yet');
        },
      },
    };
    const { lines } = await sit(tale);
    const waits = lines.findIndex((line) => line.includes('"step.retried"'));
    const crashed = await sit(tale, { linesLeft: waits + 1 });
    await later(700);
    const again = await sit(tale, { recorded: crashed.lines });
    expect(again.end.kind).toBe('finished');
    expect(
      ofKind(again.events, 'run.ended')[0]!.verdict,
      'its timeout of half a second did not run out meanwhile',
    ).toBe('passed');
  });

  it('after a stop finds nothing in the middle: what was in flight came to its end, and nothing was begun', async () => {
    const runbook = `${head}activate: [{ id: slow, uses: "stage:write" }, { id: next, needs: [slow], uses: "stage:write" }]\n`;
    const tale: WallStory = { runbook, does: { slow: () => later(120) } };
    const stopped = await sit(tale, { stopAfterMs: 40 });
    expect({ end: stopped.end.kind, begun: stopped.begun }).toEqual({ end: 'stopped', begun: ['slow'] });
    const again = await sit(tale, { recorded: stopped.lines });
    expect({ end: again.end.kind, begun: again.begun }).toEqual({ end: 'finished', begun: ['next'] });
  });

  it('has nothing to do where the run is at its end', async () => {
    const { lines } = await sit(whole);
    const again = await sit(whole, { recorded: lines });
    expect({ end: again.end.kind, begun: again.begun, lines: again.lines }).toEqual({
      end: 'finished',
      begun: [],
      lines,
    });
    const said = { write: { choice: 'skip', reason: 'too late' } } as const;
    await expect(sit(whole, { recorded: lines, said })).rejects.toThrow(
      '"write" does not wait for a word; no step does',
    );
  });
});
