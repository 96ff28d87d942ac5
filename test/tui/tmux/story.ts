import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../../program.ts';
import { playDrill, scenario } from './drill.ts';
import { hasTmux } from './terminal.ts';

/** The whole of 7 August, as somebody plays it in a terminal of that size. `npm run test:tui` plays it at three sizes. */
export const playAugust = (columns: number, rows: number) =>
  describe.skipIf(!hasTmux)(`7 August 2011 in a terminal of ${columns}x${rows}`, () => {
    it('is lived through, gone back in, decided otherwise and compared', async () => {
      const drill = playDrill({ columns, rows });
      await drill.standing();

      await drill.question('leave-region?');
      // The kernel's b is the main installation's a.
      await drill.waitFor(/kernel-elsewhere main's eu-west-1a and kernel's eu-west-1b are the\s+same\s+physical zone/);
      await drill.golden('question');

      await drill.until('0:47:00');
      await drill.open('i', 'API errors in the whole EU-WEST-1');
      await drill.golden('status-posts');
      drill.send('m');
      await drill.waitFor('comment');
      drill.type('the status page is no help');
      drill.send('Enter');
      await drill.waitFor('the status page is no help');
      drill.send('Enter');
      await drill.waitFor('✓ decide');

      await drill.until('0:50:00');
      await drill.open('d', '1 Runbook');
      await drill.waitFor('kernel.scalarium.com');
      await drill.golden('kernel-fails', { keys: false });

      await drill.until('5:00:00');
      await drill.open('S', 'Data stores');
      await drill.waitFor(/1 building/);
      await drill.golden('indexes-build', { keys: false });

      drill.send('d');
      await drill.question('Point of no return');
      await drill.golden('point-of-no-return', { keys: false });
      drill.send('Enter');
      drill.type('swich');
      drill.send('Enter');
      await drill.waitFor('Nothing was done');
      drill.send('C-u');
      await drill.waitFor('Type switch');
      drill.type('switch');
      drill.send('Enter');
      await drill.waitFor('1 Runbook');

      await drill.question('What surprised you?');
      drill.type('how late the status page was');
      drill.send('Enter');
      await drill.waitFor('1 Runbook');
      drill.send('n');
      await drill.waitFor('■ ended');
      await drill.golden('recovered', { keys: false });

      await drill.open('D', /best/i);
      await drill.waitFor(/\d+ of 100|score/i);
      await drill.golden('debrief', { keys: false });

      await drill.goTo('0:11:00');
      await drill.waitFor('T+0:11:00');
      drill.send('f');
      await drill.waitFor('name');
      drill.send('C-u');
      await drill.still();
      drill.type('at ten minutes');
      drill.send('Enter');
      drill.type('replicaType=m1.large');
      drill.send('Enter');
      await drill.waitFor('y does it');
      drill.send('y');
      await drill.waitFor('This is ‘at ten minutes’ now');
      await drill.open('i', 'leave-region?');
      drill.send('Enter');
      await drill.waitFor('✓ decide');
      await drill.question('Point of no return');
      drill.send('Enter');
      drill.type('switch');
      drill.send('Enter');
      await drill.waitFor('1 Runbook');
      drill.send('n');
      await drill.waitFor('What surprised you?');
      drill.type('nothing');
      drill.send('Enter');
      await drill.waitFor('1 Runbook');
      drill.send('n');
      await drill.waitFor('■ ended');
      await drill.open('c', 'at ten minutes');
      // What other runs lie in the folder is read meanwhile.
      await drill.waitFor('1 of 2, ← →');
      await drill.golden('side-by-side', { keys: false });

      drill.send('Q');
      await drill.waitFor('y / n');
      drill.send('y');
      // The verdict is that of the run that was played last.
      expect(await drill.exitCode()).toBe(0);

      const [first, fork] = drill.journals().sort((a, b) => a.length - b.length) as [string, string];
      for (const journal of [first, fork]) sameWithoutAScreen(drill.folder, journal);
      expect(readFileSync(join(drill.folder, '.zonefall', first), 'utf8')).toContain(
        '"comment":"the status page is no help"',
      );
    });
  });

/** `run --decisions` makes the same journal of the same decisions. */
function sameWithoutAScreen(folder: string, journal: string): void {
  const path = join('.zonefall', journal);
  const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  const { status, stderr } = run(
    'run',
    scenario,
    '--decisions',
    path,
    '--journal',
    'again.ndjson',
    '-o',
    'json=result.json',
  );
  expect([0, 1], stderr).toContain(status);
  expect(readFileSync(join(folder, 'again.ndjson'), 'utf8')).toBe(readFileSync(join(folder, path), 'utf8'));
}
