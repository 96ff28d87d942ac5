import { type Command, command, type Handler } from '../command.ts';
import type { Engine } from '../engine.ts';
import { CommandError } from '../errors.ts';
import type { ListWaiter } from '../list-waiters.ts';
import { parseDouble } from '../numbers.ts';
import type { Session } from '../session.ts';
import { type End, endOf, move, take } from './lists.ts';

const blocking = 'write noscript blocking';
const blockingMove = 'write denyoom noscript blocking';

/** The lists' commands that wait: for ever with a timeout of 0, otherwise so many seconds (fractions allowed). */
export const blockingListCommands: readonly Command[] = [
  command('blpop', -3, blocking, [1, -2, 1], popHandler('left')),
  command('brpop', -3, blocking, [1, -2, 1], popHandler('right')),
  command('blmove', 6, blockingMove, [1, 2, 1], (session, args, engine) => {
    const [, from = '', to = '', takingWord, givingWord, timeout] = args;
    const [taking, giving] = [endOf(takingWord), endOf(givingWord)];
    moveOrWait(session, engine, { from, to, taking, giving, timeout, sentAs: ['LMOVE', from, to, taking, giving] });
  }),
  command('brpoplpush', 4, blockingMove, [1, 2, 1], (session, [, from = '', to = '', timeout], engine) =>
    moveOrWait(session, engine, {
      from,
      to,
      taking: 'right',
      giving: 'left',
      timeout,
      sentAs: ['RPOPLPUSH', from, to],
    }),
  ),
];

/** Milliseconds; 0 is for ever. */
function timeoutArgument(text: string | undefined): number {
  const seconds = text === undefined ? undefined : parseDouble(text);
  if (seconds === undefined) throw new CommandError('ERR timeout is not a float or out of range');
  if (seconds * 1000 >= 2 ** 63) throw new CommandError('ERR timeout is out of range');
  if (seconds < 0) throw new CommandError('ERR timeout is negative');
  return Math.ceil(seconds * 1000);
}

function popHandler(end: End): Handler {
  const sentAs = end === 'left' ? 'LPOP' : 'RPOP';
  return (session, args, engine) => {
    const { db, reply } = session;
    const timeoutMs = timeoutArgument(args.at(-1));
    const keys = args.slice(1, -1);
    const pop = (key: string) => {
      const list = db.list(key);
      if (list === undefined) return false;
      const item = take(db, key, list, end);
      reply.bulks([key, item]);
      return true;
    };
    for (const key of keys) {
      if (!pop(key)) continue;
      engine.rewritten = [sentAs, key];
      return;
    }
    if (cannotWait(session)) return reply.noArray();
    const serve = (key: string) => {
      if (!pop(key)) return;
      engine.propagate(db, [sentAs, key]);
      if (!session.isMaster) engine.wrote(1);
    };
    wait(session, engine, { session, db, keys, serve }, timeoutMs);
  };
}

interface Move {
  from: string;
  to: string;
  taking: End;
  giving: End;
  timeout: string | undefined;
  /** The command that does the same without waiting. */
  sentAs: string[];
}

function moveOrWait(session: Session, engine: Engine, { from, to, taking, giving, timeout, sentAs }: Move): void {
  const { db, reply } = session;
  const timeoutMs = timeoutArgument(timeout);
  const item = move(db, from, to, taking, giving);
  if (item !== undefined) {
    engine.rewritten = sentAs;
    reply.bulk(item);
    return;
  }
  if (cannotWait(session)) {
    reply.nothing();
    return;
  }
  const serve = () => {
    try {
      reply.bulkOrNull(move(db, from, to, taking, giving));
      engine.propagate(db, sentAs);
      engine.wrote(1);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      // The destination holds another type by now: the one who waited is told, the item stays for the next.
      reply.error(error.message);
    }
  };
  wait(session, engine, { session, db, keys: [from], serve }, timeoutMs);
}

/** Inside a transaction, and in the stream of a master, nothing waits. */
function cannotWait(session: Session): boolean {
  return session.executing || session.isMaster;
}

function wait(session: Session, engine: Engine, waiter: ListWaiter, timeoutMs: number): void {
  engine.listWaiters.add(waiter);
  const giveUp = () => {
    session.stopWaiting?.();
    session.reply.noArray();
    engine.resume(session);
  };
  const cancelTimer = timeoutMs > 0 ? engine.after(timeoutMs, giveUp) : undefined;
  session.stopWaiting = () => {
    session.stopWaiting = undefined;
    cancelTimer?.();
    engine.listWaiters.remove(waiter);
  };
}
