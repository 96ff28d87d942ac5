import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/runbooks/journal/index.ts';
import { type HumanRun, humanReport } from '../../../src/runbooks/reports/human.ts';
import type { Screen } from '../../../src/runbooks/reports/screen.ts';
import type { RunResult } from '../../../src/runbooks/verdict/index.ts';
import { incidentEvents, incidentResult } from './incident.ts';

const scenario = 'scenarios/2011-08-07-eu-west-1.yaml';
const again = `zonefall run ${scenario} --seed 20110807`;
const plain: Screen = { width: 80, colour: false, unicode: true };

function report(screen: Partial<Screen> = {}, run: Partial<HumanRun> = {}): string {
  const next = [{ command: `zonefall compare ${scenario}`, shows: 'what each cause cost, in minutes' }];
  return humanReport(
    { events: incidentEvents(), result: incidentResult, again, next, ...run },
    { ...plain, ...screen },
  );
}

const linesOf = (text: string) => text.split('\n');
const withEntry = (kind: string, change: (entry: never) => object) => (entry: JournalEntry) =>
  entry.kind === kind ? ({ ...entry, ...change(entry as never) } as JournalEntry) : entry;
const result = (change: Partial<RunResult>): RunResult => ({ ...incidentResult, ...change });

describe('the report of a run', () => {
  it.each([60, 80, 100, 160])('fits into %i columns', (width) => {
    for (const line of linesOf(report({ width }))) {
      if (/^ +(Reproduce: )?zonefall /.test(line)) continue; // a command is never broken: somebody will copy it
      expect([...line].length, line).toBeLessThanOrEqual(width);
    }
  });

  it('breaks or cuts nothing that matters at 80 columns', () => {
    expect(report()).not.toContain('…');
  });

  it('is plain ASCII where the terminal has no Unicode, column for column', () => {
    const unicode = linesOf(report());
    const ascii = linesOf(report({ unicode: false }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the range
    expect(ascii.join('\n')).toMatch(/^[\x00-\x7F]*$/);
    const questions = (lines: string[]) => lines.join('').split('?').length;
    expect(questions(ascii), 'a glyph has no stand-in').toBe(questions(unicode));
    expect(ascii.map((line) => line.length)).toEqual(unicode.map((line) => [...line].length));
  });

  it('says the same with colour as without', () => {
    const coloured = report({ colour: true });
    expect(coloured).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape
    const stripped = linesOf(coloured.replaceAll(/\u001b\[\d+m/g, '')).map((line) => line.trimEnd());
    expect(stripped).toEqual(linesOf(report()));
    expect(report()).not.toContain('\u001b');
  });

  it('begins with what it is: simulated, which scenario, which seed, how it ended', () => {
    const [, first, second, third, fourth] = linesOf(report());
    expect(first).toMatch(/^SIMULATED {2}A zone loses power/);
    expect(second).toMatch(/^ {11}with it$/);
    expect(third).toBe('2011-08-07-eu-west-1 · variant as-it-was · seed 20110807');
    expect(fourth).toBe('✗ FAILED   recovered after 589 min (9 h 49 min); the budget is 60 min');
  });

  it('takes control characters out of the texts of others', () => {
    const events = incidentEvents(withEntry('signal', () => ({ text: 'a\u001b[2Jb\u202ec\nd' })));
    const text = report({}, { events });
    expect(text).toContain('a [2Jb c d');
    expect(['\u001b', '\u202e'].filter((character) => text.includes(character))).toEqual([]);
  });
});

describe('the world', () => {
  it('joins the letters of the accounts that meet, and says so in a sentence', () => {
    expect(report()).toMatch(/✖ euw1-az1 +a═+b {2}/);
    expect(report()).toContain("main's eu-west-1a and kernel's eu-west-1b are the same building: euw1-az1.");
  });

  it('shows machines with their bits', () => {
    expect(report({ width: 120 })).toMatch(/euw1-az1 .* main ■{10} {2}kernel ■ {2}acme ■■■□ {2}solo □□/);
  });

  it('says so when nobody meets', () => {
    const text = report({}, { events: incidentEvents(withEntry('world.ready', () => ({ collisions: [] }))) });
    expect(text).toContain('No two installations share a physical zone behind different names.');
    expect(text).not.toContain('═');
  });
});

describe('the timeline', () => {
  it("has the team's clock, UTC, and the time since the fault", () => {
    expect(report()).toMatch(/^ {2}CEST {2}UTC {3}T\+/m);
    expect(report()).toMatch(/^ {2}19:49 17:49 T\+0:08 {3}✖ power-lost: power interruption in euw1-az1, for 65 min$/m);
    expect(report()).toMatch(/^ {2}20:20 18:20 T\+0:39 {3}\? leave-region: go \(on-call\/1, after 30 min\)$/m);
  });

  it('makes the silence visible, with what went on meanwhile, and names the new day', () => {
    expect(report()).toMatch(/┊ 8 h: views 1 % → 99 %\n {2}Mon 8 Aug 2011\n/);
  });

  it('keeps to about 25 lines and says how much it leaves out', () => {
    const timeline = report().split('TIMELINE')[1]!.split('PHASES')[0]!;
    expect(timeline).toMatch(/^ {2}\d+ smaller moments are left out/);
    expect(timeline.match(/T\+\d+:\d\d/g)!.length).toBeLessThanOrEqual(28);
  });

  it('tells a log that explains the outage once, with how often it came', () => {
    const log = (reason: string): JournalEntry => ({
      kind: 'log',
      host: 'main/frontend1',
      process: 'frontend',
      event: 'frontend.unavailable',
      data: { reason },
    });
    const instead = (entry: JournalEntry) => (entry.kind === 'step.progress' ? log('a view query waits') : entry);
    const told = report({ width: 100 }, { events: incidentEvents(instead) }).match(/^.*main\/frontend1.*$/gm);
    expect(told).toEqual(['  21:11 19:11 T+1:30   ○ main/frontend1 unavailable: a view query waits (3 times)']);
  });

  it("does not call a fault what the cloud's own operators do against it", () => {
    expect(report()).toMatch(/^ {2}21:00 19:00 T\+1:19 {3}▸ ec2-operators: drop dead peers$/m);
  });

  it('counts the machines that a fault hits, instead of naming them all', () => {
    const targets = ['main/frontend/1', 'main/frontend/2', 'main/worker/1', 'kernel/all-in-one/1'];
    const text = report({}, { events: incidentEvents(withEntry('fault.started', () => ({ targets }))) });
    expect(text.replace(/\s+/g, ' ')).toContain('power-lost: power interruption in 4 machines of euw1-az1, for 65 min');
  });

  it('is on the clock of another team as well', () => {
    const clock = { start: '2011-08-07T10:41:00-07:00', zone: 'America/Los_Angeles', horizonSeconds: 1 };
    const text = report({}, { events: incidentEvents(withEntry('run.started', () => ({ clock }))) });
    expect(text).toMatch(/^ {2}PDT {3}UTC/m);
    expect(text).toMatch(/^ {2}10:49 17:49 T\+0:08/m);
  });
});

describe('phases, budgets, fit and losses', () => {
  it('gives the longest phase the longest bar', () => {
    const bars = new Map(
      [...report().matchAll(/^ {2}(\w+) .* %(?: {2}([█▏]*))?$/gm)].map(([, name, bar]) => [name, bar!.length]),
    );
    expect([...bars.keys()]).toEqual(['detect', 'decide', 'mobilise', 'recover', 'verify']);
    expect(Math.max(...bars.values())).toBe(bars.get('recover'));
    expect(bars.get('decide')).toBe(Math.round((2280 / 31_080) * bars.get('recover')!));
  });

  it('marks budgets with a word and gives the way to see a failure again', () => {
    expect(report()).toMatch(/^ {2}FAIL {2}rto +recovery +589m > 60m$/m);
    expect(report()).toMatch(/^ {2}ok {4}rpo +data-loss +0s ≤ 5s$/m);
    expect(report()).toContain(`Reproduce: ${again}\n`);
  });

  it('needs no way to see a success again', () => {
    const budgets = incidentResult.budgets.map((budget) => ({ ...budget, passed: true }));
    expect(report({}, { result: result({ verdict: 'passed', budgets }) })).not.toMatch(/Reproduce|FAIL/);
  });

  it('says why a run is inconclusive', () => {
    const reasons = ['the horizon of 16 h came before the steady state'];
    const recovery = { ...incidentResult.recovery, recovered: false, rtoSeconds: null };
    const text = report(
      {},
      {
        result: result({
          verdict: 'inconclusive',
          reasons,
          recovery,
          budgets: [],
          invariants: [{ name: 'a', held: true }],
        }),
      },
    );
    expect(text).toContain('? inconclusive  not recovered after 10 h');
    expect(text).toContain(`! ${reasons[0]}`);
  });

  it('shows how far the model is from history, inside and outside the tolerance', () => {
    expect(report()).toMatch(/migration-started +T\+1:09 +T\+1:09 +\+0 s +±12 min +├─+●─+┤ +fits$/m);
    expect(report()).toMatch(/machines-ready +T\+1:19 +T\+1:12 +-7 min +±15 min +├─+●─+┼─+┤ +fits$/m);
    expect(report()).toMatch(/recovered +T\+9:49 +T\+10:40 +\+51 min +±45 min +├─+┼─+┤● +OFF$/m);
  });

  it('counts lost writes, and says so where nobody counted', () => {
    expect(report()).toMatch(/acknowledged writes +0$/m);
    const recovery = { ...incidentResult.recovery, lostWrites: null, rpoSeconds: null };
    expect(report({}, { result: result({ recovery }) })).toMatch(/acknowledged writes +not counted$/m);
  });
});
