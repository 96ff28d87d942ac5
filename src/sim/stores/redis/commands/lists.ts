import { type Command, command, type Handler, oneKey } from '../command.ts';
import type { Database } from '../database.ts';
import { CommandError, noSuchKey, notPositive, syntaxError, wrongArity } from '../errors.ts';
import { integerArgument } from '../numbers.ts';
import { Ring } from '../ring.ts';
import type { Session } from '../session.ts';
import { clampRange } from './ranges.ts';

export type End = 'left' | 'right';

export const listCommands: readonly Command[] = [
  command('lpush', -3, 'write denyoom fast', oneKey, pushHandler('left', false)),
  command('rpush', -3, 'write denyoom fast', oneKey, pushHandler('right', false)),
  command('lpushx', -3, 'write denyoom fast', oneKey, pushHandler('left', true)),
  command('rpushx', -3, 'write denyoom fast', oneKey, pushHandler('right', true)),
  command('lpop', -2, 'write fast', oneKey, popHandler('left')),
  command('rpop', -2, 'write fast', oneKey, popHandler('right')),
  command('llen', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) =>
    reply.integer(db.list(key)?.length ?? 0),
  ),
  command('lrange', 4, 'readonly', oneKey, ({ db, reply }, [, key = '', first, last]) => {
    const [from, to] = [integerArgument(first), integerArgument(last)];
    const list = db.list(key);
    const range = list && clampRange(from, to, list.length);
    reply.bulks(list && range ? list.slice(range.start, range.stop) : []);
  }),
  command('lindex', 3, 'readonly', oneKey, ({ db, reply }, [, key = '', index]) => {
    const list = db.list(key);
    if (list === undefined) return reply.nothing();
    const at = integerArgument(index);
    reply.bulkOrNull(list.at(at < 0 ? at + list.length : at));
  }),
  command('lset', 4, 'write denyoom', oneKey, ({ db, reply }, [, key = '', index, item = '']) => {
    const list = db.list(key);
    if (list === undefined) throw new CommandError(noSuchKey);
    const asked = integerArgument(index);
    const at = asked < 0 ? asked + list.length : asked;
    if (list.at(at) === undefined) throw new CommandError('ERR index out of range');
    list.replace(at, item);
    db.changed(key);
    reply.ok();
  }),
  command('linsert', 5, 'write denyoom', oneKey, insert),
  command('lrem', 4, 'write', oneKey, removeItems),
  command('ltrim', 4, 'write', oneKey, ({ db, reply }, [, key = '', first, last]) => {
    const [from, to] = [integerArgument(first), integerArgument(last)];
    const list = db.list(key);
    if (list !== undefined) {
      const range = clampRange(from, to, list.length);
      list.assign(range ? list.slice(range.start, range.stop) : []);
      db.changedOrEmptied(key, list.length);
    }
    reply.ok();
  }),
  command('lmove', 5, 'write denyoom', [1, 2, 1], ({ db, reply }, [, from = '', to = '', taking, giving]) => {
    const [takeAt, giveAt] = [endOf(taking), endOf(giving)];
    reply.bulkOrNull(move(db, from, to, takeAt, giveAt));
  }),
  command('rpoplpush', 3, 'write denyoom', [1, 2, 1], ({ db, reply }, [, from = '', to = '']) =>
    reply.bulkOrNull(move(db, from, to, 'right', 'left')),
  ),
];

export function endOf(word: string | undefined): End {
  const end = word?.toLowerCase();
  if (end !== 'left' && end !== 'right') throw new CommandError(syntaxError);
  return end;
}

/** Takes one item of a list that is there. */
export function take(db: Database, key: string, list: Ring, end: End): string {
  const item = (end === 'left' ? list.shift() : list.pop()) as string;
  db.changedOrEmptied(key, list.length);
  return item;
}

function push(db: Database, key: string, items: readonly string[], end: End): number {
  const old = db.list(key);
  const list = old ?? new Ring();
  for (const item of items) {
    if (end === 'left') list.unshift(item);
    else list.push(item);
  }
  if (old === undefined) db.put(key, { type: 'list', data: list });
  else db.changed(key);
  return list.length;
}

/** Moves one item; undefined when there is none. Both ends are checked before anything is taken. */
export function move(db: Database, from: string, to: string, taking: End, giving: End): string | undefined {
  const source = db.list(from);
  if (source === undefined) return undefined;
  db.list(to);
  const item = (taking === 'left' ? source.shift() : source.pop()) as string;
  push(db, to, [item], giving);
  db.changedOrEmptied(from, source.length);
  return item;
}

function pushHandler(end: End, onlyIfPresent: boolean): Handler {
  return ({ db, reply }, args) => {
    const key = args[1] as string;
    if (onlyIfPresent && db.list(key) === undefined) return reply.integer(0);
    reply.integer(push(db, key, args.slice(2), end));
  };
}

function popHandler(end: End): Handler {
  return ({ db, reply }, args) => {
    const [name = '', key = '', countText] = args;
    if (args.length > 3) throw wrongArity(name.toLowerCase());
    const count = countText === undefined ? undefined : integerArgument(countText, notPositive);
    if (count !== undefined && count < 0) throw new CommandError(notPositive);
    const list = db.list(key);
    if (list === undefined) return count === undefined ? reply.nothing() : reply.noArray();
    if (count === undefined) return reply.bulk(take(db, key, list, end));
    const items: string[] = [];
    while (items.length < count && list.length > 0) items.push((end === 'left' ? list.shift() : list.pop()) as string);
    if (items.length > 0) db.changedOrEmptied(key, list.length);
    reply.bulks(items);
  };
}

function insert({ db, reply }: Session, [, key = '', where = '', pivot = '', item = '']: string[]): void {
  const side = where.toLowerCase();
  if (side !== 'before' && side !== 'after') throw new CommandError(syntaxError);
  const list = db.list(key);
  if (list === undefined) {
    reply.integer(0);
    return;
  }
  const items = list.toArray();
  const at = items.indexOf(pivot);
  if (at === -1) {
    reply.integer(-1);
    return;
  }
  items.splice(side === 'before' ? at : at + 1, 0, item);
  list.assign(items);
  db.changed(key);
  reply.integer(items.length);
}

function removeItems({ db, reply }: Session, [, key = '', countText, item = '']: string[]): void {
  const count = integerArgument(countText);
  const list = db.list(key);
  if (list === undefined) {
    reply.integer(0);
    return;
  }
  let left = count === 0 ? Number.POSITIVE_INFINITY : Math.abs(count);
  const items = list.toArray();
  if (count < 0) items.reverse();
  const kept = items.filter((other) => other !== item || left-- <= 0);
  if (count < 0) kept.reverse();
  const removed = items.length - kept.length;
  if (removed > 0) {
    list.assign(kept);
    db.changedOrEmptied(key, kept.length);
  }
  reply.integer(removed);
}
