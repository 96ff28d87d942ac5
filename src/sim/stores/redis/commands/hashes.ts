import { type Command, command, oneKey } from '../command.ts';
import type { Database } from '../database.ts';
import { CommandError, notAnInteger, wrongArity } from '../errors.ts';
import { addIntegers, parseInteger } from '../numbers.ts';

export const hashCommands: readonly Command[] = [
  command('hset', -4, 'write denyoom fast', oneKey, ({ db, reply }, args) =>
    reply.integer(setFields(db, args, 'hset')),
  ),
  command('hmset', -4, 'write denyoom fast', oneKey, ({ db, reply }, args) => {
    setFields(db, args, 'hmset');
    reply.ok();
  }),
  command('hsetnx', 4, 'write denyoom fast', oneKey, ({ db, reply }, args) => {
    const [, key = '', field = ''] = args;
    const isTaken = db.hash(key)?.has(field) ?? false;
    reply.integer(isTaken ? 0 : setFields(db, args, 'hsetnx'));
  }),
  command('hget', 3, 'readonly fast', oneKey, ({ db, reply }, [, key = '', field = '']) =>
    reply.bulkOrNull(db.hash(key)?.get(field)),
  ),
  command('hmget', -3, 'readonly fast', oneKey, ({ db, reply }, args) => {
    const hash = db.hash(args[1] as string);
    reply.array(args.length - 2);
    for (const field of args.slice(2)) reply.bulkOrNull(hash?.get(field));
  }),
  command('hgetall', 2, 'readonly', oneKey, ({ db, reply }, [, key = '']) => {
    const hash = db.hash(key);
    reply.map(hash?.size ?? 0);
    for (const [field, text] of hash ?? []) {
      reply.bulk(field);
      reply.bulk(text);
    }
  }),
  command('hkeys', 2, 'readonly', oneKey, ({ db, reply }, [, key = '']) =>
    reply.bulks([...(db.hash(key)?.keys() ?? [])]),
  ),
  command('hvals', 2, 'readonly', oneKey, ({ db, reply }, [, key = '']) =>
    reply.bulks([...(db.hash(key)?.values() ?? [])]),
  ),
  command('hlen', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) => reply.integer(db.hash(key)?.size ?? 0)),
  command('hexists', 3, 'readonly fast', oneKey, ({ db, reply }, [, key = '', field = '']) =>
    reply.integer(db.hash(key)?.has(field) ? 1 : 0),
  ),
  command('hstrlen', 3, 'readonly fast', oneKey, ({ db, reply }, [, key = '', field = '']) =>
    reply.integer(db.hash(key)?.get(field)?.length ?? 0),
  ),
  command('hdel', -3, 'write fast', oneKey, ({ db, reply }, args) => {
    const key = args[1] as string;
    const hash = db.hash(key);
    const removed = args.slice(2).filter((field) => hash?.delete(field)).length;
    if (hash !== undefined && removed > 0) db.changedOrEmptied(key, hash.size);
    reply.integer(removed);
  }),
  command('hincrby', 4, 'write denyoom fast', oneKey, ({ db, reply }, [name = '', key = '', field = '', by = '']) => {
    const delta = parseInteger(by);
    if (delta === undefined) throw new CommandError(notAnInteger);
    const old = parseInteger(db.hash(key)?.get(field) ?? '0');
    if (old === undefined) throw new CommandError('ERR hash value is not an integer');
    const sum = addIntegers(old, delta);
    setFields(db, [name, key, field, String(sum)], name);
    reply.integer(sum);
  }),
];

/** Sets fields from position 2 on; the number of those that are new. */
function setFields(db: Database, args: readonly string[], name: string): number {
  if (args.length % 2 === 1) throw wrongArity(name);
  const key = args[1] as string;
  const old = db.hash(key);
  const hash = old ?? new Map<string, string>();
  const sizeBefore = hash.size;
  for (let at = 2; at < args.length; at += 2) hash.set(args[at] as string, args[at + 1] as string);
  if (old === undefined) db.put(key, { type: 'hash', data: hash });
  else db.changed(key);
  return hash.size - sizeBefore;
}
