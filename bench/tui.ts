/**
 * `npm run bench:tui`: what the drill's screen costs, measured from outside, through a terminal (`terminal.py`), as a person would have it. It
 * prints what was measured beside its target, and asserts nothing.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median, table } from './table.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'dist/app/cli.js');
const SCENARIO = 'scenarios/2011-08-07-eu-west-1.yaml';
const [COLUMNS, ROWS] = [80, 24];
const STARTS = 5;
const KEYS_MIN = 200;
const DRILLS_MAX = 60;
const KEY_EVERY_MS = 60;
const IDLE_SECONDS = 10;
/** The boxes of a screen are numbered; the one with the focus has a heavy line. */
const BOXES = 3;
const TICKS_PER_SECOND = 100;

class Terminal {
  output = '';
  /** When each piece of output came. */
  readonly pieces: { readonly atMs: number; readonly text: string }[] = [];
  readonly #child;
  readonly #ended: Promise<number>;
  #pid = 0;

  constructor(folder: string, args: readonly string[]) {
    const command = [process.execPath, CLI, 'drill', ...args];
    this.#child = spawn('python3', [join(ROOT, 'bench/terminal.py'), String(COLUMNS), String(ROWS), ...command], {
      cwd: folder,
      env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', npm_lifecycle_event: undefined },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.pieces.push({ atMs: performance.now(), text });
      this.output += text;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#pid = Number(/pid (\d+)/.exec(text)?.[1] ?? this.#pid);
    });
    this.#ended = new Promise((resolve) => this.#child.on('exit', (code) => resolve(code ?? -1)));
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** When it was first shown after `from` characters of output; undefined if it never was. */
  async shows(what: string, { from = 0, seconds = 30 } = {}): Promise<number | undefined> {
    const untilMs = performance.now() + seconds * 1000;
    while (performance.now() < untilMs) {
      if (this.output.includes(what, from)) return this.#whenShown(what, from);
      await sleep(1);
    }
    return undefined;
  }

  #whenShown(what: string, from: number): number {
    let length = 0;
    for (const { atMs, text } of this.pieces) {
      length += text.length;
      if (length >= from && this.output.slice(0, length).includes(what, from)) return atMs;
    }
    throw new Error('it was shown, and in no piece');
  }

  /** Processor time so far in milliseconds, all threads. Linux only, as is what follows. */
  cpuMs(): number {
    const fields = readFileSync(`/proc/${this.#pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
  }

  /** Megabytes now, and at its most. */
  memory(): { now: number; peak: number } {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    const of = (name: string) => (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)![1]) * 1024) / 1e6;
    return { now: of('VmRSS'), peak: of('VmHWM') };
  }

  async leave(): Promise<void> {
    this.type('\u0003');
    await this.#ended;
  }
}

/** Scenarios, and decisions that need nobody. */
function prepare(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-bench-'));
  cpSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'), { recursive: true });
  mkdirSync(join(folder, '.zonefall'));
  writeFileSync(join(folder, '.zonefall/tour-seen'), '');
  const decisions = [
    '- { decision: leave-region, choice: go, after: PT38M }',
    '- { decision: checkpoint, choice: switch }',
    '- { note: debrief, text: the status page was late }',
  ];
  writeFileSync(join(folder, 'decisions.yaml'), `${decisions.join('\n')}\n`);
  return folder;
}

async function firstFrames(folder: string): Promise<{ frame: number; world: number }> {
  const frames: number[] = [];
  const worlds: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const startMs = performance.now();
    const terminal = new Terminal(folder, [SCENARIO]);
    frames.push((await terminal.shows('The world is being built'))! - startMs);
    worlds.push((await terminal.shows('Steady state'))! - startMs);
    await terminal.leave();
  }
  return { frame: median(frames), world: median(worlds) };
}

/**
 * A key that moves the focus, while the world runs as fast as it goes: until the frame that shows it. On the screen of the data stores,
 * which changes all the time meanwhile, and over which no question opens.
 */
async function inputToFrame(folder: string): Promise<{ latencies: number[]; drills: number; missed: number }> {
  const latencies: number[] = [];
  let missed = 0;
  let drills = 0;
  for (; latencies.length < KEYS_MIN && drills < DRILLS_MAX; drills += 1) {
    const terminal = new Terminal(folder, [SCENARIO, '--decisions', 'decisions.yaml', '--speed', '1x']);
    await terminal.shows('Steady state');
    terminal.type('S');
    await terminal.shows('Data stores');
    terminal.type('}}}}}}}');
    await terminal.shows('max');
    const begun = terminal.output.length;
    for (let at = 1; !terminal.output.includes('ended', begun); at += 1) {
      const box = (at % BOXES) + 1;
      const from = terminal.output.length;
      const startMs = performance.now();
      terminal.type(String(box));
      const shownMs = await terminal.shows(`━ ${box} `, { from, seconds: 1 });
      // What was shown after the end says nothing of a world that runs.
      if (terminal.output.includes('ended', begun)) break;
      if (shownMs === undefined) missed += 1;
      else latencies.push(shownMs - startMs);
      await sleep(Math.max(0, KEY_EVERY_MS - (performance.now() - startMs)));
    }
    await terminal.leave();
  }
  return { latencies, drills, missed };
}

/** Frames a second and the share of a core while nobody does anything. */
async function idle(folder: string, args: readonly string[], seconds: number): Promise<{ fps: number; cpu: number }> {
  const terminal = new Terminal(folder, [SCENARIO, ...args]);
  await terminal.shows('Steady state');
  await sleep(2000);
  const cpuMs = terminal.cpuMs();
  const startMs = performance.now();
  await sleep(seconds * 1000);
  const spentMs = performance.now() - startMs;
  const cpu = (terminal.cpuMs() - cpuMs) / spentMs;
  // What is written within five milliseconds is one frame.
  const times = terminal.pieces.map(({ atMs }) => atMs).filter((atMs) => atMs >= startMs && atMs < startMs + spentMs);
  const frames = times.filter((atMs, at) => at === 0 || atMs - times[at - 1]! > 5).length;
  await terminal.leave();
  return { fps: frames / (spentMs / 1000), cpu };
}

/** The whole day at 600x, with its screen. */
async function wholeDay(folder: string): Promise<{ now: number; peak: number; recovered: string; seconds: number }> {
  const startMs = performance.now();
  const terminal = new Terminal(folder, [SCENARIO, '--decisions', 'decisions.yaml', '--speed', '600x']);
  await terminal.shows('Steady state');
  const ended = await terminal.shows('ended', { seconds: 180 });
  if (ended === undefined) throw new Error('the day did not end in 3 minutes');
  const seconds = (ended - startMs) / 1000;
  await sleep(1000);
  const memory = terminal.memory();
  await terminal.leave();
  // The summary, when the screen is gone.
  const recovered = /recovered after \d+ min \((.*?)\)/.exec(terminal.output)?.[1] ?? 'an unknown time';
  return { ...memory, recovered, seconds };
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)]!;
const ms = (value: number): string => `${value.toFixed(0)} ms`;

if (!existsSync(CLI)) throw new Error(`${CLI} is not there: npm run build`);
const folder = prepare();
try {
  console.log(
    `zonefall drill ${SCENARIO} in a terminal of ${COLUMNS}x${ROWS}, ${availableParallelism()} cores, Node ${process.version}`,
  );
  const rows: string[][] = [['what', 'measured', 'target']];
  const first = await firstFrames(folder);
  rows.push([`first frame, median of ${STARTS} starts`, ms(first.frame), 'under 800 ms']);
  rows.push([`the world stands, median of ${STARTS} starts`, ms(first.world), '']);
  const { latencies, drills, missed } = await inputToFrame(folder);
  rows.push([
    `key to frame at max, ${latencies.length} keys in ${drills} drills, ${missed} not within 1 s: p95 (p50, max)`,
    `${ms(percentile(latencies, 0.95))} (${ms(percentile(latencies, 0.5))}, ${ms(Math.max(...latencies))})`,
    'p95 under 50 ms',
  ]);
  const still = await idle(folder, ['--speed', '1x'], IDLE_SECONDS);
  rows.push([`frames a second at 1x, nothing happens, ${IDLE_SECONDS} s`, still.fps.toFixed(1), 'at most 12']);
  rows.push([
    `processor at 1x, nothing happens, ${IDLE_SECONDS} s`,
    `${(still.cpu * 100).toFixed(1)} % of a core`,
    'under 15 %',
  ]);
  const busy = await idle(folder, ['--decisions', 'decisions.yaml', '--speed', '60x'], IDLE_SECONDS);
  rows.push([`frames a second at 60x, ${IDLE_SECONDS} s`, busy.fps.toFixed(1), 'at most 12']);
  const day = await wholeDay(folder);
  rows.push([
    `memory after ${day.recovered} at 600x, in ${day.seconds.toFixed(0)} s; at its most`,
    `${day.now.toFixed(0)} MB, ${day.peak.toFixed(0)} MB`,
    'under 350 MB',
  ]);
  console.log(table(rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
