/**
 * The Environment of a Scalarium process inside the world: the real clients, on the world's network, of one process on one host.
 *
 * Each client carries its host: nano through `agentOptions`, which reaches the world's `fetch` as `init.dispatcher`;
 * ioredis through a Connector; client-ec2 through a middleware. What a dead process asks for never settles; its clients
 * stop reconnecting.
 */
import type { EC2Client } from '@aws-sdk/client-ec2';
import { Redis, type RedisOptions } from 'ioredis';
import nano from 'nano';
import type { AwsCredential, Channel, Environment } from '../../platform/environment.ts';
import type { RandomStream } from '../../sim/kernel/index.ts';
import { ByteStream, type ConnectionEnd, connect, fetchFrom, type Process } from '../../sim/network/index.ts';
import { nextSshHostKeys } from './numbered-host-keys.ts';
import { watchCommands } from './watch-commands.ts';

const REDIS_HEARTBEAT_US = 60_000_000;
const CHANNEL_HEARTBEAT_US = 15_000_000;
const COUCH_TIMEOUT_MS = 60_000;
const RECONNECT_MS_MAX = 300_000;

/** Tells the world's `fetch` which process is calling, and how long it waits. */
export class FetchLabel {
  readonly process: Process;
  readonly timeoutMs: number;
  constructor(process: Process, timeoutMs: number) {
    this.process = process;
    this.timeoutMs = timeoutMs;
  }
}

/** The global `fetch` inside the world: only callers that name their process get anywhere. */
export const worldFetch: typeof globalThis.fetch = (input, init) => {
  const label = (init as { dispatcher?: unknown } | undefined)?.dispatcher;
  if (!(label instanceof FetchLabel)) {
    return Promise.reject(new TypeError(`fetch of ${String(input)} by nobody: pass the process as dispatcher`));
  }
  return fetchFrom(label.process, String(input), init, { timeoutUs: label.timeoutMs * 1000 });
};

export interface EnvironmentNeeds {
  process: Process;
  log: (process: Process, event: string, data?: Record<string, unknown>) => void;
  /** A client of the EC2 of the world for this process; made once for each credential and region. */
  ec2: (process: Process, credential: AwsCredential, region: string) => EC2Client;
}

export function processEnvironment(needs: EnvironmentNeeds): Environment {
  const { process } = needs;
  const { kernel } = process;
  const random = kernel.random(`process/${process.host.name}/${process.name}`);
  return {
    hostName: process.host.name,
    clock: {
      nowMs: () => Math.floor(kernel.nowMs()),
      sleep: (delayMs) => process.sleep(delayMs * 1000, `${process.name}.sleep`),
      after: (delayMs, fn) => process.after(delayMs * 1000, fn, `${process.name}.timer`),
    },
    random: { uniform: () => random.uniform(), hex: (digits) => random.hex(digits) },
    log: (event, data) => {
      if (process.alive) needs.log(process, event, data);
    },
    couch: (url, options) => couchClient(process, url, options?.timeoutMs ?? COUCH_TIMEOUT_MS),
    redis: (host, port) => redisClient(process, random, host, port),
    ec2: (credential, region) => needs.ec2(process, credential, region),
    sshHostKeys: () => nextSshHostKeys(kernel),
    listen: (port, app) => {
      const listener = { kind: 'http' as const, handle: (request: Request) => app.fetch(request) };
      process.listen(port, listener);
      // What serves the web ends TLS on the same machine.
      if (port === 80) process.listen(443, listener);
    },
    dial: async (host, port, options) =>
      asChannel(await connect(process, host, port, (options?.heartbeatMs ?? CHANNEL_HEARTBEAT_US / 1000) * 1000)),
    accept: (port, onChannel) =>
      process.listen(port, { kind: 'connection', accept: (end, peer) => onChannel(asChannel(end), peer) }),
  };
}

export function couchClient(process: Process, url: string, timeoutMs = COUCH_TIMEOUT_MS): nano.ServerScope {
  const agentOptions = new FetchLabel(process, timeoutMs) as unknown as nano.Configuration['agentOptions'];
  return nano({ url, agentOptions });
}

export function redisClient(process: Process, random: RandomStream, host: string, port: number): Redis {
  // A connector never rejects (the client would end for good): it hands out a socket, which may fail later, as `net` does.
  class WorldConnector {
    #stream: ByteStream | undefined;
    check(): boolean {
      return true;
    }
    connect(): Promise<ByteStream> {
      this.#stream = new ByteStream(process).open(host, port, REDIS_HEARTBEAT_US);
      return Promise.resolve(this.#stream);
    }
    disconnect(): void {
      this.#stream?.destroy();
    }
  }
  const client = new Redis({
    host,
    port,
    Connector: WorldConnector as unknown as RedisOptions['Connector'],
    maxRetriesPerRequest: null,
    // The platform waits for a server that is still loading as for one that is away; the name of the library helps nobody here.
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: 10_000,
    retryStrategy: (times: number) =>
      process.alive
        ? Math.round(Math.min(RECONNECT_MS_MAX, 250 * 2 ** Math.min(times, 10)) * (0.5 + random.uniform() / 2))
        : null,
  } as RedisOptions);
  watchCommands(client, process, host, port);
  // Without a listener ioredis prints every lost connection; the callers see their commands wait.
  client.on('error', () => {});
  process.onEnd(() => client.disconnect());
  return client;
}

/** JSON messages over a lasting connection; each side gets a copy of its own. */
export function asChannel(end: ConnectionEnd): Channel {
  const channel: Channel = {
    send: (message) => end.send(JSON.stringify(message)),
    sendJson: (json) => end.send(json),
    close: () => end.close(),
    onMessage: () => {},
    onClose: () => {},
  };
  end.onData = (text) => channel.onMessage(JSON.parse(text as string));
  end.onClose = (reason) => channel.onClose(reason);
  return channel;
}
