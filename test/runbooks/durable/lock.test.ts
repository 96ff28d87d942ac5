import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockRun, RunHeld } from '../../../src/runbooks/durable/lock.ts';
import { thisProcess } from '../../../src/runbooks/durable/process-identity.ts';

function newJournal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'run.ndjson');
}

const module = resolve('src/runbooks/durable/lock.ts');

/** Another process that takes the lock, says so, and holds it until it is killed. */
async function holder(journal: string): Promise<ChildProcess> {
  const code = `import { lockRun } from ${JSON.stringify(module)};
    lockRun(${JSON.stringify(journal)}, 'zonefall run x.yaml'); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((held) => child.stdout!.once('data', held));
  return child;
}

/** A lock file that somebody left behind. */
function leave(journal: string, holder: object): void {
  const whole = { ...thisProcess(), command: 'zonefall run x.yaml', since: '2026-11-23T08:00:00Z', ...holder };
  writeFileSync(`${journal}.lock`, JSON.stringify(whole));
}

describe('the lock of a run', () => {
  it('names the process that holds it, and what that was asked to do', async () => {
    const journal = newJournal();
    const child = await holder(journal);
    expect(() => lockRun(journal, 'zonefall resume')).toThrow(RunHeld);
    expect(() => lockRun(journal, 'zonefall resume')).toThrow(
      new RegExp(
        `^is being written by process ${child.pid} \\(zonefall run x\\.yaml, since .*Z\\): wait for it, or end it$`,
      ),
    );
  });

  it('is worth nothing once its process was killed', async () => {
    const journal = newJournal();
    const child = await holder(journal);
    child.kill('SIGKILL');
    await new Promise((gone) => child.once('exit', gone));
    expect(existsSync(`${journal}.lock`)).toBe(true);
    lockRun(journal, 'zonefall resume').release();
    expect(existsSync(`${journal}.lock`)).toBe(false);
  });

  it('is held against a second run in the same process, until the first gives it free', () => {
    const journal = newJournal();
    const lock = lockRun(journal, 'a');
    expect(() => lockRun(journal, 'b')).toThrow(RunHeld);
    lock.release();
    const next = lockRun(journal, 'b');
    lock.release();
    expect(() => lockRun(journal, 'c'), 'the first has nothing to give free any more').toThrow(RunHeld);
    next.release();
  });

  it.runIf(process.platform === 'linux').each([
    ['the machine was started anew since, and the number belongs to another process', { boot: 'another-boot' }],
    ['the number belongs to another process by now', { started: '1' }],
    ['no process has that number', { pid: 2 ** 22 + 1 }],
  ])('is taken over when %s', (_, left) => {
    const journal = newJournal();
    leave(journal, left);
    lockRun(journal, 'zonefall resume').release();
  });

  it('is not taken over from a machine that cannot be seen from here', () => {
    const journal = newJournal();
    leave(journal, { host: `not-${hostname()}` });
    expect(() => lockRun(journal, 'zonefall resume')).toThrow(
      /on not-.*: if that one is gone, delete .*run\.ndjson\.lock/,
    );
  });

  it('is taken over from a file that is no lock', () => {
    const journal = newJournal();
    writeFileSync(`${journal}.lock`, 'half a li');
    lockRun(journal, 'zonefall resume').release();
  });

  it('goes to exactly one of many that find it left behind at the same moment', { timeout: 60_000 }, async () => {
    const journal = newJournal();
    const code = `import { lockRun } from ${JSON.stringify(module)};
      while (Date.now() < Number(process.argv[1])) {}
      try { lockRun(${JSON.stringify(journal)}, 'x'); process.stdout.write('got'); setInterval(() => {}, 1000); }
      catch (error) { process.stdout.write(error.name); }`;
    leave(journal, { pid: 2 ** 22 + 1 });
    const start = String(Date.now() + 1500);
    const said = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', code, start]);
        onTestFinished(() => void child.kill('SIGKILL'));
        return new Promise<string>((said) => child.stdout.once('data', (text) => said(String(text))));
      }),
    );
    expect(said.sort(), 'one of them').toEqual([...Array(5).fill('RunHeld'), 'got']);
    expect(JSON.parse(readFileSync(`${journal}.lock`, 'utf8'))).toMatchObject({ command: 'x' });
  });
});
