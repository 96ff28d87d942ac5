/**
 * `npm run test:nodes`: the same seed gives the same trace on Node 20, 22, 24 and 26.
 *
 * Each Node comes by the `node` package into a folder of its own, and runs two things: the kernel's story (everything
 * the kernel offers in one small world) from source, and the incident of 7 August 2011 from `dist`. Exit 1 when any of
 * them differs. It takes minutes and a registry, so it is no part of `npm test`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NODES = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCENARIO = 'scenarios/2011-08-07-eu-west-1.yaml';
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

interface Row {
  node: string;
  /** What must be the same on all of them. */
  /** Undefined on a Node that reads no TypeScript. */
  story: string | undefined;
  incident: string;
  result: string;
}

function main(): number {
  execFileSync(NPM, ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'zonefall-nodes-'));
  try {
    const rows = NODES.map((version) => {
      console.error(`Node ${version} ...`);
      return measure(version, install(version, folder));
    });
    const differing = (['story', 'incident', 'result'] as const).filter(
      (column) => new Set(rows.flatMap((row) => row[column] ?? [])).size > 1,
    );
    console.table(rows);
    if (differing.length === 0) console.log(`the same on Node ${NODES.join(', ')}`);
    else console.log(`not the same: ${differing.join(', ')}`);
    return differing.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path of that Node's executable. */
function install(version: string, folder: string): string {
  const home = path.join(folder, version);
  mkdirSync(home);
  // npm 11 runs an install script only where it is allowed.
  const manifest = { private: true, dependencies: { node: version }, allowScripts: { node: true } };
  writeFileSync(path.join(home, 'package.json'), JSON.stringify(manifest));
  execFileSync(NPM, ['install', '--silent', '--no-package-lock'], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return path.join(home, 'node_modules', '.bin', 'node');
}

function measure(version: string, node: string): Row {
  const story = version.startsWith('20.') ? undefined : storyOf(node);
  // The incident as it was misses its budget: exit 1 is its verdict.
  const {
    tool,
    wallSeconds: _,
    ...result
  } = JSON.parse(run(node, ['dist/app/cli.js', 'run', SCENARIO, '-o', 'json'], [0, 1]));
  if (tool.node !== `v${version}`) throw new Error(`asked for Node ${version}, and ${tool.node} ran`);
  return {
    node: version,
    story,
    incident: `${result.trace.events} events ${result.trace.sha256.slice(0, 16)}`,
    result: createHash('sha256').update(JSON.stringify(result)).digest('hex').slice(0, 16),
  };
}

function storyOf(node: string): string {
  const { events, sha256 } = JSON.parse(run(node, ['test/nodes/tell-story.ts'])) as { events: number; sha256: string };
  return `${events} events ${sha256.slice(0, 16)}`;
}

function run(node: string, args: string[], exits = [0]): string {
  const { status, stdout, stderr, error } = spawnSync(node, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
  });
  if (error) throw error;
  if (status === null || !exits.includes(status)) {
    throw new Error(`${node} ${args.join(' ')} ended with ${status}:\n${stderr.trim() || stdout.trim()}`);
  }
  return stdout;
}

process.exitCode = main();
