import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { program } from '../../program.ts';

const typed = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
const offered = (...words: string[]) =>
  typed('__complete', ...words)
    .stdout.trim()
    .split('\n')
    .filter(Boolean);

/** What bash would put in place of the last word. */
function inBash(line: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'zonefall'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, { mode: 0o755 });
  const words = line.split(' ');
  const script = `
    source <(zonefall completion bash)
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
    _zonefall; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  return spawnSync('bash', ['-c', script], { encoding: 'utf8', env }).stdout.trim().split('\n');
}

describe('zonefall completion', () => {
  it('offers commands, the flags of a command to those who begin one, and the values that a flag knows', () => {
    expect(offered('sw')).toEqual(['sweep']);
    expect(offered('')).toEqual(expect.arrayContaining(['run', 'gate', 'validate', 'schema', 'init', 'doctor']));
    expect(offered('run', '--se')).toEqual(['--seed']);
    expect(offered('run', '-o', 'js')).toEqual(['json']);
    expect(offered('schema', '')).toEqual(['scenario', 'runbook']);
  });

  it('offers nothing where a file is wanted, so that the shell completes files', () => {
    expect(offered('run', '')).toEqual([]);
    expect(offered('validate', 'scen')).toEqual([]);
  });

  it('works in bash', () => {
    expect(inBash('zonefall val')).toEqual(['validate']);
    expect(inBash('zonefall run --var')).toEqual(['--variant', '--var']);
  });

  it('prints a script for zsh that its shell can read, and knows no other', () => {
    expect(typed('completion', 'zsh').stdout).toMatch(/^#compdef zonefall\n/);
    const { status, stderr } = typed('completion', 'fish');
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'zonefall: no completion for "fish"; valid: bash, zsh\n' });
  });
});
