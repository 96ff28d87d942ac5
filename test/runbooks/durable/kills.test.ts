/** A few of the moments at which `npm run test:kills` kills 200 processes of each kind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { killSimulated, killSlow, simulatedWhole, slowWhole, writeSlowRun } from './kills.ts';
import { writeSmallRun } from './small-run.ts';

const patience = { timeout: 240_000 };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('a simulated run that is killed ends, resumed, as the one that nothing interrupted', patience, async () => {
  const folder = newFolder();
  writeSmallRun(folder);
  const whole = await simulatedWhole(folder);
  for (const share of [0.5, 0.95]) {
    const bytes = Math.floor(share * whole.journal.length);
    const { wrong } = await killSimulated(folder, whole, bytes);
    expect({ bytes, wrong }).toEqual({ bytes, wrong: undefined });
  }
});

it('a run in wall time that is killed ends, resumed, as the other one, and does nothing twice', patience, async () => {
  const folder = newFolder();
  writeSlowRun(folder);
  const whole = await slowWhole(folder);
  for (const [share, afterMs] of [
    [0.45, 10],
    [0.7, 100],
  ] as const) {
    const moment = { bytes: Math.floor(share * whole.bytes), afterMs };
    expect(await killSlow(folder, whole, moment)).toEqual({ running: true, wrong: undefined });
  }
});
