import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { headCommit, seedsFor, seedsOfCommit } from '../../../src/runbooks/gate/seeds.ts';

const commit = '2d1d8fa0c4b0f2a61f6b6c7b0c3f7d5a4e3b2c1d';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the seeds of a gate', () => {
  it("are a fixed range from the scenario's own seed on", () => {
    expect(seedsFor({ kind: 'scenario' }, 3, 20110807)).toEqual([20110807, 20110808, 20110809]);
    const last = seedsFor({ kind: 'scenario' }, 3, Number.MAX_SAFE_INTEGER);
    expect(last.every(Number.isSafeInteger)).toBe(true);
    expect(new Set(last).size).toBe(3);
  });

  it('of a commit are others for every commit, the same for the same, and all different', () => {
    const seeds = seedsOfCommit(commit, 1000);
    expect(new Set(seeds).size).toBe(1000);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
    expect(seedsOfCommit(commit, 1000)).toEqual(seeds);
    const other = new Set(seedsOfCommit(commit.replace('2', '3'), 1000));
    expect(seeds.filter((seed) => other.has(seed)).length).toBeLessThan(3);
  });

  it('of a longer plan begin with those of a shorter one', () => {
    expect(seedsOfCommit(commit, 300).slice(0, 59)).toEqual(seedsOfCommit(commit, 59));
  });

  it('that are named are never more than were named', () => {
    expect(seedsFor({ kind: 'list', seeds: [5, 4, 3] }, 2, 1)).toEqual([5, 4]);
    expect(() => seedsFor({ kind: 'list', seeds: [1] }, 208, 1)).toThrow(/needs 208 seeds, --seeds names 1/);
  });
});

describe('the commit of HEAD', () => {
  it('is asked of git, in the folder of the command', () => {
    const folder = emptyFolder();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    git('init', '-q');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-q', '--allow-empty', '-m', 'one');
    expect(headCommit(folder)).toBe(git('rev-parse', 'HEAD').trim());
  });

  it('is missed in one clear line where there is none', () => {
    const folder = emptyFolder();
    expect(() => headCommit(folder)).toThrow(
      /^--seeds commit draws the seeds from the commit of HEAD.*--seeds 1\.\.208 needs no git$/,
    );
    expect(() => headCommit(folder)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });
});
