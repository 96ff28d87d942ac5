import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drill } from '../../../src/runbooks/commands/drill.ts';
import { usualDrillPath } from '../../../src/runbooks/commands/drill-journals.ts';
import { exitCodeOfError } from '../../../src/runbooks/commands/failures.ts';
import { positionPath, readPosition, writePosition } from '../../../src/runbooks/commands/position-file.ts';
import { chainHash, firstHash } from '../../../src/runbooks/journal/journal.ts';
import { program } from '../../program.ts';
import { writeSmallRun } from '../durable/small-run.ts';
import { testConsole } from './console.ts';

const scenarioFile = 'small.yaml';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zf-drill-'));
  writeSmallRun(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function zonefall(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** A journal in which somebody changed a text, and computed all hashes anew. */
function rechained(journal: string, from: string, to: string): string {
  let hash = firstHash;
  const lines = journal.trimEnd().split('\n');
  return lines
    .map((line) => {
      const { hash: _, ...event } = JSON.parse(line.replace(from, to)) as { hash: string };
      const bare = JSON.stringify(event);
      hash = chainHash(hash, bare);
      return `${bare.slice(0, -1)},"hash":"${hash}"}\n`;
    })
    .join('');
}

describe('a drill where nobody sits at a terminal', () => {
  it('is explained: what it is, and what works without one', () => {
    const { status, stdout, stderr } = zonefall('drill', scenarioFile);
    expect({ status, stdout }).toEqual({ status: 7, stdout: '' });
    expect(stderr).toContain('a drill needs a terminal');
    expect(stderr).toContain(`zonefall drill ${scenarioFile} --plain --decisions FILE`);
    expect(stderr).toContain(`zonefall run ${scenarioFile}`);
    expect(existsSync(join(folder, '.zonefall'))).toBe(false);
  });

  it('stops at a question that nobody answers, and goes on when a file does: the journal is that of `run`', () => {
    const begun = zonefall('drill', scenarioFile, '--plain', '--journal', 'ci.ndjson');
    expect({ status: begun.status, stderr: begun.stderr }).toMatchObject({
      status: 7,
      stderr: expect.stringContaining('needs a person: leave-region (go, abort) at step decide'),
    });
    expect(begun.stdout).toContain('T+0:01:00  signal    sms: eu-west-1a: no machine answers');
    expect(begun.stdout).toContain('drill --resume ci.ndjson');
    // A drill that was left is replayed as far as it goes, and `resume` says who goes on with it.
    expect(zonefall('replay', 'ci.ndjson')).toMatchObject({ status: 0, stderr: '' });
    expect(zonefall('resume', 'ci.ndjson')).toMatchObject({
      status: 7,
      stderr: expect.stringContaining('go on with: zonefall drill --resume ci.ndjson'),
    });
    expect(readPosition(positionPath(join(folder, 'ci.ndjson')))?.atUs).toBeGreaterThan(0);

    const decision =
      '{ decision: leave-region, choice: go, after: PT2M, by: anna, comment: the status page is silent }';
    writeFileSync(join(folder, 'decisions.yaml'), `- ${decision}\n`);
    const refused = zonefall(
      'drill',
      scenarioFile,
      '--plain',
      '--journal',
      'ci.ndjson',
      '--decisions',
      'decisions.yaml',
    );
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('holds a drill that has no end') });

    writeFileSync(join(folder, 'changed.ndjson'), rechained(text('ci.ndjson'), '"via":"sms"', '"via":"fax"'));
    const changed = zonefall('drill', '--resume', 'changed.ndjson', '--plain');
    expect(changed).toMatchObject({ status: 6, stderr: expect.stringContaining('it diverged: event') });

    const ended = zonefall('drill', '--resume', 'ci.ndjson', '--plain', '--decisions', 'decisions.yaml');
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringContaining('decided   anna: go on leave-region') });
    // Nothing is told twice.
    expect(ended.stdout).not.toContain('T+0:01:00  signal');
    expect(existsSync(positionPath(join(folder, 'ci.ndjson')))).toBe(false);

    const run = zonefall('run', scenarioFile, '--decisions', 'decisions.yaml', '--journal', 'run.ndjson');
    expect(run.status).toBe(0);
    expect(text('ci.ndjson')).toBe(text('run.ndjson'));
    expect(zonefall('replay', 'ci.ndjson')).toMatchObject({ status: 0, stderr: '' });
    expect(zonefall('report', 'ci.ndjson').stdout).toContain('go (anna, after 2 min)');
  });

  it('writes what `run` writes at its end', () => {
    const outputs = ['-o', 'html=drill.html', '-o', 'markdown=drill.md', '-o', 'json'];
    const { status, stdout } = zonefall(
      ...['drill', scenarioFile, '--plain', '--decisions', 'decisions.yaml', ...outputs],
    );
    const json = stdout.slice(stdout.indexOf('{\n'));
    expect(JSON.parse(json)).toMatchObject({ schema: 'zonefall.result/v1', recovery: { recovered: true } });
    expect(status).toBe(0);
    expect(text('drill.html')).toContain('<!doctype html>');
    expect(text('drill.md')).toContain('A small installation');
    expect(readdirSync(join(folder, '.zonefall'))).toEqual(['small-1-drill-1.ndjson']);
  });
});

describe('what cannot be meant', () => {
  const refused = async (flags: Parameters<typeof drill>[1], file?: string): Promise<string> => {
    const console = testConsole();
    return drill(console.context, flags, file).then(
      (code) => `exit code ${code}`,
      (error: Error) => `${exitCodeOfError(error)}: ${error.message}`,
    );
  };

  it.each<[string, Parameters<typeof drill>[1], string | undefined, RegExp]>([
    ['no scenario', { plain: true }, undefined, /^2: SCENARIO is missing: zonefall drill scenarios/],
    ['a run that there is not', { plain: true, resume: 'gone' }, undefined, /^2: gone: there is no such journal/],
    ['a recording of lines', { plain: true, record: 'a.cast' }, scenarioFile, /^2: --record is for screens/],
    [
      'a seed for a drill that goes on',
      { plain: true, resume: 'x', seed: 1 },
      undefined,
      /^2: --seed says nothing with --resume/,
    ],
    ['a scenario for a second seat', { facilitate: 'x' }, scenarioFile, /^2: SCENARIO says nothing with --facilitate/],
  ])('%s', async (_, flags, file, message) => {
    expect(await refused(flags, file)).toMatch(message);
  });
});

describe('what a drill leaves on disk', () => {
  const name = { id: 'x', variant: 'a', seed: 7, vars: {} };

  it('writes over no drill before it, and over no run', () => {
    const { context } = testConsole({ folder });
    expect(usualDrillPath(context, name)).toBe('.zonefall/x-a-7-drill-1.ndjson');
    writeFileSync(join(folder, '.zonefall/x-a-7-drill-1.ndjson'), '');
    expect(usualDrillPath(context, name)).toBe('.zonefall/x-a-7-drill-2.ndjson');
  });

  it('knows the moment, whole or not at all', () => {
    const path = join(folder, 'y.ndjson.position');
    writePosition(path, { atUs: 2_483_000_000 });
    expect(readPosition(path)).toEqual({ atUs: 2_483_000_000 });
    for (const broken of ['', '{', '{"format":"zonefall.position/v1"}', '{"format":"other","atUs":1}', 'null']) {
      writeFileSync(path, broken);
      expect(readPosition(path)).toBeUndefined();
    }
    // A place that cannot be written ends no drill.
    writePosition(join(folder, 'no-such-folder/y.position'), { atUs: 1 });
  });
});
