import { type Command, command, type Handler, oneKey } from '../command.ts';
import type { Database } from '../database.ts';
import { CommandError, notPositive, syntaxError } from '../errors.ts';
import { doubleArgument, integerArgument } from '../numbers.ts';
import type { Session } from '../session.ts';
import { type Scored, SortedSet } from '../sorted-set.ts';
import { clampRange } from './ranges.ts';
import { rangeHandler, scoreBounds } from './sorted-set-ranges.ts';

export const sortedSetCommands: readonly Command[] = [
  command('zadd', -4, 'write denyoom fast', oneKey, (session, args) => add(session, args, zaddOptions(args))),
  command('zincrby', 4, 'write denyoom fast', oneKey, (session, args) =>
    add(session, args, { words: new Set(['incr']), first: 2 }),
  ),
  command('zrem', -3, 'write fast', oneKey, ({ db, reply }, args) => {
    const key = args[1] as string;
    const zset = db.sortedSet(key);
    const removed = args.slice(2).filter((member) => zset?.delete(member)).length;
    if (zset !== undefined && removed > 0) db.changedOrEmptied(key, zset.size);
    reply.integer(removed);
  }),
  command('zscore', 3, 'readonly fast', oneKey, ({ db, reply }, [, key = '', member = '']) => {
    const score = db.sortedSet(key)?.score(member);
    if (score === undefined) reply.nothing();
    else reply.double(score);
  }),
  command('zmscore', -3, 'readonly fast', oneKey, ({ db, reply }, args) => {
    const zset = db.sortedSet(args[1] as string);
    reply.array(args.length - 2);
    for (const member of args.slice(2)) {
      const score = zset?.score(member);
      if (score === undefined) reply.nothing();
      else reply.double(score);
    }
  }),
  command('zcard', 2, 'readonly fast', oneKey, ({ db, reply }, [, key = '']) =>
    reply.integer(db.sortedSet(key)?.size ?? 0),
  ),
  command('zrank', 3, 'readonly fast', oneKey, rankHandler(false)),
  command('zrevrank', 3, 'readonly fast', oneKey, rankHandler(true)),
  command('zcount', 4, 'readonly fast', oneKey, ({ db, reply }, [, key = '', min, max]) => {
    const bounds = scoreBounds(min, max);
    const zset = db.sortedSet(key);
    if (zset === undefined) return reply.integer(0);
    const { start, end } = zset.scoreRange(...bounds);
    reply.integer(end - start);
  }),
  command('zrange', -4, 'readonly', oneKey, rangeHandler({})),
  command('zrevrange', -4, 'readonly', oneKey, rangeHandler({ by: 'rank', reversed: true })),
  command('zrangebyscore', -4, 'readonly', oneKey, rangeHandler({ by: 'score', reversed: false })),
  command('zrevrangebyscore', -4, 'readonly', oneKey, rangeHandler({ by: 'score', reversed: true })),
  command('zremrangebyscore', 4, 'write', oneKey, ({ db, reply }, [, key = '', min, max]) => {
    const bounds = scoreBounds(min, max);
    const zset = db.sortedSet(key);
    const range = zset?.scoreRange(...bounds);
    reply.integer(range ? removeRange(db, key, zset as SortedSet, range.start, range.end - range.start).length : 0);
  }),
  command('zremrangebyrank', 4, 'write', oneKey, ({ db, reply }, [, key = '', first, last]) => {
    const [from, to] = [integerArgument(first), integerArgument(last)];
    const zset = db.sortedSet(key);
    const range = zset && clampRange(from, to, zset.size);
    const count = range ? range.stop - range.start + 1 : 0;
    reply.integer(zset && range ? removeRange(db, key, zset, range.start, count).length : 0);
  }),
  command('zpopmin', -2, 'write fast', oneKey, popHandler('lowest')),
  command('zpopmax', -2, 'write fast', oneKey, popHandler('highest')),
];

function rankHandler(reversed: boolean): Handler {
  return ({ db, reply }, [, key = '', member = '']) => {
    const zset = db.sortedSet(key);
    const rank = zset?.rank(member);
    if (zset === undefined || rank === undefined) reply.nothing();
    else reply.integer(reversed ? zset.size - 1 - rank : rank);
  };
}

function removeRange(db: Database, key: string, zset: SortedSet, start: number, count: number): Scored[] {
  const removed = zset.remove(start, count);
  if (removed.length > 0) db.changedOrEmptied(key, zset.size);
  return removed;
}

function popHandler(which: 'lowest' | 'highest'): Handler {
  return ({ db, reply }, args) => {
    const [, key = '', countText] = args;
    if (args.length > 3) throw new CommandError(syntaxError);
    const count = countText === undefined ? 1 : integerArgument(countText, notPositive);
    if (count < 0) throw new CommandError(notPositive);
    const zset = db.sortedSet(key);
    if (zset === undefined || count === 0) return reply.array(0);
    const size = Math.min(count, zset.size);
    const popped = removeRange(db, key, zset, which === 'lowest' ? 0 : zset.size - size, size);
    if (which === 'highest') popped.reverse();
    const isNested = reply.protocol === 3 && countText !== undefined;
    reply.array(isNested ? popped.length : popped.length * 2);
    for (const { member, score } of popped) {
      if (isNested) reply.array(2);
      reply.bulk(member);
      reply.double(score);
    }
  };
}

interface AddOptions {
  /** Lower case: nx, xx, gt, lt, ch, incr. */
  readonly words: ReadonlySet<string>;
  /** Where the pairs of score and member start. */
  readonly first: number;
}

const addWords = new Set(['nx', 'xx', 'gt', 'lt', 'ch', 'incr']);

function zaddOptions(args: readonly string[]): AddOptions {
  const words = new Set<string>();
  let first = 2;
  for (; first < args.length; first++) {
    const word = (args[first] as string).toLowerCase();
    if (!addWords.has(word)) break;
    words.add(word);
  }
  const elements = args.length - first;
  if (elements === 0 || elements % 2 === 1) throw new CommandError(syntaxError);
  const [nx, xx, gt, lt] = [words.has('nx'), words.has('xx'), words.has('gt'), words.has('lt')];
  if (nx && xx) throw new CommandError('ERR XX and NX options at the same time are not compatible');
  if ((gt && nx) || (lt && nx) || (gt && lt)) {
    throw new CommandError('ERR GT, LT, and/or NX options at the same time are not compatible');
  }
  if (words.has('incr') && elements > 2) {
    throw new CommandError('ERR INCR option supports a single increment-element pair');
  }
  return { words, first };
}

function add({ db, reply }: Session, args: readonly string[], { words, first }: AddOptions): void {
  const pairs: Scored[] = [];
  for (let at = first; at < args.length; at += 2) {
    pairs.push({ score: doubleArgument(args[at]), member: args[at + 1] as string });
  }
  const key = args[1] as string;
  const old = db.sortedSet(key);
  const zset = old ?? new SortedSet();
  let added = 0;
  let updated = 0;
  let result: number | undefined;
  for (const { member, score } of pairs) {
    const before = zset.score(member);
    const after = newScore(before, score, words);
    result = after;
    if (after === undefined || after === before) continue;
    zset.set(member, after);
    if (before === undefined) added++;
    else updated++;
  }
  if (old === undefined && added > 0) db.put(key, { type: 'zset', data: zset });
  else if (added + updated > 0) db.changed(key);
  if (!words.has('incr')) reply.integer(words.has('ch') ? added + updated : added);
  else if (result === undefined) reply.nothing();
  else reply.double(result);
}

/** The score a member gets, or undefined when the options leave it alone. */
function newScore(before: number | undefined, given: number, words: ReadonlySet<string>): number | undefined {
  if (before === undefined) return words.has('xx') ? undefined : given;
  if (words.has('nx')) return undefined;
  const score = words.has('incr') ? before + given : given;
  if (Number.isNaN(score)) throw new CommandError('ERR resulting score is not a number (NaN)');
  if (words.has('gt') && score <= before) return undefined;
  return words.has('lt') && score >= before ? undefined : score;
}
