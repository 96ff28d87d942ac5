/** A real Redis on a free port of the loopback, for the tests of one file. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Why there is none to test with; undefined if there is one. */
export const noRedis =
  spawnSync('redis-server', ['--version']).error === undefined ? undefined : 'redis-server is not installed';
if (noRedis !== undefined) console.warn(`skipped: ${noRedis}`);

export interface RealRedis {
  readonly url: string;
  readonly client: Redis;
  end(): Promise<void>;
}

export async function realRedis(): Promise<RealRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-redis-'));
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
  client.on('error', () => {});
  await client.ping();
  return {
    url,
    client,
    async end() {
      client.disconnect();
      await ended(server, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ends a process and waits until it is gone. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
