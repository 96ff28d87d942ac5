/** Redis as a server process on a host; what it holds is on the host's disk when it ends (an append-only file that lost nothing). */
import { type ConnectionEnd, connect, type Host, type Process } from '../network/index.ts';
import { engineClock } from './couch-process.ts';
import type { ByteLink } from './engine-clock.ts';
import { type RedisFiles, RedisServer } from './redis/index.ts';

export const REDIS_PORT = 6379;
const FILES = 'redis';
/** Redis gives up on a silent replication link after a minute (repl-timeout). */
const REPLICATION_TIMEOUT_US = 60_000_000;

export interface RedisProcess {
  readonly process: Process;
  readonly server: RedisServer;
  /** Called for each command of a client that changes something, before it enters the history. For a testbed that counts. */
  onWrite: () => void;
}

/** A server's history of writes: its id, and the id and end of the one that it continues (a promotion). */
export interface RedisHistory {
  id: string;
  previousId: string;
  /** The first offset that the previous history does not share; -1 without one. */
  previousUntil: number;
}

export function startRedis(host: Host): RedisProcess {
  const process = host.start('redis');
  const server = new RedisServer({
    clock: engineClock(process),
    runId: host.kernel.random(`redis/${host.name}`).hex(40),
    dial: (name, port) => dialLink(process, name, port),
    onWrite: () => redis.onWrite(),
  });
  const redis: RedisProcess = { process, server, onWrite: () => {} };
  const files = host.disk.get(FILES) as RedisFiles | undefined;
  if (files) server.load(files);
  process.listen(REDIS_PORT, {
    kind: 'connection',
    accept: (end, peer) => server.accept(asByteLink(end), `${peer}:0`),
  });
  process.onEnd(() => {
    host.disk.set(FILES, server.dump());
    server.close();
  });
  return redis;
}

/** What INFO tells of a running server's history, asked from within: no client, no time. Undefined when it does not run. */
export function historyOf({ process, server }: RedisProcess): RedisHistory | undefined {
  if (!process.alive) return undefined;
  let reply = '';
  const link: ByteLink = {
    write: (bytes) => {
      reply += bytes.toString('latin1');
    },
    close: () => {},
    onData: () => {},
    onClose: () => {},
  };
  server.accept(link);
  link.onData(Buffer.from('*2\r\n$4\r\nINFO\r\n$11\r\nreplication\r\n'));
  link.onClose();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(reply)?.[1] ?? '';
  return {
    id: field('master_replid'),
    previousId: field('master_replid2'),
    previousUntil: Number(field('second_repl_offset')),
  };
}

function asByteLink(end: ConnectionEnd): ByteLink {
  return attach({ write: () => {}, close: () => {}, onData: () => {}, onClose: () => {} }, end);
}

function attach(link: ByteLink, end: ConnectionEnd): ByteLink {
  link.write = (bytes) => end.send(bytes);
  link.close = () => end.close();
  end.onData = (bytes) => link.onData(bytes as Buffer);
  end.onClose = () => link.onClose();
  return link;
}

/** A link that is there at once and keeps what is written until the other side has accepted. */
function dialLink(process: Process, name: string, port: number): ByteLink {
  const waiting: Buffer[] = [];
  let closed = false;
  const link: ByteLink = {
    write: (bytes) => void waiting.push(bytes),
    close: () => {
      closed = true;
    },
    onData: () => {},
    onClose: () => {},
  };
  connect(process, name, port, REPLICATION_TIMEOUT_US).then(
    (end) => {
      if (closed) return end.close();
      attach(link, end);
      for (const bytes of waiting) end.send(bytes);
    },
    () => link.onClose(),
  );
  return link;
}
