import { allKeys, type Command, command, noKeys } from '../command.ts';
import type { Engine } from '../engine.ts';
import { CommandError } from '../errors.ts';
import type { Session } from '../session.ts';

export const transactionCommands: readonly Command[] = [
  command('multi', 1, 'noscript loading stale fast allow_busy', noKeys, (session) => {
    if (session.transaction !== undefined) throw new CommandError('ERR MULTI calls can not be nested');
    session.transaction = { queued: [], refused: false, hasWrites: false };
    session.reply.ok();
  }),
  command('exec', 1, 'noscript loading stale skip_slowlog', noKeys, exec),
  command('discard', 1, 'noscript loading stale fast allow_busy', noKeys, (session) => {
    if (session.transaction === undefined) throw new CommandError('ERR DISCARD without MULTI');
    session.transaction = undefined;
    session.unwatch();
    session.reply.ok();
  }),
  command('watch', -2, 'noscript loading stale fast allow_busy', allKeys, (session, args) => {
    if (session.transaction !== undefined) throw new CommandError('ERR WATCH inside MULTI is not allowed');
    for (const key of args.slice(1)) watch(session, key);
    session.reply.ok();
  }),
  command('unwatch', 1, 'noscript loading stale fast allow_busy', noKeys, (session) => {
    session.unwatch();
    session.reply.ok();
  }),
];

function watch(session: Session, key: string): void {
  const { db } = session;
  // Looking deletes it when its time is over, so that its later disappearance is no change.
  db.has(key);
  const keys = session.watched.get(db);
  if (keys === undefined) session.watched.set(db, new Set([key]));
  else keys.add(key);
  const watchers = db.watchers.get(key);
  if (watchers === undefined) db.watchers.set(key, new Set([session]));
  else watchers.add(session);
}

function exec(session: Session, _args: string[], engine: Engine): void {
  const { transaction, reply } = session;
  if (transaction === undefined) throw new CommandError('ERR EXEC without MULTI');
  // A watched key that expired meanwhile was changed: looking at it says so to its watchers.
  for (const [db, keys] of session.watched) for (const key of keys) db.has(key);
  const { watchedKeyChanged } = session;
  session.transaction = undefined;
  session.unwatch();
  if (transaction.refused) throw new CommandError('EXECABORT Transaction discarded because of previous errors.');
  if (watchedKeyChanged) {
    reply.noArray();
    return;
  }
  reply.array(transaction.queued.length);
  session.executing = true;
  for (const run of transaction.queued) run();
  session.executing = false;
  engine.rewritten = undefined;
}
