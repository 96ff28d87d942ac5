import { cpSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readHome } from '../../src/runbooks/drill/home.ts';
import { FolderProvider, HomeScreen } from '../../src/tui/screens/home.tsx';
import { augustEvents, sessionOf } from './fixture.ts';
import { keys } from './kit/render.ts';
import { type RenderedScreen, renderScreen } from './kit/render-screen.ts';

const august = '2011-08-07-eu-west-1';

function emptyFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'zonefall-home-'));
}

/** A folder with two scenarios, two runs that ended, one of them not recovered, and one that did not end. */
async function busyFolder(): Promise<string> {
  const folder = emptyFolder();
  mkdirSync(path.join(folder, '.zonefall'));
  cpSync(`scenarios/${august}.yaml`, path.join(folder, 'scenarios', `${august}.yaml`), { recursive: true });
  cpSync('scenarios/az-loss.yaml', path.join(folder, 'scenarios/az-loss.yaml'));
  writeFileSync(path.join(folder, 'scenarios/broken.yaml'), '{');
  const events = await augustEvents();
  const write = (name: string, some: readonly object[], hour: number) => {
    const file = path.join(folder, '.zonefall', `${name}.ndjson`);
    writeFileSync(file, some.map((event) => `${JSON.stringify(event)}\n`).join(''));
    utimesSync(file, hour * 3600, hour * 3600);
  };
  const recovered = events.findIndex((event) => event.kind === 'milestone' && event.id === 'recovered');
  write('first', events.toSpliced(recovered, 1), 1);
  write('second', events, 2);
  write(
    'left',
    events.filter(({ at }) => at <= 7_200e6),
    3,
  );
  writeFileSync(path.join(folder, '.zonefall/noise.ndjson'), 'not a journal\n');
  return folder;
}

function open(folder: string, size: { columns?: number; rows?: number } = {}): RenderedScreen {
  const session = sessionOf();
  return renderScreen(
    (props) => (
      <FolderProvider value={folder}>
        <HomeScreen {...props} />
      </FolderProvider>
    ),
    { name: 'home', session, ...size },
  );
}

async function shown(screen: RenderedScreen, text: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const frame = await screen.frame();
    if (frame.includes(text)) return frame;
    await new Promise((done) => setTimeout(done, 10));
  }
  return screen.frame();
}

test('a folder tells its scenarios, how their last runs ended, and which can go on', async () => {
  const home = await readHome(await busyFolder());
  expect(home.scenarios.map(({ id }) => id)).toEqual([august, 'az-loss']);
  const [first] = home.scenarios;
  expect(first).toMatchObject({ maxSeconds: 3600, variants: expect.arrayContaining(['both-fixes']) });
  expect(first!.runs.map(({ rtoSeconds }) => rtoSeconds)).toEqual([null, expect.closeTo(35_400, -4)]);
  expect(home.unfinished).toEqual([
    expect.objectContaining({ file: '.zonefall/left.ndjson', scenario: august, verdict: undefined }),
  ]);
  expect(home.unfinished[0]!.atSeconds).toBeLessThanOrEqual(7200);
});

test('a folder without anything says how to begin', async () => {
  const screen = open(emptyFolder());
  expect(await shown(screen, 'zonefall init')).toContain('No scenario in ./scenarios: zonefall init writes one.');
  expect(await screen.frame()).toContain('every run came to its end');
});

test('scenarios stand there with their last runs as a sparkline, and with their budget', async () => {
  const frame = await shown(open(await busyFolder()), 'az-loss');
  const row = frame.split('\n').find((line) => line.includes(august))!;
  expect(row).toMatch(/▸ 2011-08-07-eu-west-1 \(this drill\) +✗█ ✗ last \d+m +budget 60m/);
  expect(frame).toMatch(/az-loss .*not run yet/);
  expect(frame).toMatch(/\.zonefall\/left\.ndjson .*stands at T\+1:\d\d/);
});

test('enter goes to the drill that is open, and says what to type for another one', async () => {
  const screen = open(await busyFolder());
  await shown(screen, 'az-loss');
  await screen.press(keys.down, keys.enter);
  expect(screen.nav().shownToast?.text).toBe('After Q: zonefall drill scenarios/az-loss.yaml');
  await screen.press(keys.tab, keys.enter);
  expect(screen.nav().shownToast?.text).toBe('After Q: zonefall drill --resume .zonefall/left.ndjson');
  await screen.press(keys.tab, keys.up, keys.enter);
  expect(screen.nav().screen).toBe('drill');
});

test('a filter leaves what contains it', async () => {
  const screen = open(await busyFolder());
  await shown(screen, 'az-loss');
  screen.nav().setFilter('AZ-');
  const frame = await screen.frame();
  expect(frame).toContain('az-loss');
  expect(frame).not.toContain('power failure darkens');
  expect(frame).not.toContain(august);
});

test.each([
  [80, 20],
  [200, 56],
])('it fills %dx%d and no more', async (columns, rows) => {
  const screen = open(await busyFolder(), { columns, rows });
  const lines = (await shown(screen, 'az-loss')).split('\n');
  expect(lines).toHaveLength(rows);
  for (const line of lines) expect(screen.width(line)).toBeLessThanOrEqual(columns);
});
