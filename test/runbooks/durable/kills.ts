/**
 * Real processes, killed with SIGKILL at a moment that nobody chose, and resumed until they are at their end. A moment is a number of
 * bytes of the journal: the process is killed as soon as its journal is longer, which is as random as the moment itself and does not
 * depend on how fast this machine is.
 */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { readJournal } from '../../../src/runbooks/journal/index.ts';
import { program } from '../../program.ts';
import { story } from './wall-stage.ts';

const spawned = (folder: string, args: readonly string[]) =>
  [process.execPath, [program, ...args], { cwd: folder, env: { PATH: process.env.PATH } }] as const;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function zonefall(folder: string, ...args: string[]): Promise<Ended> {
  const [command, argv, options] = spawned(folder, args);
  const child = spawn(command, argv, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  return new Promise((done) => child.once('close', (status) => done({ status, ...written })));
}

/** Starts a command and kills it once `journal` is longer than `bytes`, or `afterMs` later than that. True if it was still running. */
export async function killed(
  folder: string,
  args: readonly string[],
  { journal, bytes, afterMs = 0 }: { journal: string; bytes: number; afterMs?: number },
): Promise<boolean> {
  const [command, argv, options] = spawned(folder, args);
  const child = spawn(command, argv, { ...options, stdio: 'ignore' });
  const gone = new Promise<boolean>((done) => child.once('exit', (_code, signal) => done(signal === 'SIGKILL')));
  const path = join(folder, journal);
  const poll = setInterval(() => {
    if (!existsSync(path) || statSync(path).size <= bytes) return;
    clearInterval(poll);
    setTimeout(() => child.kill('SIGKILL'), afterMs);
  }, 1);
  return gone.finally(() => clearInterval(poll));
}

/** What came of a kill: whether the process was still running, and what is wrong afterwards, if anything is. */
export interface Killed {
  readonly running: boolean;
  readonly wrong: string | undefined;
}

/** A simulated run is killed and resumed: it must come to the journal, the output and the exit code of `whole`. */
export async function killSimulated(folder: string, whole: Simulated, bytes: number): Promise<Killed> {
  for (const name of ['run.ndjson', 'run.ndjson.lock']) rmSync(join(folder, name), { force: true });
  const running = await killed(folder, ['run', 'small.yaml', '--journal', 'run.ndjson'], {
    journal: 'run.ndjson',
    bytes,
  });
  return { running, wrong: await resumedOtherwise(folder, whole) };
}

async function resumedOtherwise(folder: string, whole: Simulated): Promise<string | undefined> {
  const { status, stdout, stderr } = await zonefall(folder, 'resume', 'run.ndjson');
  if (status !== whole.status) return `exit code ${status}: ${stderr}`;
  if (stdout !== whole.stdout) return 'another output';
  return readFileSync(join(folder, 'run.ndjson')).equals(whole.journal) ? undefined : 'another journal';
}

export interface Simulated {
  readonly status: number | null;
  readonly stdout: string;
  readonly journal: Buffer;
}

/** The run that nothing interrupts. */
export async function simulatedWhole(folder: string): Promise<Simulated> {
  const { status, stdout } = await zonefall(folder, 'run', 'small.yaml', '--journal', 'run.ndjson');
  return { status, stdout, journal: readFileSync(join(folder, 'run.ndjson')) };
}

const slowSteps = `
import { appendFileSync } from 'node:fs';
import { definePlugin, z } from 'zonefall/plugin';
const slow = (name) => ({
  doc: 'Takes its time', with: z.strictObject({ ms: z.number().default(40) }), example: {},
  safeToRepeat: name === 'safe',
  async run({ path, with: { ms }, clock }) {
    appendFileSync('acts.log', name + ' ' + path + '\\n');
    await clock.sleep(ms / 1000);
  },
});
export default definePlugin({ steps: { 'slow:write': slow('unsafe'), 'slow:set': slow('safe') } });
`;

const slowRunbook = `
version: 1
kind: runbook
id: slow
title: Slow steps
roles: { commander: { may: [approve] } }
activate:
  - { id: decide, uses: "people:approve", role: commander, with: { decision: leave } }
  - { id: one, needs: [decide], uses: "slow:write" }
  - { id: two, needs: [one], uses: "slow:set" }
  - id: three
    needs: [two]
    parallel:
      - { id: short, uses: "slow:write", with: { ms: 30 } }
      - { id: long, uses: "slow:write", with: { ms: 400 } }
  - { id: four, needs: [three], uses: "slow:write" }
  - { id: five, needs: [four], uses: "slow:set" }
post-recovery:
  - { id: note, uses: "people:note", with: { prompt: "What surprised you?" } }
`;

/** What a run in wall time needs. */
export function writeSlowRun(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(resolve('.'), join(folder, 'node_modules/zonefall'));
  writeFileSync(join(folder, 'slow.ts'), slowSteps);
  writeFileSync(join(folder, 'slow.runbook.yaml'), slowRunbook);
  writeFileSync(join(folder, 'decisions.yaml'), 'leave: { choice: go, by: anna }\nnote: nothing\n');
}

const told = ['--plugin', './slow.ts', '--decisions', 'decisions.yaml', '--by', 'bert'];

export interface Slow {
  readonly status: number | null;
  readonly story: readonly string[];
  readonly bytes: number;
}

/** The run that nothing interrupts. */
export async function slowWhole(folder: string): Promise<Slow> {
  forget(folder);
  const { status, stderr } = await zonefall(folder, 'run', 'slow.runbook.yaml', '--journal', 'slow.ndjson', ...told);
  if (status !== 0) throw new Error(stderr);
  const text = readFileSync(join(folder, 'slow.ndjson'), 'utf8');
  return { status, story: story(text.trimEnd().split('\n')), bytes: text.length };
}

/**
 * A run in wall time is killed, and resumed until it is at its end; what was in the middle and writes is said to be done. Says what is
 * wrong: another story, or a step that writes and was begun twice.
 */
export async function killSlow(
  folder: string,
  whole: Slow,
  moment: { bytes: number; afterMs: number },
): Promise<Killed> {
  forget(folder);
  const journal = 'slow.ndjson';
  const begun = ['run', 'slow.runbook.yaml', '--journal', journal, ...told];
  const running = await killed(folder, begun, { journal, ...moment });
  return { running, wrong: await goneOnOtherwise(folder, whole) };
}

async function goneOnOtherwise(folder: string, whole: Slow): Promise<string | undefined> {
  const journal = 'slow.ndjson';
  let last = await zonefall(folder, 'resume', journal, ...told);
  for (let times = 0; last.status === 7 && times < 4; times += 1) {
    const open = [...last.stderr.matchAll(/"([^"]+)" \(slow:write\) was in flight/g)].map(([, path]) => path!);
    if (open.length === 0) return `it waits for something else: ${last.stderr}`;
    const done = open.flatMap((path) => ['--mark-done', path]);
    last = await zonefall(folder, 'resume', journal, ...told, ...done, '--reason', 'it was there');
  }
  if (last.status !== whole.status) return `exit code ${last.status}: ${last.stderr}`;
  const text = readFileSync(join(folder, journal), 'utf8');
  if (!readJournal(text).ended) return 'a journal without an end';
  const acts = readFileSync(join(folder, 'acts.log'), 'utf8').trimEnd().split('\n');
  const unsafe = acts.filter((act) => act.startsWith('unsafe'));
  if (new Set(unsafe).size !== unsafe.length) return `twice: ${unsafe.join(', ')}`;
  const now = story(text.trimEnd().split('\n'));
  const differs = now.findIndex((line, at) => line !== whole.story[at]);
  return differs < 0 && now.length === whole.story.length ? undefined : `another story: ${now[differs]}`;
}

function forget(folder: string): void {
  for (const name of ['slow.ndjson', 'slow.ndjson.lock', 'acts.log']) rmSync(join(folder, name), { force: true });
  appendFileSync(join(folder, 'acts.log'), '');
}
