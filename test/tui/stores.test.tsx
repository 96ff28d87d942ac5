import { describe, expect, test } from 'vitest';
import type { Snapshot, StoreState } from '../../src/runbooks/drill/snapshot.ts';
import { StoresScreen } from '../../src/tui/screens/stores.tsx';
import { sessionOf, smallSnapshot } from './fixture.ts';
import { keys } from './kit/render.ts';
import { renderScreen } from './kit/render-screen.ts';

/** What 7 August looked like at half past two in the night: the third of eight indexes is being built. */
function rebuilding(): Snapshot {
  const why = 'The file that came along was not used: built on a 32-bit machine, this machine is a 64-bit one.';
  const indexes = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({
    name: `_design/scalarium_${number}`,
    ...(number < 3
      ? ({ state: 'fresh', fraction: 1 } as const)
      : number === 3
        ? ({ state: 'building', fraction: 0.529, leftSeconds: 1680, why } as const)
        : ({ state: 'none', fraction: 0, why } as const)),
  }));
  const master: StoreState = {
    ...{ host: 'main/couch-master1@us-west-1', installation: 'main', kind: 'couchdb', role: 'master' },
    ...{ writable: false, reachable: true, bits: 64, documents: 1_500_048, indexes },
  };
  const snapshot = smallSnapshot({ dark: true });
  const names = snapshot.names.map((name) => ({ ...name, addresses: ['184.169.144.32'], staleShare: 0.04 }));
  return { ...snapshot, names, stores: [master, ...snapshot.stores] };
}

const screen = (snapshot?: Snapshot, size: { columns?: number; rows?: number } = {}) =>
  renderScreen(StoresScreen, { name: 'stores', session: sessionOf({ snapshot }), ...size });

test('before the world stands there is nothing to see', async () => {
  expect(await screen().frame()).toContain('The world is being built');
});

test('a world without stores says so', async () => {
  const frame = await screen({ ...smallSnapshot(), stores: [], names: [] }).frame();
  expect(frame).toContain('This world has no data store');
  expect(frame).toContain('This world has no name');
});

test('the night of 7 August on 80 columns', async () => {
  expect(await screen(rebuilding()).frame()).toMatchInlineSnapshot(`
    "━━ 1 Data stores ━━━━━━━━━━━━━━━━━━━━━━━ 14 stores, 1 building, 3 unreachable ━━
         host                           store role    bit state           lag index
     ▸ ◆ main/couch-master1@us-west-1   couch master  64  read only         —   2/8
       ✗ main/couch-master              couch master  64  unreachable       —   8/8
       ● main/replica-eu-west-1b        couch replica 32  read only       41s   8/8
       ● main/replica-eu-west-1c        couch replica 32  read only       41s   8/8
       ● main/replica-us-west-1a        couch replica 32  read only       41s   8/8
       ● main/replica-us-east-1a        couch replica 32  read only       41s   8/8
       ● main/replica-ap-southeast-1a   couch replica 32  read only       41s   8/8
       ✗ main/redis-master              redis master  64  unreachable       —  … ↓6
    ── 2 main/couch-master1@us-west-1 ──────────────────────────────────────────────
     ◆ couchdb master, 64 bit, read only, 1,500,048 documents
       6 of 8 indexes: The file that came along was not used: built on a 32-bit
       machine, this machine is a 64-bit one.
     ● scalarium_1  ██████████████████████████████  fresh
     ● scalarium_2  ██████████████████████████████  fresh
     ◆ scalarium_3  ███████████████▉░░░░░░░░░░░░░░  building 52 %, 28 min left
     ✗ scalarium_4  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  not built                    ↓4
    ── 3 Names ───────────────── stale: customers who still go to the old address ──
     ▸ ◆ manage.scalarium.com 5 min  → main/frontend1       office stale, 4 % stale"
  `);
});

describe('the details', () => {
  test('follow the selection', async () => {
    const shown = screen(rebuilding());
    await shown.press(keys.down, keys.down);
    expect(await shown.frame()).toContain('2 main/replica-eu-west-1b ');
    expect((await shown.frame()).replaceAll(/\s+/g, ' ')).toContain(
      'couchdb replica, 32 bit, read only, 1,500,048 documents, 41 s behind its master',
    );
  });

  test('are paged through in their own box', async () => {
    const shown = screen(rebuilding());
    expect(await shown.frame()).not.toContain('scalarium_8');
    await shown.press(keys.tab, keys.end);
    expect(await shown.frame()).toContain('scalarium_8');
    expect(await shown.frame()).toMatch(/━━ 2 main\/couch-master1@us-west-1 ━/);
  });

  test('of Redis have no indexes', async () => {
    const shown = screen(rebuilding(), { rows: 40 });
    for (let line = 0; line < 7; line++) await shown.press('j');
    expect(await shown.frame()).toMatch(
      /2 main\/redis-master[\s\S]+redis master, 64 bit, unreachable\s[\s\S]+no indexes/,
    );
  });
});

test('a filter leaves those that fit, and says when none does', async () => {
  const shown = screen(rebuilding());
  await shown.frame();
  shown.nav().setFilter('REDIS');
  expect(await shown.frame()).toContain('6 stores, 1 unreachable');
  shown.nav().setFilter('mysql');
  expect(await shown.frame()).toContain('No store with ‘mysql’ in its name');
});

test('hundreds of stores are a window on a list', async () => {
  const [master] = rebuilding().stores;
  const stores = Array.from({ length: 300 }, (_, at) => ({ ...master!, host: `main/主机${at}` }));
  const shown = screen({ ...rebuilding(), stores });
  expect(await shown.frame()).toContain('300 stores, 300 building');
  await shown.press(keys.end);
  const lines = (await shown.frame()).split('\n');
  expect(lines.join('\n')).toMatch(/▸ ◆ main\/主机299/);
  expect(lines.length).toBeLessThanOrEqual(20);
});

test.each([
  [80, 20],
  [120, 36],
  [200, 56],
])('%d columns and %d rows are filled and no more', async (columns, rows) => {
  const lines = (await screen(rebuilding(), { columns, rows }).frame()).split('\n');
  expect(lines.length).toBeLessThanOrEqual(rows);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  expect(lines.join('\n')).toContain('6 of 8 indexes: The file that came along was not used');
});
