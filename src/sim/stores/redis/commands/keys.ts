import { allKeys, type Command, command, type Handler, noKeys, oneKey } from '../command.ts';
import type { Database, Value } from '../database.ts';
import type { Engine } from '../engine.ts';
import { CommandError, noSuchKey, notAnInteger, syntaxError } from '../errors.ts';
import { globMatches } from '../glob.ts';
import { integerArgument } from '../numbers.ts';
import type { Session } from '../session.ts';

export const keyCommands: readonly Command[] = [
  command('del', -2, 'write', allKeys, remove),
  command('unlink', -2, 'write fast', allKeys, remove),
  command('exists', -2, 'readonly fast', allKeys, countKeys),
  command('touch', -2, 'readonly fast', allKeys, countKeys),
  command('expire', -3, 'write fast', oneKey, expireHandler(1000, false)),
  command('pexpire', -3, 'write fast', oneKey, expireHandler(1, false)),
  command('expireat', -3, 'write fast', oneKey, expireHandler(1000, true)),
  command('pexpireat', -3, 'write fast', oneKey, expireHandler(1, true)),
  command('ttl', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) => {
    const leftMs = timeLeftMs(db, key);
    reply.integer(leftMs < 0 ? leftMs : Math.floor((leftMs + 500) / 1000));
  }),
  command('pttl', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) => reply.integer(timeLeftMs(db, key))),
  command('expiretime', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) => {
    const atMs = expiryTimeMs(db, key);
    reply.integer(atMs < 0 ? atMs : Math.floor((atMs + 500) / 1000));
  }),
  command('pexpiretime', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) =>
    reply.integer(expiryTimeMs(db, key)),
  ),
  command('persist', 2, 'write fast', oneKey, ({ db, reply }, [, key = '']) => {
    const persisted = db.has(key) && db.persist(key);
    if (persisted) db.changed(key);
    reply.integer(persisted ? 1 : 0);
  }),
  command('type', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) =>
    reply.simple(db.get(key)?.type ?? 'none'),
  ),
  command('keys', 2, 'readonly', noKeys, ({ db, reply }, [, pattern = '']) =>
    reply.bulks([...db.keys()].filter((key) => globMatches(pattern, key))),
  ),
  command('scan', -2, 'readonly', noKeys, scan),
  command('rename', 3, 'write', [1, 2, 1], ({ db, reply }, [, from = '', to = '']) => {
    rename(db, from, to);
    reply.ok();
  }),
  command('renamenx', 3, 'write fast', [1, 2, 1], ({ db, reply }, [, from = '', to = '']) => {
    if (!db.has(from)) throw new CommandError(noSuchKey);
    if (db.has(to)) return reply.integer(0);
    rename(db, from, to);
    reply.integer(1);
  }),
  command('flushall', -1, 'write', noKeys, (session, args, engine) => flush(session, args, engine, engine.databases)),
  command('flushdb', -1, 'write', noKeys, (session, args, engine) => flush(session, args, engine, [session.db])),
  command('dbsize', 1, 'readonly fast', noKeys, ({ db, reply }) => reply.integer(db.size())),
];

function remove({ db, reply }: Session, args: string[]): void {
  let removed = 0;
  // Looking first lets an expired key count as missing.
  for (const key of args.slice(1)) if (db.has(key) && db.remove(key)) removed++;
  reply.integer(removed);
}

function countKeys({ db, reply }: Session, args: string[]): void {
  reply.integer(args.slice(1).filter((key) => db.has(key)).length);
}

/** -2 when there is no such key, -1 when it stays for ever. */
function expiryTimeMs(db: Database, key: string): number {
  return db.has(key) ? (db.expiresAtMs(key) ?? -1) : -2;
}

function timeLeftMs(db: Database, key: string): number {
  const atMs = expiryTimeMs(db, key);
  return atMs < 0 ? atMs : Math.max(0, atMs - db.nowMs());
}

function expireHandler(unitMs: number, isAbsolute: boolean): Handler {
  return ({ db, reply, isMaster }, args, engine) => {
    const [name = '', key = '', time] = args;
    const only = expireConditions(args.slice(3));
    const value = integerArgument(time) * unitMs;
    const atMs = isAbsolute ? value : value + db.nowMs();
    if (Math.abs(value) >= 2 ** 63 || atMs >= 2 ** 63) {
      throw new CommandError(`ERR invalid expire time in '${name.toLowerCase()}' command`);
    }
    const old = db.has(key) ? (db.expiresAtMs(key) ?? Number.POSITIVE_INFINITY) : undefined;
    if (old === undefined || !conditionsHold(only, old, atMs)) return reply.integer(0);
    if (atMs <= db.nowMs() && !isMaster) {
      db.remove(key);
      engine.rewritten = ['DEL', key];
    } else {
      db.expireAt(key, atMs);
      db.changed(key);
      engine.rewritten = ['PEXPIREAT', key, String(atMs)];
    }
    reply.integer(1);
  };
}

function expireConditions(words: readonly string[]): Set<string> {
  const only = new Set(words.map((word) => word.toLowerCase()));
  const strange = words.find((word) => !['nx', 'xx', 'gt', 'lt'].includes(word.toLowerCase()));
  if (strange !== undefined) throw new CommandError(`ERR Unsupported option ${strange}`);
  if (only.has('nx') && only.size > 1) {
    throw new CommandError('ERR NX and XX, GT or LT options at the same time are not compatible');
  }
  if (only.has('gt') && only.has('lt')) {
    throw new CommandError('ERR GT and LT options at the same time are not compatible');
  }
  return only;
}

/** A key that stays for ever counts as one that expires at infinity. */
function conditionsHold(only: ReadonlySet<string>, oldAtMs: number, newAtMs: number): boolean {
  const isVolatile = oldAtMs !== Number.POSITIVE_INFINITY;
  if (only.has('nx') && isVolatile) return false;
  if (only.has('xx') && !isVolatile) return false;
  if (only.has('gt') && newAtMs <= oldAtMs) return false;
  return !(only.has('lt') && newAtMs >= oldAtMs);
}

function scan({ db, reply }: Session, args: string[]): void {
  const cursorText = args[1] as string;
  if (!/^\d{1,20}$/.test(cursorText)) throw new CommandError('ERR invalid cursor');
  let count = 10;
  let pattern = '*';
  let type: string | undefined;
  for (let at = 2; at < args.length; at += 2) {
    const word = (args[at] as string).toLowerCase();
    if (at + 1 >= args.length) throw new CommandError(syntaxError);
    if (word === 'count') count = integerArgument(args[at + 1], notAnInteger);
    else if (word === 'match') pattern = args[at + 1] as string;
    else if (word === 'type') type = (args[at + 1] as string).toLowerCase();
    else throw new CommandError(syntaxError);
    if (count < 1) throw new CommandError(syntaxError);
  }
  const page = db.scan(Number(cursorText), count);
  const matches = (key: string, value: Value | undefined) =>
    value !== undefined && globMatches(pattern, key) && (type === undefined || value.type === type);
  reply.array(2);
  reply.bulk(String(page.cursor));
  reply.bulks(page.keys.filter((key) => matches(key, db.get(key))));
}

function rename(db: Database, from: string, to: string): void {
  const value = db.get(from);
  if (value === undefined) throw new CommandError(noSuchKey);
  if (from === to) return;
  const atMs = db.expiresAtMs(from);
  db.remove(to);
  db.remove(from);
  db.put(to, value);
  if (atMs !== undefined) db.expireAt(to, atMs);
}

function flush({ reply }: Session, args: readonly string[], engine: Engine, databases: readonly Database[]): void {
  if (args.length > 2 || (args.length === 2 && !/^(a?sync)$/i.test(args[1] as string))) {
    throw new CommandError(syntaxError);
  }
  for (const database of databases) database.clear();
  engine.onChange();
  reply.ok();
}
