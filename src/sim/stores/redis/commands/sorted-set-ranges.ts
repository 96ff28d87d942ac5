import type { Handler } from '../command.ts';
import { CommandError, syntaxError } from '../errors.ts';
import { doubleArgument, integerArgument } from '../numbers.ts';
import type { Reply } from '../reply.ts';
import type { ScoreBound, Scored, SortedSet } from '../sorted-set.ts';
import { clampRange } from './ranges.ts';

type Order = 'rank' | 'score' | 'lex';

/** What the name of a command settles; the rest may be said by its options. */
interface Fixed {
  readonly by?: Order;
  readonly reversed?: boolean;
}

interface RangeOptions {
  by: Order;
  reversed: boolean;
  withScores: boolean;
  limit: { offset: number; count: number } | undefined;
}

/** `5`, `(5`, `-inf`, `+inf`. */
function scoreBound(text: string | undefined): ScoreBound {
  const exclusive = text?.startsWith('(') ?? false;
  return { value: doubleArgument(exclusive ? text?.slice(1) : text, 'ERR min or max is not a float'), exclusive };
}

export function scoreBounds(min: string | undefined, max: string | undefined): [ScoreBound, ScoreBound] {
  return [scoreBound(min), scoreBound(max)];
}

/** A test for one end of a range of members: `[a`, `(a`, `-`, `+`. */
function lexBound(text: string | undefined, isMin: boolean): (member: string) => boolean {
  if (text === '-') return () => isMin;
  if (text === '+') return () => !isMin;
  const sign = text?.[0];
  if (text === undefined || (sign !== '[' && sign !== '(')) {
    throw new CommandError('ERR min or max not valid string range item');
  }
  const bound = text.slice(1);
  if (sign === '[') return (member) => (isMin ? member >= bound : member <= bound);
  return (member) => (isMin ? member > bound : member < bound);
}

/** ZRANGE and the older commands that it replaces. */
export function rangeHandler(fixed: Fixed): Handler {
  return ({ db, reply }, args) => {
    const [, key = '', first, last] = args;
    const options = rangeOptions(args, fixed);
    const isUpsideDown = options.reversed && options.by !== 'rank';
    const select = selector(isUpsideDown ? last : first, isUpsideDown ? first : last, options);
    const zset = db.sortedSet(key);
    sendRange(reply, zset === undefined ? [] : select(zset), options.withScores);
  };
}

function rangeOptions(args: readonly string[], fixed: Fixed): RangeOptions {
  const options: RangeOptions = {
    by: fixed.by ?? 'rank',
    reversed: fixed.reversed ?? false,
    withScores: false,
    limit: undefined,
  };
  for (let at = 4; at < args.length; at++) {
    const word = (args[at] as string).toLowerCase();
    if (word === 'withscores') {
      options.withScores = true;
    } else if (word === 'limit' && at + 2 < args.length) {
      options.limit = { offset: integerArgument(args[at + 1]), count: integerArgument(args[at + 2]) };
      at += 2;
    } else if (word === 'rev' && fixed.reversed === undefined) {
      options.reversed = true;
    } else if ((word === 'byscore' || word === 'bylex') && fixed.by === undefined) {
      options.by = word === 'byscore' ? 'score' : 'lex';
    } else {
      throw new CommandError(syntaxError);
    }
  }
  if (options.limit !== undefined && options.limit.count !== -1 && options.by === 'rank') {
    throw new CommandError(`${syntaxError}, LIMIT is only supported in combination with either BYSCORE or BYLEX`);
  }
  if (options.withScores && options.by === 'lex') {
    throw new CommandError(`${syntaxError}, WITHSCORES not supported in combination with BYLEX`);
  }
  return options;
}

/** Reads the ends of the range at once, so that a bad one is refused whether or not the key exists. */
function selector(min: string | undefined, max: string | undefined, { by, reversed, limit }: RangeOptions) {
  const inOrder = (found: readonly Scored[]) => cut(reversed ? found.toReversed() : found, limit);
  if (by === 'score') {
    const bounds = scoreBounds(min, max);
    return (zset: SortedSet) => {
      const { start, end } = zset.scoreRange(...bounds);
      return inOrder(zset.ordered.slice(start, end));
    };
  }
  if (by === 'lex') {
    const [isAbove, isBelow] = [lexBound(min, true), lexBound(max, false)];
    return (zset: SortedSet) => inOrder(zset.ordered.filter(({ member }) => isAbove(member) && isBelow(member)));
  }
  const [first, last] = [integerArgument(min), integerArgument(max)];
  return (zset: SortedSet) => {
    const range = clampRange(first, last, zset.size);
    if (range === undefined) return [];
    const ordered = reversed ? zset.ordered.toReversed() : zset.ordered;
    return ordered.slice(range.start, range.stop + 1);
  };
}

function cut(found: readonly Scored[], limit: RangeOptions['limit']): readonly Scored[] {
  if (limit === undefined) return found;
  if (limit.offset < 0) return [];
  return limit.count < 0 ? found.slice(limit.offset) : found.slice(limit.offset, limit.offset + limit.count);
}

function sendRange(reply: Reply, range: readonly Scored[], withScores: boolean): void {
  const isNested = withScores && reply.protocol === 3;
  reply.array(withScores && !isNested ? range.length * 2 : range.length);
  for (const { member, score } of range) {
    if (isNested) reply.array(2);
    reply.bulk(member);
    if (withScores) reply.double(score);
  }
}
