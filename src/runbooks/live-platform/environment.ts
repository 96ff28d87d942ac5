/** The Environment of a platform process on real servers: wall clock, real chance, real clients, real sockets. */
import { createServer, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { EC2Client } from '@aws-sdk/client-ec2';
import { getRequestListener } from '@hono/node-server';
import { Redis } from 'ioredis';
import nano from 'nano';
import type { AwsCredential, Clock, Environment } from '../../platform/environment.ts';
import { host } from '../../sim/kernel/host-globals.ts';
import { newSshHostKeys } from '../testbed/ssh-host-keys.ts';
import { channelOf } from './socket-channel.ts';

const loopback = '127.0.0.1';
const reconnectMsMax = 2_000;

export interface RealProcess {
  readonly name: string;
  readonly ec2Url: string;
  readonly log: (event: string, data: Record<string, unknown>) => void;
}

export interface RealEnvironment extends Environment {
  /** Resolves when everything that was to listen does; rejects where a port is taken. */
  listening(): Promise<void>;
  /** The process ends: nothing of it settles or happens any more. */
  end(): void;
}

export function realEnvironment({ name, ec2Url, log }: RealProcess): RealEnvironment {
  const ends = new Set<() => void>();
  let ended = false;
  const listening: Promise<void>[] = [];
  const clock = wallClock(ends);
  const keep = (end: () => void) => {
    if (ended) end();
    else ends.add(end);
  };
  const serve = (server: Server | ReturnType<typeof createTcpServer>, port: number) => {
    listening.push(
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, loopback, resolve);
      }),
    );
    // Whoever does not ask `listening()` must not bring the process down.
    listening.at(-1)!.catch((error: Error) => log('cannot-listen', { port, reason: error.message }));
    keep(() => server.close());
  };
  return {
    hostName: name,
    clock,
    random: { uniform: () => Number.parseInt(randomHex(12), 16) / 16 ** 12, hex: randomHex },
    log: (event, data = {}) => {
      if (!ended) log(event, { process: name, ...data });
    },
    couch: (url) => nano({ url }),
    redis: (redisHost, port) => {
      const retryStrategy = (times: number) => Math.min(reconnectMsMax, 50 * times);
      const client = new Redis({ host: redisHost, port, maxRetriesPerRequest: null, retryStrategy });
      client.on('error', () => {});
      keep(() => client.disconnect());
      return client;
    },
    ec2: (credential, region) => ec2Client(ec2Url, credential, region, keep),
    sshHostKeys: () => newSshHostKeys({ hex: randomHex }, 2048),
    listen: (port, app) => {
      const server = createServer(getRequestListener((request) => app.fetch(request)));
      serve(server, port);
      keep(() => server.closeAllConnections());
    },
    dial: (peer, port, { heartbeatMs = 15_000 } = {}) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, peer);
        keep(() => socket.destroy());
        socket.once('error', reject);
        socket.once('connect', () => resolve(channelOf(socket, clock, heartbeatMs)));
      }),
    accept: (port, onChannel) => {
      const accepted = (socket: Socket) => {
        keep(() => socket.destroy());
        onChannel(channelOf(socket, clock, 15_000), `${socket.remoteAddress}`);
      };
      serve(createTcpServer({ noDelay: true }, accepted), port);
    },
    listening: async () => void (await Promise.all(listening)),
    end: () => {
      ended = true;
      for (const end of [...ends].reverse()) end();
      ends.clear();
    },
  };
}

/** Its timers are among `ends` as long as they are set. */
function wallClock(ends: Set<() => void>): Clock {
  const after = (delayMs: number, fn: () => void) => {
    const cancel = () => {
      host.clearTimeout(timer);
      ends.delete(cancel);
    };
    const timer = host.setTimeout(() => {
      ends.delete(cancel);
      fn();
    }, delayMs);
    ends.add(cancel);
    return cancel;
  };
  const sleep = (delayMs: number) => new Promise<void>((resolve) => void after(delayMs, resolve));
  return { nowMs: () => Math.floor(host.wallMs()), sleep, after };
}

function ec2Client(endpoint: string, credential: AwsCredential, region: string, keep: (end: () => void) => void) {
  const client = new EC2Client({ endpoint, region, credentials: credential, maxAttempts: 3 });
  keep(() => client.destroy());
  return client;
}

/** Lower-case hexadecimal digits. */
export function randomHex(digits: number): string {
  const bytes = host.getRandomValues(new Uint8Array(Math.ceil(digits / 2)));
  return Buffer.from(bytes).toString('hex').slice(0, digits);
}
