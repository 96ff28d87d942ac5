import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillState } from '../../src/runbooks/drill/session.ts';
import { headerRows } from '../../src/tui/frame/header-rows.ts';
import { rowWidth, textOf } from '../../src/tui/kit/index.ts';
import { augustFacts, sessionOf } from './fixture.ts';

function header(state: Partial<DrillState>, columns = 80, fork?: string): string[] {
  const rows = headerRows({ facts: augustFacts, state: sessionOf(state).state, fork, columns });
  return rows.map((row) => textOf(row).trimEnd());
}

const question: DrillState['pending'][number] = {
  kind: 'decision',
  path: 'decide',
  decision: 'migrate',
  role: 'operator',
  choices: ['wait', 'migrate'],
  askedAtUs: 0,
};

test('at 80 columns the seed, the state of time and the hash are there whatever happens', () => {
  for (const state of [
    { phase: 'running' },
    { phase: 'paused', pending: [question] },
    { phase: 'running', pending: [question], slowed: true, pace: 'max' },
    { phase: 'running', until: 'question' },
    { phase: 'ended' },
  ] satisfies Partial<DrillState>[]) {
    const [who] = header(state);
    expect(who).toMatch(/^ SIMULATED {2}2011-08-07-eu-west-1 .*seed 20110807 .* #e342eae0$/);
  }
});

test('with room there are the variant, the speed of a drill that stands still, and the fork', () => {
  expect(header({ phase: 'paused', pace: 300 }, 120, 'at ten minutes')[0]).toMatch(
    /· as-it-was · seed 20110807 · fork at ten minutes .*‖ paused \(300x\) {2}#/,
  );
});

test('a question that slowed time down shows the speed that it has now, a run to somewhere that it is as fast as it goes', () => {
  expect(header({ pace: 'max', slowed: true, pending: [question] })[0]).toContain('◆ asked  ▸ 60x');
  expect(header({ pace: 1, until: 'end' }, 120)[0]).toContain('▸ max to the end');
});

test('each row is exactly as wide as the terminal, at any moment', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 80, max: 200 }),
      fc.integer({ min: -1_800, max: 60_000 }),
      fc.constantFrom('loading', 'running', 'paused', 'ended', 'broken'),
      fc.constantFrom(1, 3600, 'max'),
      fc.boolean(),
      (columns, seconds, phase, pace, asked) => {
        const changes = { phase, pace, nowUs: seconds * 1e6, pending: asked ? [question] : [] } as Partial<DrillState>;
        const { state } = sessionOf(changes);
        for (const row of headerRows({ facts: augustFacts, state, columns })) expect(rowWidth(row)).toBe(columns);
      },
    ),
  );
});
