import fc from 'fast-check';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { Lines, Panel, type ScreenProps, useList, windowStart } from '../../../src/tui/kit/index.ts';
import { sessionOf } from '../fixture.ts';
import { keys, render } from './render.ts';
import { renderScreen } from './render-screen.ts';

test('a window shows the selected line, is never past the end, and is full when there is enough', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 1, max: 40 }), fc.nat(300), (count, rows, chosen) => {
      const selected = Math.min(chosen, Math.max(0, count - 1));
      const start = windowStart(count, rows, selected);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start).toBeLessThanOrEqual(Math.max(0, count - rows));
      if (count > 0) expect(selected >= start && selected < start + rows).toBe(true);
    }),
  );
});

test('a long list says how much of it lies above and below', async () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  const screen = render(<Lines lines={lines} columns={20} rows={3} selected={20} />);
  const frame = (await screen.frame()).split('\n');
  expect(frame).toHaveLength(3);
  expect(frame.join('\n')).toContain('▸ line 20');
  expect(frame[0]).toMatch(/↑\d+$/);
  expect(frame[2]).toMatch(/↓\d+$/);
});

test('an empty list says so, in as many rows as it was told', async () => {
  const screen = render(
    <Panel title="Signals" columns={30} rows={5}>
      <Lines lines={[]} columns={26} rows={3} empty="Nobody knows anything yet" />
    </Panel>,
  );
  const frame = await screen.frame();
  expect(frame).toContain('Nobody knows anything yet');
  expect(frame.split('\n')).toHaveLength(5);
});

function Numbers({ columns, rows, nav }: ScreenProps): ReactNode {
  const count = Number(nav.memory('count', 30));
  const selected = useList({ nav, list: 'numbers', count, rows, follow: nav.args.follow === 1 });
  const lines = Array.from({ length: count }, (_, index) => `number ${index}`);
  return <Lines lines={lines} columns={columns} rows={rows} selected={selected} />;
}

test('the arrows, j and k, the keys of pages and ends move the selection, and stop at both ends', async () => {
  const screen = renderScreen(Numbers, { name: 'stores', session: sessionOf(), rows: 10 });
  const selected = async () => /▸ number (\d+)/.exec(await screen.frame())?.[1];
  await screen.press('k');
  expect(await selected()).toBe('0');
  await screen.press(keys.down, 'j', keys.pageDown);
  expect(await selected()).toBe('11');
  await screen.press(keys.up, keys.pageUp, keys.pageUp);
  expect(await selected()).toBe('0');
  await screen.press(keys.end, keys.down);
  expect(await selected()).toBe('29');
  await screen.press(keys.home);
  expect(await selected()).toBe('0');
});

test('a list that follows stays at its end while it grows, until somebody moves away', async () => {
  const screen = renderScreen(Numbers, { name: 'stores', session: sessionOf(), rows: 10, args: { follow: 1 } });
  const selected = async () => /▸ number (\d+)/.exec(await screen.frame())?.[1];
  expect(await selected()).toBe('29');
  screen.nav().remember('count', 40);
  expect(await selected()).toBe('39');
  await screen.press(keys.up);
  screen.nav().remember('count', 50);
  expect(await selected()).toBe('38');
  await screen.press(keys.end);
  screen.nav().remember('count', 60);
  expect(await selected()).toBe('59');
});
