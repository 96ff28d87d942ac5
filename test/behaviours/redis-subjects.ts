import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineClock } from '../../src/sim/stores/engine-clock.ts';
import { RedisServer } from '../../src/sim/stores/redis/index.ts';
import { linkOf, serveRedis } from '../../src/sim/stores/redis/serve.ts';

/** A Redis that answers on a real socket, until it is stopped. */
export interface Subject {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

const wallClock: EngineClock = {
  nowMs: () => Date.now(),
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};

let starts = 0;

/** The engine of this project behind a real socket. */
export async function startEngine(): Promise<Subject> {
  const server = new RedisServer({
    clock: wallClock,
    runId: `engine-${starts++}`,
    dial: (host, port) => linkOf(connect(port, host)),
  });
  const door = await serveRedis(server);
  return {
    ...door,
    stop: async () => {
      server.close();
      await door.close();
    },
  };
}

/** Why the real server cannot be had here, or undefined. */
export function whyNoRealRedis(): string | undefined {
  const { status } = spawnSync('redis-server', ['--version']);
  return status === 0 ? undefined : 'no redis-server on the PATH (Debian: apt-get install redis-server)';
}

/** A real redis-server with nothing on disk, in a directory of its own. */
export async function startRealRedis(): Promise<Subject> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'zonefall-redis-'));
  const child = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      directory,
      '--repl-diskless-sync-delay',
      '0',
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await untilItAnswers(port);
  return {
    host: '127.0.0.1',
    port,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function untilItAnswers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`redis-server did not answer on port ${port} within 5 s`);
}
