import { type Command, command, oneKey } from '../command.ts';

/** Members come in order of insertion; the real server promises no order. */
export const setCommands: readonly Command[] = [
  command('sadd', -3, 'write denyoom fast', oneKey, ({ db, reply }, args) => {
    const key = args[1] as string;
    const old = db.set(key);
    const set = old ?? new Set<string>();
    const sizeBefore = set.size;
    for (const member of args.slice(2)) set.add(member);
    if (old === undefined) db.put(key, { type: 'set', data: set });
    else if (set.size > sizeBefore) db.changed(key);
    reply.integer(set.size - sizeBefore);
  }),
  command('srem', -3, 'write fast', oneKey, ({ db, reply }, args) => {
    const key = args[1] as string;
    const set = db.set(key);
    const removed = args.slice(2).filter((member) => set?.delete(member)).length;
    if (set !== undefined && removed > 0) db.changedOrEmptied(key, set.size);
    reply.integer(removed);
  }),
  command('smembers', 2, 'readonly', oneKey, ({ db, reply }, [, key = '']) => {
    const set = db.set(key);
    reply.set(set?.size ?? 0);
    for (const member of set ?? []) reply.bulk(member);
  }),
  command('sismember', 3, 'readonly fast', oneKey, ({ db, reply }, [, key = '', member = '']) =>
    reply.integer(db.set(key)?.has(member) ? 1 : 0),
  ),
  command('smismember', -3, 'readonly fast', oneKey, ({ db, reply }, args) => {
    const set = db.set(args[1] as string);
    reply.array(args.length - 2);
    for (const member of args.slice(2)) reply.integer(set?.has(member) ? 1 : 0);
  }),
  command('scard', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) => reply.integer(db.set(key)?.size ?? 0)),
];
