/**
 * `npm run test:fuzz`: ten thousand mutated scenarios and runbooks, read as `validate` reads them, and run where they are valid. Each is
 * refused with lines for people, or runs; never an error that nobody foresaw, never more than 5 s of processor or 512 MiB of memory.
 *
 *   node test/fuzz/main.ts [how many] [first seed] [processes]
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Report } from './child.ts';

const [count = 10_000, first = 0, jobs = 2] = process.argv.slice(2).map(Number);
const secondsMax = 5;
const mibMax = 512;
/** The machine may be busy with other things: wall time is not held against a mutant until it is this long. */
const wallMaxMs = 60_000;
/** A process takes this many mutants, so that what one leaves behind is not another's. */
const mutantsPerProcess = 60;

const counts = new Map<string, number>();
const findings: string[] = [];
let next = first;
let done = 0;
const worst = { seconds: 0, mib: 0 };

async function work(): Promise<void> {
  while (next < first + count) await oneProcess();
}

/** Runs until its mutants are done, or one of them ends the process. */
function oneProcess(): Promise<void> {
  return new Promise((resolve) => {
    const child: ChildProcess = fork(new URL('child.ts', import.meta.url), {
      execArgv: [`--max-old-space-size=${mibMax}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let talk = '';
    child.stderr!.on('data', (text) => (talk = (talk + text).slice(-2000)));
    let seed: number | undefined;
    let taken = 0;
    let late = false;
    let timer: NodeJS.Timeout | undefined;
    const give = (): void => {
      clearTimeout(timer);
      if (next >= first + count || taken >= mutantsPerProcess) return void child.disconnect();
      taken += 1;
      seed = next++;
      timer = setTimeout(() => {
        late = true;
        child.kill('SIGKILL');
      }, wallMaxMs);
      child.send(seed);
    };
    child.on('message', (told: Report | 'ready') => {
      if (told !== 'ready') take(told);
      seed = undefined;
      give();
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const how = late ? `did not answer within ${wallMaxMs / 1000} s` : `ended with ${signal ?? code}: ${talk.trim()}`;
      if (seed !== undefined) find(`seed ${seed}: the process ${how}`);
      resolve();
    });
  });
}

function take({ seed, came, about, seconds, mib }: Report): void {
  counts.set(came, (counts.get(came) ?? 0) + 1);
  worst.seconds = Math.max(worst.seconds, seconds);
  worst.mib = Math.max(worst.mib, mib);
  if (came === 'broke') find(`seed ${seed}: ${about}`);
  if (seconds > secondsMax) find(`seed ${seed}: ${seconds.toFixed(1)} s of processor (${about})`);
  if (mib > mibMax) find(`seed ${seed}: ${mib.toFixed(0)} MiB (${about})`);
  done += 1;
  if (done % 500 === 0) process.stderr.write(`${done} of ${count}, ${findings.length} findings\n`);
}

function find(text: string): void {
  findings.push(text);
  process.stderr.write(`${text}\n`);
}

await Promise.all(Array.from({ length: jobs }, work));
const told = [...counts].sort().map(([came, times]) => `${times} ${came}`);
process.stdout.write(
  `${done} mutants: ${told.join(', ')}; at most ${worst.seconds.toFixed(1)} s and ${worst.mib.toFixed(0)} MiB; ${findings.length} findings\n`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
