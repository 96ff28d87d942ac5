import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createElement } from 'react';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Causes } from '../../src/runbooks/drill/causes.ts';
import type { DrillSession, Fork } from '../../src/runbooks/drill/session.ts';
import type { ScreenProps } from '../../src/tui/kit/index.ts';
import { textOf } from '../../src/tui/kit/index.ts';
import { causeLines } from '../../src/tui/screens/compare/cause-lines.ts';
import { CompareScreen } from '../../src/tui/screens/compare.tsx';
import { FolderProvider } from '../../src/tui/screens/folder.ts';
import { comparison } from '../runbooks/reports/reported.ts';
import { type AugustDebrief, augustDebrief, foreign, overflow, sizes } from './debrief-fixture.ts';
import { augustFacts, sessionOf } from './fixture.ts';
import { keys } from './kit/render.ts';
import { renderScreen } from './kit/render-screen.ts';

let august: AugustDebrief;
beforeAll(async () => {
  august = await augustDebrief();
});

const drillCauses: Causes = { ...comparison, baseline: 'as-it-was', seed: 1 };

interface Shown {
  readonly forks?: readonly Fork[];
  readonly folder?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly variants?: readonly string[];
  readonly causes?: DrillSession['causes'];
}

function show({
  forks = august.forks,
  folder = emptyFolder(),
  columns = 80,
  rows = 20,
  variants = augustFacts.variants,
  causes = async () => drillCauses,
}: Shown = {}) {
  const session = sessionOf(august.ended, { forks, causes, facts: { ...augustFacts, variants } });
  const Screen = (props: ScreenProps) =>
    createElement(FolderProvider, { value: folder }, createElement(CompareScreen, props));
  return renderScreen(Screen, { name: 'compare', session, columns, rows });
}

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonefall-compare-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A sweep's document with these recoveries, as `zonefall sweep -o json` writes it. */
function sweepText(seconds: readonly (number | null)[], decision: string | null = null): string {
  const rows = seconds.map((rtoSeconds, seed) => ({ seed, rtoSeconds }));
  const result = { scenario: { id: augustFacts.id }, variant: 'both-fixes', decision, rows };
  return JSON.stringify(
    { schema: 'zonefall.sweep/v1', results: [result, { ...result, scenario: { id: 'another' } }] },
    null,
    2,
  );
}

/** Reading a folder takes a moment. */
async function frameWith(screen: ReturnType<typeof show>, text: string): Promise<string> {
  for (let turn = 0; turn < 200; turn += 1) {
    const frame = await screen.frame();
    if (frame.includes(text)) return frame;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no "${text}" in\n${await screen.frame()}`);
}

describe('the runs side by side', () => {
  it('stand in columns with phases, budgets, milestones and decisions; the one that is played is marked', async () => {
    const frame = await show({ rows: 44, columns: 120 }).frame();
    expect(frame).toMatch(/▸ 0 first +1 other/);
    for (const row of [
      /goes back to +— +T\+0:10 of first/,
      /recovery +9 h 30 min +—/,
      /verdict +✗ failed +not at its end/,
      /decide, max 20 min +✗ 42 min missed +—/,
      /first-alert +T\+0:01 +T\+0:01/,
      /leave-region +go at T\+0:43, after 37 min/,
    ])
      expect(frame).toMatch(row);
  });

  it('say how another one comes about, as long as there is only one', async () => {
    const screen = show({ forks: august.forks.slice(0, 1) });
    await screen.press(keys.end);
    expect(await screen.frame()).toContain('f on the timeline goes back and decides otherwise');
  });

  it('move along where they do not fit; the first one stays', async () => {
    const [first, other] = august.forks;
    const forks = [first!, ...[1, 2, 3, 4].map((index) => ({ ...other!, index, name: `try-${index}` }))];
    const screen = show({ forks });
    expect(await screen.frame()).toMatch(/0 first +1 try-1/);
    expect(await screen.frame()).toContain('1 to 1 of 4, ← →');
    await screen.press(keys.right, keys.right);
    expect(await screen.frame()).toMatch(/0 first +3 try-3/);
    await screen.press(keys.right, keys.right, keys.right, keys.left);
    expect(await screen.frame()).toMatch(/0 first +3 try-3/);
  });

  it('hold each run against the first one', async () => {
    const { recovery } = august.debrief.result;
    const sooner = {
      ...august.debrief.result,
      verdict: 'passed',
      recovery: { ...recovery, rtoSeconds: recovery.rtoSeconds! - 3600 },
    } as const;
    const forks = [august.forks[0]!, { ...august.forks[1]!, result: sooner }];
    expect(await show({ forks }).frame()).toMatch(/difference +— +✓ 60 min less/);
  });
});

describe('recoveries', () => {
  it('are those of this drill at first, told one by one while they are few', async () => {
    const frame = await show().frame();
    expect(frame).toContain('this drill');
    expect(frame).toMatch(/1 run {2}9 h 30 min/);
    expect(frame).toContain('✗ 1 of 1 later than 60 min');
  });

  it('say so when no run has ended', async () => {
    expect(await show({ forks: august.forks.slice(1) }).frame()).toContain('No run has ended yet');
  });

  it('are those of sweeps and gates whose JSON lies in the folder or in its .zonefall, with the budget and percentiles', async () => {
    const folder = emptyFolder();
    mkdirSync(path.join(folder, '.zonefall'));
    const seconds = Array.from({ length: 100 }, (_, seed) => (seed === 7 ? null : 3000 + 10 * seed));
    writeFileSync(path.join(folder, '.zonefall/sweep.json'), sweepText(seconds));
    writeFileSync(path.join(folder, 'gate.json'), sweepText([1200, 1300], 'passed'));
    writeFileSync(path.join(folder, 'other.json'), '{ "schema": "zonefall.sweep/v1", broken');
    const screen = show({ folder });
    await frameWith(screen, '1 of 3, ← →');
    await screen.press('2', keys.right);
    expect(await screen.frame()).toMatch(/gate gate.json, both-fixes +2 of 3/);
    expect(await screen.frame()).toContain('✓ all 2 in time for 60 min');
    await screen.press(keys.right);
    const frame = await screen.frame();
    expect(frame).toMatch(/sweep .zonefall\/sweep.json, both-fixes +3 of 3/);
    expect(frame).toMatch(/100 runs {2}p50 58 min {2}p90 65 min {2}p95 66 min \(at most 66 min\)/);
    expect(frame).toContain('✗ 1 of 100 never recovered');
    expect(frame).toContain('✗ 39 of 99 later than 60 min');
    expect(frame).toContain('◂ budget');
  });

  it('have nothing to draw where none recovered', async () => {
    const folder = emptyFolder();
    writeFileSync(path.join(folder, 'sweep.json'), sweepText([null, null]));
    const screen = show({ folder });
    await frameWith(screen, '1 of 2, ← →');
    await screen.press('2', keys.right);
    expect(await screen.frame()).toContain('No run of it recovered');
  });
});

describe('minutes by cause', () => {
  const lines = (...args: Parameters<typeof causeLines>) =>
    causeLines(...args)
      .map(textOf)
      .join('\n');

  it('are computed when somebody asks; a scenario without variants has none', async () => {
    expect(await show().frame()).toContain('x runs every variant on this seed');
    expect(await show({ variants: [] }).frame()).toContain('This scenario has no variants to compare.');
    const screen = show();
    await screen.press('3', 'x');
    expect(await screen.frame()).toMatch(/replicas +480\.0 min +94 %/);
    const broken = show({ causes: async () => Promise.reject(new Error('a world hung')) });
    await broken.press('x');
    expect(await broken.frame()).toContain('That did not work: a world hung. x tries again.');
  });

  it('are told with their shares, what is left, and what could not be compared', () => {
    const told = lines({ kind: 'done', value: drillCauses }, true, 78);
    expect(told).toMatch(/replicas +480\.0 min +94 % +█/);
    expect(told).toMatch(/decision +30\.0 min +6 %/);
    expect(told).toMatch(/what is left +56\.7 min/);
    expect(told).toMatch(/mended +50 min +-8 h 37 min/);
    expect(told).toMatch(/lost +✗ never recovers/);
    expect(told).toContain('! lost did not recover with seeds 3, 4');
  });

  it('show how far the worlds are, and why it did not work', () => {
    expect(lines({ kind: 'running', done: 0, of: 0 }, true, 78)).toBe('The worlds begin');
    expect(lines({ kind: 'running', done: 3, of: 8 }, true, 78)).toContain('3 of 8 worlds');
    expect(lines({ kind: 'failed', why: 'a world hung' }, true, 78)).toContain(
      'That did not work: a world hung. x tries again.',
    );
  });

  it('leave the shares out where the scenario names no causes', () => {
    const told = lines({ kind: 'done', value: { ...drillCauses, causes: [], whole: null } }, true, 78);
    expect(told).toContain('The scenario names no causes; its variants on this seed:');
    expect(told).not.toContain('what is left');
  });
});

it.each(sizes)('the compare screen stays in %i columns and %i rows, whatever others wrote', async (columns, rows) => {
  const { forks } = await augustDebrief(foreign);
  const folder = emptyFolder();
  writeFileSync(path.join(folder, 'sweep.json'), sweepText(Array.from({ length: 300 }, (_, seed) => 1000 * seed)));
  const screen = show({ forks: [...forks, ...forks, ...forks], folder, columns, rows });
  await frameWith(screen, '1 of 2, ← →');
  for (const press of ['1', keys.end, '2', keys.right, '3', 'tab']) {
    await screen.press(press);
    expect(overflow(await screen.frame(), columns, rows)).toEqual([]);
  }
});
