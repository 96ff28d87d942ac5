import { Redis } from 'ioredis';
import { UsageError } from '../commands/failures.ts';

/** A Redis that stays connected for as long as it takes: a sweep of hours survives a restart of the server. */
export interface Connection {
  readonly redis: Redis;
  /** Another one to the same server, for commands that block. */
  another(): Redis;
  end(): void;
}

/**
 * Connects to `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. Throws UsageError if the URL is none, or if nothing
 * answers there: then it is worth telling at once, and not after an hour of retries. Trouble that comes later is told to `onTrouble`.
 */
export async function connect(url: string, onTrouble: (sentence: string) => void = () => {}): Promise<Connection> {
  const place = placeOf(url);
  // What BullMQ asks for: a command waits for as long as the server is away.
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (answered ? Math.min(times * 200, 2000) : null),
  });
  let answered = false;
  let trouble: Error | undefined;
  const all = [redis];
  const watched = (client: Redis): Redis => {
    client.on('error', (error: Error) => {
      if (answered && trouble === undefined) onTrouble(`${place} does not answer (${reasonOf(error)}); waiting for it`);
      trouble = error;
    });
    return client.on('ready', () => {
      trouble = undefined;
    });
  };
  watched(redis);
  try {
    await redis.connect();
    await redis.ping();
    answered = true;
  } catch (error) {
    redis.disconnect();
    throw new UsageError(`cannot reach ${place}: ${reasonOf(trouble ?? error)}`);
  }
  return {
    redis,
    another: () => {
      const client = watched(redis.duplicate());
      all.push(client);
      return client;
    },
    end: () => {
      for (const client of all) client.disconnect();
    },
  };
}

/** The URL as it may be shown: without user and password. Throws UsageError for what is no URL of a Redis. */
export function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '') {
    throw new UsageError('--queue needs the URL of a Redis, such as redis://localhost:6379');
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return message || code || 'it does not answer';
}
