import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { program } from '../../program.ts';

/** Types a command in a folder. */
function zonefall(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return { status, stdout, stderr };
}

test('a run with a plug-in, typed in its folder: the thread of the world loads it as well, and a replay asks for it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  const journal = join(folder, 'pager.ndjson');
  try {
    const ran = zonefall(
      'examples/plugin',
      'run',
      'pager.yaml',
      '--plugin',
      'acme.ts',
      '--journal',
      journal,
      '-o',
      'json',
    );
    expect(ran).toMatchObject({ status: 0 });
    expect(JSON.parse(ran.stdout).verdict).toBe('passed');
    expect(readFileSync(journal, 'utf8')).toContain('"waitedSeconds":240');
    const replayed = zonefall('examples/plugin', 'replay', journal);
    expect(replayed).toMatchObject({
      status: 2,
      stderr: 'zonefall: this journal was written with acme.ts; name it again: --plugin FILE\n',
    });
    expect(zonefall('examples/plugin', 'replay', journal, '--plugin', 'acme.ts')).toMatchObject({ status: 0 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a plug-in that leaves the simulated world is a mistake in its file: 2, with the line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  try {
    const scenario = readFileSync('examples/plugin/pager.yaml', 'utf8')
      .replace('uses: "acme:api-latency"', 'uses: "couchdb:index-lag", tolerance: 0')
      .replace('pager.runbook.yaml', 'careless.runbook.yaml');
    writeFileSync(join(folder, 'careless.yaml'), scenario);
    writeFileSync(
      join(folder, 'careless.runbook.yaml'),
      '{ version: 1, kind: runbook, id: x, title: X, activate: [{ id: a, uses: "careless:reads-a-file" }] }',
    );
    const plugin = resolve('test/runbooks/plugin/fixtures/careless.ts');
    const { status, stderr } = zonefall(folder, 'run', 'careless.yaml', '--plugin', plugin);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /careless\.ts:\d+:\d+: fs\.readFileSync\(package\.json\) would leave the simulated world; use the clock/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a plug-in that is not there, or clashes, is one line and 2', () => {
  expect(zonefall('.', 'validate', 'examples/plugin/pager.yaml', '--plugin', 'acme.ts')).toMatchObject({
    status: 2,
    stderr: '--plugin acme.ts: there is no such file\n',
  });
  const clash = zonefall('.', 'schema', '--plugin', 'test/runbooks/plugin/fixtures/clash.ts');
  expect(clash.status).toBe(2);
  expect(clash.stderr).toContain('there is a step "dns:switch" already; choose another name');
});
