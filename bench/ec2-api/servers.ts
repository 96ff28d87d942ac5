/** The two servers, each a process of its own that is up when it has answered its first request. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Caller } from './caller.ts';

export interface Server {
  readonly port: number;
  /** From the start of the process to its first answer. */
  readonly readySeconds: number;
  /** Memory of the process that is not swapped out. */
  residentMib(): number;
  stop(): Promise<void>;
}

/** `moto_server 5.2.1`, or undefined where there is none. */
export function findMoto(): string | undefined {
  try {
    const version = execFileSync('python3', ['-c', 'import moto; print(moto.__version__)'], { stdio: 'pipe' });
    execFileSync('moto_server', ['--help'], { stdio: 'pipe' });
    return `moto_server ${String(version).trim()}`;
  } catch {
    return undefined;
  }
}

export function startMoto(): Promise<Server> {
  return start((port) => ['moto_server', '-p', String(port)]);
}

/** As it is installed: `npm run build` comes first. */
export function startZonefall(): Promise<Server> {
  const quota = ['--quota', 'instances=100000'];
  return start((port) => [process.execPath, 'dist/app/cli.js', 'serve', '--instant', '--port', String(port), ...quota]);
}

const PATIENCE_MS = 60_000;

async function start(commandOf: (port: number) => string[]): Promise<Server> {
  const port = await freePort();
  const [command, ...args] = commandOf(port);
  const beganMs = performance.now();
  const child = spawn(command!, args, {
    stdio: 'ignore',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const caller = new Caller(port);
  try {
    await firstAnswer(caller, child, beganMs + PATIENCE_MS);
  } finally {
    caller.close();
  }
  const readySeconds = (performance.now() - beganMs) / 1000;
  return { port, readySeconds, residentMib: () => residentMib(child), stop: () => stop(child) };
}

async function firstAnswer(caller: Caller, child: ChildProcess, untilMs: number): Promise<void> {
  for (;;) {
    try {
      await caller.call('DescribeRegions', {});
      return;
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`, { cause: error });
      if (performance.now() > untilMs) throw new Error('the server does not answer', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function residentMib({ pid }: ChildProcess): number {
  const kib = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]));
  return kib / 1024;
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
