import { type Command, command, noKeys } from '../command.ts';
import type { Engine } from '../engine.ts';
import { CommandError, syntaxError } from '../errors.ts';
import { integerArgument } from '../numbers.ts';
import type { AckWaiter } from '../replicas.ts';
import type { Session } from '../session.ts';

const admin = 'admin noscript stale no_async_loading';

export const replicationCommands: readonly Command[] = [
  command('role', 1, 'noscript loading stale fast', noKeys, role),
  command('replicaof', 3, admin, noKeys, replicaOf),
  command('slaveof', 3, admin, noKeys, replicaOf),
  command('replconf', -1, 'admin noscript loading stale allow_busy', noKeys, replconf),
  command('psync', -3, 'admin noscript no_async_loading no_multi', noKeys, psync),
  command('wait', 3, 'noscript', noKeys, wait),
];

function role({ reply }: Session, _args: string[], { replication }: Engine): void {
  const { link, history, replicas } = replication;
  if (link !== undefined) {
    reply.array(5);
    reply.bulk('slave');
    reply.bulk(link.host);
    reply.integer(link.port);
    reply.bulk(link.state);
    reply.integer(link.state === 'connected' ? history.offset : -1);
    return;
  }
  const online = [...replicas.sessions].flatMap(({ replica }) => (replica?.phase === 'online' ? [replica] : []));
  reply.array(3);
  reply.bulk('master');
  reply.integer(history.offset);
  reply.array(online.length);
  for (const { host, port, ackedOffset } of online) reply.bulks([host, String(port), String(ackedOffset)]);
}

function replicaOf(session: Session, [, host = '', portText = '']: string[], engine: Engine): void {
  const { replication } = engine;
  if (session.replica !== undefined) throw new CommandError('ERR Command is not valid when client is a replica.');
  if (host.toLowerCase() === 'no' && portText.toLowerCase() === 'one') {
    replication.promote();
    session.reply.ok();
    return;
  }
  const port = integerArgument(portText, 'ERR Invalid master port');
  if (port < 0 || port > 65_535) throw new CommandError('ERR Invalid master port');
  if (replication.link?.host === host && replication.link.port === port) {
    session.reply.simple('OK Already connected to specified master');
    return;
  }
  if (engine.dial === undefined) {
    throw new CommandError('ERR this server cannot follow another: it was built without a way to dial');
  }
  engine.follow(host, port);
  session.reply.ok();
}

function replconf(session: Session, args: string[], engine: Engine): void {
  if (args.length % 2 === 0) throw new CommandError(syntaxError);
  for (let at = 1; at < args.length; at += 2) {
    const word = (args[at] as string).toLowerCase();
    const value = args[at + 1] as string;
    if (word === 'ack') {
      engine.replication.replicas.acknowledged(session, integerArgument(value));
      return;
    }
    // The master asks; the link that reads its stream answers.
    if (word === 'getack') return;
    if (word === 'listening-port') session.announcedPort = integerArgument(value);
    else if (word === 'ip-address') session.announcedHost = value;
    else if (word !== 'capa') throw new CommandError(`ERR Unrecognized REPLCONF option: ${args[at]}`);
  }
  session.reply.ok();
}

function psync(session: Session, [, id = '', offset]: string[], { replication }: Engine): void {
  if (session.replica !== undefined) return;
  if (replication.link !== undefined && replication.link.state !== 'connected') {
    throw new CommandError("NOMASTERLINK Can't SYNC while not connected with my master");
  }
  replication.replicas.attach(session, id, integerArgument(offset));
}

/** Answers with the number of replicas that have all this connection wrote, when there are enough of them or in time. */
function wait(session: Session, [, wantedText, timeoutText]: string[], engine: Engine): void {
  const { replication } = engine;
  const { replicas } = replication;
  if (replication.isReplica) {
    throw new CommandError(
      'ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is configured ' +
        'to be writable (which is not the default) writes to replicas are just local and are not propagated.',
    );
  }
  const wanted = integerArgument(wantedText);
  const timeoutMs = integerArgument(timeoutText, 'ERR timeout is not an integer or out of range');
  if (timeoutMs < 0) throw new CommandError('ERR timeout is negative');
  const offset = session.lastWriteOffset;
  const acked = replicas.countAt(offset);
  if (acked >= wanted || session.executing) {
    session.reply.integer(acked);
    return;
  }
  const waiter: AckWaiter = {
    offset,
    wanted,
    wake: () => {
      session.stopWaiting?.();
      session.reply.integer(replicas.countAt(offset));
      engine.resume(session);
    },
  };
  replicas.waiters.add(waiter);
  const cancelTimer = timeoutMs > 0 ? engine.after(timeoutMs, waiter.wake) : undefined;
  session.stopWaiting = () => {
    session.stopWaiting = undefined;
    cancelTimer?.();
    replicas.waiters.delete(waiter);
  };
  replication.requestAcks();
}
