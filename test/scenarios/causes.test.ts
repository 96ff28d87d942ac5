/** What each cause cost, by the command that people type: eight real runs of the incident. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { program } from '../program.ts';
import { readmeBlock } from '../readme.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Comparison {
  variants: { id: string; rtoSeconds: { p50: number } }[];
  causes: { id: string; minutes: number; share: number; microseconds: number }[];
  whole: { microseconds: number };
}

it('compare divides the minutes among the causes: hours for the replicas, half hours for the kernel and the decision', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const shown = join(folder, 'compare.txt');
  const args = [program, 'compare', 'scenarios/2011-08-07-eu-west-1.yaml', '-o', 'json', '-o', `human=${shown}`];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(readFileSync(shown, 'utf8')).toContain(readmeBlock('CAUSES'));
  const { variants, causes, whole } = JSON.parse(stdout) as Comparison;
  expect(new Set(variants.map(({ rtoSeconds }) => rtoSeconds.p50)).size).toBe(5);
  const minutes = new Map(causes.map((cause) => [cause.id, cause.minutes]));
  expect(minutes.get('replicas-64-bit')).toBeGreaterThan(7 * 60);
  expect(minutes.get('kernel-elsewhere')).toBeGreaterThan(15);
  expect(minutes.get('decideAfter=PT10M')).toBeGreaterThan(15);
  expect(causes.reduce((sum, { microseconds }) => sum + microseconds, 0)).toBe(whole.microseconds);
  expect(causes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
});
