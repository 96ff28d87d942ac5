/** The commands with a real world behind them: each of these runs the incident, so there are few. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readJournal } from '../../src/runbooks/journal/index.ts';
import { program } from '../program.ts';
import { readmeBlock } from '../readme.ts';

const scenario = resolve('scenarios/2011-08-07-eu-west-1.yaml');
const patience = { timeout: 180_000 };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function zonefall(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return { status, stdout, stderr };
}

/** Starts a run, and sends it a signal as soon as its journal begins to flow. */
async function interrupted(folder: string, signal: NodeJS.Signals): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [program, 'run', scenario, '-o', 'ndjson'], { cwd: folder });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdout.once('data', () => child.kill(signal));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, stderr };
}

describe('7 August 2011 from the command line', () => {
  it('fails its budget, keeps a journal, and happens again event by event; a changed byte is named', patience, () => {
    const folder = newFolder();
    const first = zonefall(folder, 'run', scenario);
    expect(first.status).toBe(1);
    expect(first.stdout).toContain("main's eu-west-1a and kernel's eu-west-1b are the same building: euw1-az1.");
    for (const heading of ['PHASES', 'FIT']) expect(first.stdout).toContain(readmeBlock(heading));
    const path = '.zonefall/2011-08-07-eu-west-1-as-it-was-20110807.ndjson';
    expect(first.stderr).toBe(`journal: ${path}\n`);

    const again = zonefall(folder, 'replay', path);
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout.trimEnd().split('\n')).toHaveLength(1);

    const text = readFileSync(join(folder, path), 'utf8');
    expect(text, 'a journal names no folder of this machine').not.toContain(folder);
    expect(text).not.toContain(resolve('.'));
    const lines = text.split('\n');
    const changed = lines.with(
      40,
      lines[40]!.replace(/"at":(-?\d)/, (_, digit) => `"at":${digit === '1' ? '2' : '1'}`),
    );
    writeFileSync(join(folder, 'changed.ndjson'), changed.join('\n'));
    const broken = zonefall(folder, 'replay', 'changed.ndjson');
    expect(broken).toMatchObject({ status: 6, stdout: '' });
    expect(broken.stderr).toMatch(/^zonefall: event 40 \(line 41\): .*\n$/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'stops cleanly at %s, with exit code %i and a journal that has an end',
    patience,
    async (signal, code) => {
      const folder = newFolder();
      const { status, stderr } = await interrupted(folder, signal);
      expect({ status, stderr }).toEqual({
        status: code,
        stderr: expect.stringMatching(
          /^journal: .*\nzonefall: stopped before its end; go on with: zonefall resume .*\.ndjson\n$/,
        ),
      });
      const [name] = readdirSync(join(folder, '.zonefall'));
      const { events, ended } = readJournal(readFileSync(join(folder, '.zonefall', name!), 'utf8'));
      expect(ended).toBe(true);
      expect(events.at(-1)).toMatchObject({ kind: 'run.ended', ending: 'operator', verdict: 'stopped' });
    },
  );
});
