/** The two stores of a live platform: servers that are named, or started here and ended with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { host } from '../../sim/kernel/host-globals.ts';
import { CouchServer } from '../../sim/stores/couchdb/index.ts';
import type { EngineClock } from '../../sim/stores/engine-clock.ts';
import { RedisServer } from '../../sim/stores/redis/index.ts';
import { linkOf, serveRedis } from '../../sim/stores/redis/serve.ts';
import { randomHex } from './environment.ts';

export interface OpenStore {
  readonly url: string;
  /** For people. */
  readonly what: string;
  readonly close: () => Promise<void>;
}

const loopback = '127.0.0.1';
const startTries = 100;

const wallClock: EngineClock = {
  nowMs: () => host.wallMs(),
  after: (delayMs, fn) => {
    const timer = host.setTimeout(fn, delayMs);
    return () => host.clearTimeout(timer);
  },
};

export async function openCouch(url?: string): Promise<OpenStore> {
  if (url !== undefined) return { url, what: 'the CouchDB of COUCHDB_URL', close: async () => {} };
  const couch = new CouchServer({
    clock: wallClock,
    uuid: () => randomHex(32),
    peer: (peer, init) => host.fetch(peer, init),
    machine: { arch: 'x86_64', cores: 2, ecuPerCore: 4 },
    software: { couch: '3.4.3', otp: '26', collator: '4.4' },
    indexing: { docsPerSecondPerEcu: 100_000, builders: 2 },
    indexPolicy: 'couchdb-3',
  });
  const server = createHttpServer(getRequestListener((request) => couch.fetch(request)));
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${loopback}:${port}`,
    what: "this project's CouchDB engine",
    close: async () => {
      couch.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function openRedis(url?: string): Promise<OpenStore> {
  if (url !== undefined) return { url, what: 'the Redis of REDIS_URL', close: async () => {} };
  return (await startRedisServer()) ?? openEngine();
}

async function openEngine(): Promise<OpenStore> {
  const dial = (peer: string, port: number) => linkOf(connect(port, peer));
  const server = new RedisServer({ clock: wallClock, runId: randomHex(40), dial });
  const door = await serveRedis(server);
  return {
    url: `redis://${door.host}:${door.port}`,
    what: "this project's Redis engine: redis-server is not installed",
    close: async () => {
      server.close();
      await door.close();
    },
  };
}

/** Undefined where it is not installed. */
async function startRedisServer(): Promise<OpenStore | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-platform-'));
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', loopback, '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  const close = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await answers(child, port))) {
    await close();
    return undefined;
  }
  return { url: `redis://${loopback}:${port}`, what: 'a redis-server of its own', close };
}

/** Whether somebody listens on the port before the process has ended. */
async function answers(child: ChildProcess, port: number): Promise<boolean> {
  let gone = false;
  child.once('error', () => {
    gone = true;
  });
  for (let tries = 0; tries < startTries && !gone && child.exitCode === null; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, loopback);
      const done = (is: boolean) => {
        socket.destroy();
        resolve(is);
      };
      socket.once('connect', () => done(true));
      socket.once('error', () => done(false));
    });
    if (open) return true;
    await new Promise((resolve) => host.setTimeout(resolve, 50));
  }
  return false;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
