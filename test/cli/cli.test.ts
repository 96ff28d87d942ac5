import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeError, exitCodeOfError, UsageError } from '../../src/runbooks/commands/failures.ts';
import { program } from '../program.ts';

const scenario = 'scenarios/2011-08-07-eu-west-1.yaml';

/** Types a command, the way a shell does it: without a terminal. */
function zonefall(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return { status, stdout, stderr };
}

/** A file in a folder that goes when the test ends. */
function fileWith(name: string, text: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the command line', () => {
  it('lists the commands that exist, and only those', () => {
    const { status, stdout, stderr } = zonefall('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const commands = stdout.split('COMMANDS\n')[1]!.trimEnd().split('\n');
    expect(commands.map((line) => line.trim().split(' ')[0])).toEqual(
      'run drill gate sweep merge worker compare audit mutate rare shrink serve validate schema init doctor completion replay report resume'.split(
        ' ',
      ),
    );
  });

  it("prints the package's version", () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(zonefall('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('loads no scenario, no world and no report for --help', () => {
    const loaded = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context); } });
      process.argv = [process.argv[0], 'zonefall', '--help'];
      process.on('exit', () => process.stderr.write(seen.filter((url) => url.startsWith('file:')).join('\\n')));
      await import(${JSON.stringify(pathToFileURL(program).href)});`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', loaded], { encoding: 'utf8' });
    const files = stderr.split('\n').map((url) => url.replace(/.*\/(dist|node_modules)\//, '$1/'));
    expect(files).toContain('dist/app/cli.js');
    expect(
      files.filter((file) => /zod|yaml|luxon|aws-sdk|dist\/(sim|platform|world)|reports\/human/.test(file)),
    ).toEqual([]);
    // A file for each command, and what they are written with.
    expect(files.length).toBeLessThan(45);
  });

  it('leaves in silence when its reader does', async () => {
    const child = spawn(process.execPath, [program, 'validate', ...Array.from({ length: 3 }, () => scenario)]);
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.stdout.destroy();
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('a mistake in a command', () => {
  it.each([
    [['rnu', scenario], 'unknown command "rnu"; did you mean "run"?'],
    [['constructor'], 'unknown command "constructor"'],
    [['run'], 'SCENARIO is missing'],
    [['run', scenario, 'twice'], 'unexpected argument "twice"'],
    [['run', scenario, '--sed', '3'], 'unknown flag --sed; did you mean --seed?'],
    [['run', scenario, '-x'], 'unknown flag -x'],
    [['run', scenario, '--seed'], '--seed needs a value'],
    [['run', scenario, '--seed', 'x'], '--seed: "x" is no seed'],
    [['run', scenario, '--seed', '1', '--seed', '2'], '--seed is given twice'],
    [['run', scenario, '--var', 'decideAfter'], '--var: "decideAfter" sets nothing; expected name=value'],
    [['run', scenario, '-o', 'jsn'], 'unknown format "jsn"; did you mean "json"? (valid: human, json, ndjson,'],
    [['run', scenario, '-o', 'sarif'], 'unknown format "sarif"; '],
    [['run', scenario, '-o', 'json='], '"json=" names no file'],
    [['run', scenario, '-o', 'json', '-o', 'human'], 'two outputs go to stdout'],
    [['run', scenario, '--variant', 'both-fix'], 'unknown variant "both-fix"; did you mean "both-fixes"?'],
    [['run', scenario, '--var', 'decideAftr=PT1M'], 'unknown variable "decideAftr"; did you mean "decideAfter"?'],
    [['run', 'scenarios/2011-08-07-eu-west.yaml'], `there is no such file; did you mean "${scenario}"?`],
    [['compare', scenario, '--seeds', '9..1'], '"9..1" runs backwards'],
    [['compare', scenario, '-o', 'ndjson'], 'unknown format "ndjson"; did you mean "json"? (valid: human, json,'],
    [['validate'], 'FILE is missing'],
    [['replay', 'nothing.ndjson'], 'nothing.ndjson: there is no such file'],
    [['replay', 'package.json'], 'this is no journal'],
  ])('%j is one line with what would be right, and exit 2', (args, expected) => {
    const { status, stdout, stderr } = zonefall(...args);
    expect(stderr).toContain(expected);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('zonefall validate', () => {
  it('says of each file that it is fine', () => {
    const runbook = 'scenarios/runbooks/region-switch.runbook.yaml';
    expect(zonefall('validate', scenario, runbook)).toEqual({
      status: 0,
      stdout: `${scenario}: a valid scenario\n${runbook}: a valid runbook\n`,
      stderr: '',
    });
  });

  it('gives each mistake a line with its place, and goes on with the next file', () => {
    const text = readFileSync(scenario, 'utf8');
    const line = text.split('\n').findIndex((each) => each.startsWith('monitoring:')) + 1;
    const broken = fileWith('broken.yaml', text.replace('\nmonitoring:', '\nmonitorign:'));
    const { status, stdout, stderr } = zonefall('validate', broken, scenario);
    expect(status).toBe(2);
    expect(stderr).toContain(`${broken}:${line}:1: `);
    expect(stderr).toContain('monitoring');
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe(`${scenario}: a valid scenario\n`);
  });

  it('takes a binary file for a mistake, not for a crash', () => {
    const { status, stderr } = zonefall('validate', fileWith('binary.yaml', Buffer.from([0, 159, 146, 150, 0, 1, 2])));
    expect(status).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('an error that nobody foresaw', () => {
  const crash = new TypeError('cannot read\n  properties of undefined');

  it('is one line with how to report it, and exit 3', () => {
    expect(describeError(crash, {})).toMatch(
      /^zonefall: internal error: cannot read properties of undefined \(.*report it.*ZONEFALL_DEBUG=1.*\)$/,
    );
    expect(exitCodeOfError(crash)).toBe(3);
    expect(exitCodeOfError('a string')).toBe(3);
  });

  it('shows its stack only to those who ask', () => {
    expect(describeError(crash, {})).not.toContain(' at ');
    expect(describeError(crash, { ZONEFALL_DEBUG: '1' })).toContain(crash.stack);
    expect(describeError(new UsageError('no such thing'), { ZONEFALL_DEBUG: '1' })).toBe('zonefall: no such thing');
  });
});
