import { allKeys, type Command, command, oneKey } from '../command.ts';
import type { Database } from '../database.ts';
import type { Engine } from '../engine.ts';
import { CommandError, notAnInteger, syntaxError, wrongArity } from '../errors.ts';
import { addIntegers, integerArgument, parseInteger } from '../numbers.ts';
import type { Session } from '../session.ts';
import { clampRange } from './ranges.ts';

/** Longest string: `proto-max-bulk-len`. */
const stringMaxBytes = 512 * 1024 * 1024;
const int64Max = 2 ** 63;

export const stringCommands: readonly Command[] = [
  command('get', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) => reply.bulkOrNull(db.string(key))),
  command('set', -3, 'write denyoom', oneKey, set),
  command('setnx', 3, 'write denyoom fast', oneKey, ({ db, reply }, [, key = '', data = '']) => {
    const isNew = !db.has(key);
    if (isNew) db.put(key, { type: 'string', data });
    reply.integer(isNew ? 1 : 0);
  }),
  command('setex', 4, 'write denyoom', oneKey, (session, args, engine) => setWithExpiry(session, args, engine, 1000)),
  command('psetex', 4, 'write denyoom', oneKey, (session, args, engine) => setWithExpiry(session, args, engine, 1)),
  command('getset', 3, 'write denyoom fast', oneKey, ({ db, reply }, [, key = '', data = ''], engine) => {
    const old = db.string(key);
    db.put(key, { type: 'string', data });
    engine.rewritten = ['SET', key, data];
    reply.bulkOrNull(old);
  }),
  command('getdel', 2, 'write fast', oneKey, ({ db, reply }, [, key = ''], engine) => {
    const old = db.string(key);
    if (old !== undefined) db.remove(key);
    engine.rewritten = ['DEL', key];
    reply.bulkOrNull(old);
  }),
  command('getrange', 4, 'readonly', oneKey, ({ db, reply }, [, key = '', first, last]) => {
    const [from, to] = [integerArgument(first), integerArgument(last)];
    const data = db.string(key) ?? '';
    const range =
      from < 0 && to < 0 && from > to ? undefined : clampRange(from, Math.max(to, -data.length), data.length);
    reply.bulk(range === undefined ? '' : data.slice(range.start, range.stop + 1));
  }),
  command('incr', 2, 'write denyoom fast', oneKey, ({ db, reply }, [, key = '']) => reply.integer(add(db, key, 1))),
  command('decr', 2, 'write denyoom fast', oneKey, ({ db, reply }, [, key = '']) => reply.integer(add(db, key, -1))),
  command('incrby', 3, 'write denyoom fast', oneKey, ({ db, reply }, [, key = '', by = '']) =>
    reply.integer(add(db, key, delta(by))),
  ),
  command('decrby', 3, 'write denyoom fast', oneKey, ({ db, reply }, [, key = '', by = '']) => {
    const value = delta(by);
    if (value === -(2n ** 63n)) throw new CommandError('ERR decrement would overflow');
    reply.integer(add(db, key, -value));
  }),
  command('mget', -2, 'readonly fast', allKeys, ({ db, reply }, args) => {
    reply.array(args.length - 1);
    for (const key of args.slice(1)) {
      const value = db.get(key);
      reply.bulkOrNull(value?.type === 'string' ? value.data : undefined);
    }
  }),
  command('mset', -3, 'write denyoom', [1, -1, 2], ({ db, reply }, args) => {
    putPairs(db, args);
    reply.ok();
  }),
  command('msetnx', -3, 'write denyoom', [1, -1, 2], ({ db, reply }, args) => {
    if (args.length % 2 === 0) throw wrongArity('msetnx');
    const isTaken = args.some((key, index) => index % 2 === 1 && db.has(key));
    if (!isTaken) putPairs(db, args);
    reply.integer(isTaken ? 0 : 1);
  }),
  command('append', 3, 'write denyoom fast', oneKey, ({ db, reply }, [, key = '', more = '']) => {
    const data = (db.string(key) ?? '') + more;
    if (data.length > stringMaxBytes) {
      throw new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
    }
    db.put(key, { type: 'string', data }, true);
    reply.integer(data.length);
  }),
  command('strlen', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) =>
    reply.integer(db.string(key)?.length ?? 0),
  ),
];

function putPairs(db: Database, args: readonly string[]): void {
  if (args.length % 2 === 0) throw wrongArity('mset');
  for (let at = 1; at < args.length; at += 2) {
    db.put(args[at] as string, { type: 'string', data: args[at + 1] as string });
  }
}

function delta(text: string): number | bigint {
  const value = parseInteger(text);
  if (value === undefined) throw new CommandError(notAnInteger);
  return value;
}

function add(db: Database, key: string, by: number | bigint): number | bigint {
  const old = parseInteger(db.string(key) ?? '0');
  if (old === undefined) throw new CommandError(notAnInteger);
  const sum = addIntegers(old, by);
  db.put(key, { type: 'string', data: String(sum) }, true);
  return sum;
}

/** Milliseconds since the epoch at which a time of expiry given by a command is reached; Redis's error when it is none. */
export function expiryAtMs(db: Database, text: string | undefined, unitMs: number, isAbsolute: boolean, name: string) {
  const value = integerArgument(text) * unitMs;
  const atMs = isAbsolute ? value : db.nowMs() + value;
  if (value <= 0 || value >= int64Max || atMs >= int64Max) {
    throw new CommandError(`ERR invalid expire time in '${name}' command`);
  }
  return atMs;
}

function setWithExpiry({ db, reply }: Session, args: string[], engine: Engine, unitMs: number): void {
  const [name = '', key = '', duration, data = ''] = args;
  const atMs = expiryAtMs(db, duration, unitMs, false, name.toLowerCase());
  db.put(key, { type: 'string', data });
  db.expireAt(key, atMs);
  engine.rewritten = ['SET', key, data, 'PXAT', String(atMs)];
  reply.ok();
}

interface SetOptions {
  onlyIf?: 'missing' | 'present';
  returnsOld?: boolean;
  keepsExpiry?: boolean;
  expiry?: { text: string | undefined; unitMs: number; isAbsolute: boolean };
}

const expiryWords = new Map([
  ['ex', { unitMs: 1000, isAbsolute: false }],
  ['px', { unitMs: 1, isAbsolute: false }],
  ['exat', { unitMs: 1000, isAbsolute: true }],
  ['pxat', { unitMs: 1, isAbsolute: true }],
]);

function setOptions(args: readonly string[]): SetOptions {
  const options: SetOptions = {};
  for (let at = 3; at < args.length; at++) {
    const word = (args[at] as string).toLowerCase();
    const expiry = expiryWords.get(word);
    if ((word === 'nx' || word === 'xx') && options.onlyIf === undefined) {
      options.onlyIf = word === 'nx' ? 'missing' : 'present';
    } else if (word === 'get') {
      options.returnsOld = true;
    } else if (word === 'keepttl' && options.expiry === undefined) {
      options.keepsExpiry = true;
    } else if (expiry !== undefined && !options.keepsExpiry && options.expiry === undefined && at + 1 < args.length) {
      options.expiry = { ...expiry, text: args[++at] };
    } else if (!isRepeated(word, options)) {
      throw new CommandError(syntaxError);
    }
  }
  return options;
}

function isRepeated(word: string, options: SetOptions): boolean {
  return (word === 'nx' && options.onlyIf === 'missing') || (word === 'xx' && options.onlyIf === 'present');
}

function set(session: Session, args: string[], engine: Engine): void {
  const { db, reply } = session;
  const [, key = '', data = ''] = args;
  if (args.length === 3) {
    db.put(key, { type: 'string', data });
    reply.ok();
    return;
  }
  const { onlyIf, returnsOld, keepsExpiry, expiry } = setOptions(args);
  const atMs = expiry && expiryAtMs(db, expiry.text, expiry.unitMs, expiry.isAbsolute, 'set');
  const old = returnsOld ? db.string(key) : undefined;
  if (onlyIf !== undefined && db.has(key) !== (onlyIf === 'present')) {
    reply.bulkOrNull(old);
    return;
  }
  db.put(key, { type: 'string', data }, keepsExpiry);
  if (atMs !== undefined) {
    db.expireAt(key, atMs);
    engine.rewritten = ['SET', key, data, 'PXAT', String(atMs)];
  } else if (returnsOld) {
    engine.rewritten = args.filter((arg, index) => index < 3 || arg.toLowerCase() !== 'get');
  }
  if (returnsOld) reply.bulkOrNull(old);
  else reply.ok();
}
