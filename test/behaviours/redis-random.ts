import fc from 'fast-check';

/** Few keys and members, so that commands meet; integers only in sets of which all members are read, as the order is open else. */
const key = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.constantFrom('x', 'y', '1', '2', '-3', '0.5', '');
const integer = fc.integer({ min: -4, max: 4 }).map(String);
const number = fc.constantFrom('0', '1', '2', '2.5', '-1', 'inf', '-inf', '1e3', 'nan', 'x');
const bound = fc.constantFrom('0', '1', '(1', '2', '(2', '-inf', '+inf', '(x', '3');
const end = fc.constantFrom('LEFT', 'RIGHT', 'left', 'UP');
const none = fc.constant<string[]>([]);

function line(...parts: (string | fc.Arbitrary<string> | fc.Arbitrary<string[]>)[]): fc.Arbitrary<string[]> {
  const arbitraries = parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part));
  return fc.tuple(...arbitraries).map((words) => words.flat());
}

const options = (...words: string[]) => fc.subarray(words);
const many = (arbitrary: fc.Arbitrary<string>) => fc.array(arbitrary, { minLength: 1, maxLength: 4 });
const pairs = (first: fc.Arbitrary<string>, second: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(first, second), { minLength: 1, maxLength: 3 }).map((found) => found.flat());
const limit = fc.oneof(
  none,
  fc.tuple(integer, integer).map(([offset, count]) => ['LIMIT', offset, count]),
);

export const randomCommand: fc.Arbitrary<string[]> = fc.oneof(
  line('GET', key),
  line('SET', key, text, options('NX', 'XX', 'GET', 'KEEPTTL')),
  line('SET', key, text, fc.constantFrom('EX', 'PX'), fc.constantFrom('100000', '0', 'x', '-1')),
  line(fc.constantFrom('SETNX', 'GETSET', 'APPEND'), key, text),
  line(fc.constantFrom('INCR', 'DECR', 'GETDEL', 'STRLEN', 'TYPE', 'PERSIST', 'EXISTS'), key),
  line(fc.constantFrom('INCRBY', 'DECRBY'), key, fc.oneof(integer, text)),
  line('GETRANGE', key, integer, integer),
  line(fc.constantFrom('MGET', 'EXISTS', 'UNLINK'), many(key)),
  line('DEL', key),
  line(fc.constantFrom('MSET', 'MSETNX'), pairs(key, text)),
  line('EXPIRE', key, fc.constantFrom('100000', '-1', 'x'), options('NX', 'XX', 'GT', 'LT')),
  line('TTL', key),
  line(fc.constantFrom('RENAME', 'RENAMENX'), key, key),
  line(fc.constantFrom('LPUSH', 'RPUSH', 'LPUSHX', 'RPUSHX'), key, many(text)),
  line(
    fc.constantFrom('LPOP', 'RPOP', 'ZPOPMIN', 'ZPOPMAX'),
    key,
    fc.oneof(
      none,
      integer.map((count) => [count]),
    ),
  ),
  line(fc.constantFrom('LLEN', 'HLEN', 'SCARD', 'ZCARD', 'HGETALL', 'HKEYS', 'HVALS'), key),
  line(fc.constantFrom('LRANGE', 'LTRIM', 'ZRANGE', 'ZREVRANGE', 'ZREMRANGEBYRANK'), key, integer, integer),
  line('LREM', key, integer, text),
  line('LINDEX', key, integer),
  line('LSET', key, integer, text),
  line('LINSERT', key, fc.constantFrom('BEFORE', 'AFTER', 'AT'), text, text),
  line('LMOVE', key, key, end, end),
  line('RPOPLPUSH', key, key),
  line(fc.constantFrom('BLPOP', 'BRPOP'), many(key), '0.001'),
  line('BLMOVE', key, key, end, end, '0.001'),
  line(fc.constantFrom('HSET', 'HMSET'), key, pairs(text, text)),
  line('HSETNX', key, text, text),
  line(fc.constantFrom('HGET', 'HEXISTS', 'SISMEMBER', 'ZSCORE', 'ZRANK', 'ZREVRANK', 'HSTRLEN'), key, text),
  line(fc.constantFrom('HMGET', 'HDEL', 'SADD', 'SREM', 'ZREM', 'SMISMEMBER', 'ZMSCORE'), key, many(text)),
  line('HINCRBY', key, text, integer),
  line('ZADD', key, options('NX', 'XX', 'GT', 'LT', 'CH'), pairs(number, text)),
  line('ZADD', key, options('NX', 'XX', 'GT', 'LT'), 'INCR', number, text),
  line('ZINCRBY', key, number, text),
  line('ZRANGE', key, bound, bound, 'BYSCORE', options('REV', 'WITHSCORES'), limit),
  line(fc.constantFrom('ZRANGEBYSCORE', 'ZREVRANGEBYSCORE'), key, bound, bound, options('WITHSCORES'), limit),
  line(fc.constantFrom('ZCOUNT', 'ZREMRANGEBYSCORE'), key, bound, bound),
  line(fc.constantFrom('MULTI', 'EXEC', 'DISCARD', 'UNWATCH')),
  line('WATCH', key),
  line('DBSIZE'),
);
