/**
 * Scripts of commands whose raw replies must be the same from the engine and from the real server. A line is split at spaces;
 * "\x20" style escapes inside double quotes are read as JSON. Scripts leave out what the protocol leaves open: the order of a
 * set's members, of KEYS and of SCAN, ids and times.
 */
export const scripts: Readonly<Record<string, string>> = {
  'strings are set, read and counted': `
    GET a
    SET a 1
    GET a
    SET a 2 NX
    SET b 2 NX
    SET a 3 XX
    SET c 3 XX
    SET a 4 GET
    SET zz 4 GET
    SET a 5 NX GET
    SET new 5 NX GET
    GET new
    STRLEN a
    STRLEN missing
    APPEND a 00
    APPEND fresh abc
    GETDEL a
    GETDEL a
    GETSET b 9
    GETSET b2 9
    GETRANGE fresh 0 1
    GETRANGE fresh -2 -1
    GETRANGE fresh 5 9
    GETRANGE fresh -1 -2
    GETRANGE fresh -9 -8
    GETRANGE missing 0 -1
    MSET x 1 y 2
    MGET x y missing
    MSETNX x 5 q 6
    MSETNX p 5 q 6
    SETNX x 9
    SETNX x9 9`,
  'SET refuses options that do not go together': `
    SET a 1 NX XX
    SET a 1 XX NX
    SET a 1 NX NX
    SET a 1 EX
    SET a 1 EX 0
    SET a 1 EX -1
    SET a 1 PX 0
    SET a 1 EX ten
    SET a 1 EX 10 PX 10
    SET a 1 EX 10 KEEPTTL
    SET a 1 KEEPTTL EX 10
    SET a 1 KEEPTTL KEEPTTL
    SET a 1 EXAT 0
    SET a 1 WHAT
    SET a
    SET a 1 EX 9223372036854775807
    SETEX a 0 1
    SETEX a x 1
    PSETEX a -1 1
    SETEX a 10 1
    TTL a`,
  'counters are 64-bit integers': `
    INCR n
    INCRBY n 41
    DECR n
    DECRBY n 40
    INCRBY n x
    INCRBY n 1.5
    SET n 9223372036854775806
    INCR n
    INCR n
    GET n
    SET n -9223372036854775808
    DECR n
    INCRBY n 9223372036854775807
    DECRBY n -9223372036854775808
    SET n 10
    DECRBY n 9223372036854775808
    SET s abc
    INCR s
    SET s " 1"
    INCR s
    SET s 01
    INCR s
    SET s +1
    INCR s
    SET s ""
    INCR s
    SET s -0
    INCR s
    RPUSH l 1
    INCR l
    GET l`,
  'keys are counted, renamed, deleted': `
    EXISTS a
    SET a 1
    SET b 2
    EXISTS a b a c
    TOUCH a c
    TYPE a
    TYPE nothing
    RENAME a c
    RENAME a c
    RENAME c c
    RENAMENX c b
    RENAMENX c d
    RENAMENX nothing d
    DEL d nothing
    UNLINK b
    DBSIZE
    FLUSHDB
    FLUSHALL ASYNC
    FLUSHALL NOW
    FLUSHALL SYNC ASYNC
    KEYS *
    DEL
    SCAN 0
    SCAN x
    SCAN 0 COUNT 0
    SCAN 0 COUNT x
    SCAN 0 MATCH
    SCAN 0 WHAT 1`,
  'types are told': `
    SET s 1
    RPUSH l 1
    HSET h a 1
    SADD e 1
    ZADD z 1 a
    TYPE s
    TYPE l
    TYPE h
    TYPE e
    TYPE z
    KEYS l
    KEYS [l]
    KEYS [^shez]
    KEYS [k-m]
    KEYS "\\\\l"
    SCAN 0 MATCH l* COUNT 100
    SCAN 0 TYPE zset COUNT 100`,
  'a key of another type is refused': `
    SET s 1
    RPUSH l 1
    LPUSH s 1
    RPUSHX s 1
    LPOP s
    LLEN s
    LRANGE s 0 -1
    LRANGE s x -1
    LINDEX s 0
    LREM s 0 a
    LTRIM s 0 0
    LMOVE s l LEFT LEFT
    LMOVE l s LEFT LEFT
    RPOPLPUSH l s
    LRANGE l 0 -1
    BLPOP s 1
    BLMOVE s l LEFT LEFT 1
    HSET s a 1
    HGET s a
    HGETALL s
    HINCRBY s a 1
    SADD s 1
    SMEMBERS s
    SISMEMBER s 1
    ZADD s 1 a
    ZSCORE s a
    ZRANGE s 0 -1
    ZPOPMIN s
    GET l
    GETSET l 1
    GETDEL l
    SET l 1 GET
    APPEND l 1
    STRLEN l
    MGET s l
    SETNX l 1
    SET l now-a-string
    GET l`,
  'expiry times are set, told and refused': `
    EXPIRE a 10
    TTL a
    PTTL a
    SET a 1
    TTL a
    EXPIRE a 100
    TTL a
    EXPIRE a 200 NX
    EXPIRE a 200 XX
    TTL a
    EXPIRE a 100 GT
    EXPIRE a 300 GT
    EXPIRE a 300 LT
    EXPIRE a 250 LT
    TTL a
    EXPIRE a 10 NX XX
    EXPIRE a 10 NX GT
    EXPIRE a 10 GT LT
    EXPIRE a 10 WHAT
    EXPIRE a x
    EXPIRE a 9223372036854775807
    PERSIST a
    PERSIST a
    EXPIRE a 100 GT
    EXPIRE a 100 LT
    TTL a
    EXPIREAT a 33177117420
    EXPIRETIME a
    PEXPIREAT a 33177117420123
    PEXPIRETIME a
    EXPIRETIME missing
    RENAME a b
    EXPIRETIME b
    SET b 2 KEEPTTL
    EXPIRETIME b
    INCR b
    EXPIRETIME b
    SET b 2
    TTL b
    EXPIRE b -1
    GET b
    SET c 1
    PEXPIREAT c 1
    EXISTS c
    SET d 1 EXAT 33177117420
    EXPIRETIME d
    SET d 1 PXAT 33177117420123
    PEXPIRETIME d
    GETSET d 5
    TTL d`,
  'lists grow and shrink at both ends': `
    LPUSH l a b c
    RPUSH l d
    LRANGE l 0 -1
    LRANGE l -2 -1
    LRANGE l 2 1
    LRANGE l 9 12
    LRANGE l -100 100
    LLEN l
    LLEN none
    LPOP l
    RPOP l
    LPOP l 0
    LPOP l 5
    LPOP l
    LPOP l 2
    LPOP l 0
    EXISTS l
    LPOP l x
    LPOP l -1
    LPOP l 1 2
    LPUSHX l a
    RPUSHX l a
    RPUSH l a b a c a
    LREM l 1 a
    LREM l -1 a
    LREM l 0 a
    LREM l x a
    LRANGE l 0 -1
    LINDEX l 0
    LINDEX l -1
    LINDEX l 7
    LINDEX l x
    LINDEX none 0
    LSET l 0 B
    LSET l 9 B
    LSET none 0 B
    LINSERT l BEFORE c x
    LINSERT l AFTER c y
    LINSERT l AFTER none y
    LINSERT none AFTER none y
    LINSERT l NEXT c y
    LRANGE l 0 -1
    LTRIM l 1 2
    LRANGE l 0 -1
    LTRIM l 5 9
    EXISTS l`,
  'an item moves from list to list': `
    RPUSH q 1 2 3
    LMOVE q busy LEFT RIGHT
    LMOVE q busy RIGHT LEFT
    LRANGE q 0 -1
    LRANGE busy 0 -1
    RPOPLPUSH busy busy
    LRANGE busy 0 -1
    LMOVE q q LEFT RIGHT
    LMOVE q busy LEFT MIDDLE
    LMOVE none busy LEFT LEFT
    RPOPLPUSH none busy
    BLMOVE q busy LEFT LEFT 0
    EXISTS q
    BRPOPLPUSH busy q 0
    BLPOP none q 0
    BRPOP busy 0
    LRANGE busy 0 -1
    BLPOP busy -1
    BLPOP busy x
    BLMOVE a b LEFT LEFT x
    BLMOVE a b LEFT UP 0`,
  'who waits too long gets nothing': `
    BLPOP none 0.01
    BRPOP none other 0.01
    BLMOVE none other LEFT LEFT 0.01
    BRPOPLPUSH none other 0.01
    PING`,
  'hashes hold fields in order': `
    HSET h a 1 b 2
    HSET h a 3 c 4
    HSET h a
    HSET h a 1 b
    HGET h a
    HGET h x
    HGET none x
    HMGET h a x c
    HMGET none a b
    HGETALL h
    HGETALL none
    HKEYS h
    HVALS h
    HKEYS none
    HLEN h
    HEXISTS h a
    HEXISTS h x
    HSTRLEN h a
    HSETNX h a 9
    HSETNX h d 9
    HSETNX new d 9
    HINCRBY h a 5
    HINCRBY h n 5
    HINCRBY h n x
    HSET h t text
    HINCRBY h t 1
    HSET h big 9223372036854775807
    HINCRBY h big 1
    HMSET h m 1
    HMSET h m
    HDEL h a b x
    HDEL none a
    HDEL h c d n t big m
    EXISTS h`,
  'sets hold each member once': `
    SADD s 1 1 2
    SADD s 2
    SCARD s
    SCARD none
    SISMEMBER s 1
    SISMEMBER s 9
    SISMEMBER none 9
    SMISMEMBER s 1 9
    SREM s 1 9
    SMEMBERS s
    SMEMBERS none
    SREM s 2
    EXISTS s
    SREM s 2`,
  'sorted sets are ordered by score, then bytes': `
    ZADD z 1 one 2 two 3 three
    ZADD z 1 uno 10 three
    ZADD z CH 1 uno 11 three 4 four
    ZADD z NX 9 one 5 five
    ZADD z XX 9 one 6 six
    ZADD z GT 8 one 12 three
    ZADD z LT CH 8 one 13 three
    ZADD z XX GT CH 9 one
    ZADD z INCR 1.5 one
    ZADD z NX INCR 1 one
    ZADD z XX INCR 1 none
    ZADD z NX XX 1 a
    ZADD z GT LT 1 a
    ZADD z NX GT 1 a
    ZADD z INCR 1 a 2 b
    ZADD z 1
    ZADD z 1 a 2
    ZADD z CH
    ZADD z x a
    ZADD z nan a
    ZADD z XX 1 a
    ZADD empty XX 1 a
    EXISTS empty
    ZRANGE z 0 -1
    ZRANGE z 0 -1 WITHSCORES
    ZRANGE z 0 -1 REV
    ZRANGE z 1 2 REV WITHSCORES
    ZREVRANGE z 0 1 WITHSCORES
    ZRANGE z 5 2
    ZRANGE z x 2
    ZRANGE none 0 -1
    ZSCORE z one
    ZSCORE z nobody
    ZMSCORE z one nobody
    ZCARD z
    ZRANK z two
    ZREVRANK z two
    ZRANK z nobody
    ZINCRBY z 2 two
    ZINCRBY z 2 fresh
    ZINCRBY z x fresh
    ZREM z one nobody
    ZREM none one
    ZPOPMIN z
    ZPOPMIN z 2
    ZPOPMAX z
    ZPOPMIN z 0
    ZPOPMIN z -1
    ZPOPMIN z x
    ZPOPMIN z 1 1
    ZPOPMIN none
    ZPOPMIN z 100
    EXISTS z`,
  'ranges of scores': `
    ZADD z 1 a 2 b 2 c 3 d inf e -inf f
    ZRANGEBYSCORE z 1 2
    ZRANGEBYSCORE z (1 (3 WITHSCORES
    ZRANGEBYSCORE z -inf +inf LIMIT 1 2
    ZRANGEBYSCORE z -inf inf LIMIT 1 -1
    ZRANGEBYSCORE z -inf inf LIMIT -1 2
    ZRANGEBYSCORE z x 2
    ZRANGEBYSCORE z 1 (x
    ZRANGEBYSCORE none x 2
    ZRANGEBYSCORE z 1 2 LIMIT 1
    ZRANGEBYSCORE z 1 2 LIMIT a b
    ZRANGEBYSCORE z 1 2 REV
    ZRANGEBYSCORE z 3 1
    ZREVRANGEBYSCORE z 3 1 WITHSCORES LIMIT 0 2
    ZRANGE z 1 3 BYSCORE
    ZRANGE z (3 1 BYSCORE REV WITHSCORES
    ZRANGE z 1 3 BYSCORE LIMIT 1 1
    ZRANGE z 0 -1 LIMIT 0 1
    ZRANGE z 0 -1 LIMIT 0 -1
    ZRANGE z 1 3 BYSCORE WHAT
    ZRANGE z - + BYLEX
    ZRANGE z - + BYLEX WITHSCORES
    ZRANGE z a b BYLEX
    ZCOUNT z 2 3
    ZCOUNT z (2 +inf
    ZCOUNT z 5 4
    ZCOUNT z x 3
    ZCOUNT none 1 2
    ZREMRANGEBYSCORE z 2 2
    ZREMRANGEBYSCORE z x 2
    ZREMRANGEBYSCORE none 2 2
    ZREMRANGEBYRANK z 0 0
    ZRANGE z 0 -1 WITHSCORES
    ZREMRANGEBYSCORE z -inf inf
    EXISTS z
    ZADD lex 0 a 0 b 0 c 0 d
    ZRANGE lex [b (d BYLEX
    ZRANGE lex (d [b BYLEX REV
    ZRANGE lex - [b BYLEX LIMIT 1 5`,
  'scores are doubles': `
    ZADD z 0.1 a 1e20 b 1e-7 c 3.0 d 1.7976931348623157e308 e -0 f 12345678901234567890 g 0.00001234 h
    ZSCORE z a
    ZSCORE z b
    ZSCORE z c
    ZSCORE z d
    ZSCORE z e
    ZSCORE z f
    ZSCORE z g
    ZSCORE z h
    ZADD z 1e400 x
    ZADD z 1e-400 x
    ZADD z .5 x
    ZSCORE z x
    ZADD z 5. x
    ZADD z +3 x
    ZADD z "" x
    ZADD z " 1" x
    ZADD z inf x
    ZINCRBY z -inf x
    ZINCRBY z 1.1 a
    ZINCRBY z 2.2 a
    ZINCRBY z 100 a
    ZADD z 1311523200.123 t
    ZSCORE z t`,
  'transactions run as a whole': `
    EXEC
    DISCARD
    MULTI
    MULTI
    SET a 1
    INCR a
    LPUSH a x
    GET a
    EXEC
    GET a
    MULTI
    SET a 9
    DISCARD
    GET a
    MULTI
    SET a
    NOSUCH
    SET a 2
    EXEC
    GET a
    MULTI
    WATCH a
    EXEC
    WATCH a
    SET a 5
    MULTI
    SET a 6
    EXEC
    GET a
    WATCH a
    UNWATCH
    SET a 7
    MULTI
    GET a
    EXEC
    MULTI
    EXEC
    MULTI
    BLPOP none 0
    BLMOVE none none LEFT LEFT 0
    EXEC
    MULTI
    CLIENT NOSUCH
    EXEC
    MULTI
    PING
    HGETALL none
    SMEMBERS none
    ZSCORE none a
    EXEC
    WATCH
    WATCH x y
    DISCARD
    PING`,
  'a connection says hello and chooses a database': `
    PING
    PING hello
    PING a b
    ECHO hi
    ECHO
    SELECT 1
    SET only-here 1
    DBSIZE
    SELECT 0
    DBSIZE
    SELECT 16
    SELECT -1
    SELECT x
    SELECT 1
    FLUSHALL
    SELECT 0
    READONLY
    READWRITE
    AUTH secret
    AUTH default secret
    AUTH nobody secret
    AUTH a b c
    HELLO 4
    HELLO x
    HELLO 2 WHAT
    HELLO 2 AUTH nobody x
    HELLO 2 SETNAME "a b"
    CLIENT GETNAME
    CLIENT SETNAME worker-1
    CLIENT GETNAME
    CLIENT SETNAME "a b"
    CLIENT SETNAME ""
    CLIENT GETNAME
    CLIENT SETINFO LIB-NAME x
    CLIENT
    CLIENT NOSUCH
    CLIENT ID 1
    CLIENT KILL 1.2.3.4:5
    CLIENT KILL ID 999999
    CLIENT KILL ID x
    CLIENT KILL WHAT 1
    CLIENT LIST TYPE nosuch
    CLIENT LIST WHAT`,
  'unknown commands are quoted back': `
    NOSUCH
    nosuch a b
    NOSUCH "with space" 'b'
    CONFIG NOSUCH
    PUBSUB NOSUCH
    GET
    GET a b
    get
    LMOVE a b
    CONFIG GET
    CONFIG SET a
    CONFIG SET maxmemory
    CONFIG SET nosuch 1
    CONFIG GET nosuch
    CONFIG GET repl-timeout
    CONFIG SET repl-timeout 61
    CONFIG GET repl-timeout
    CONFIG SET repl-timeout 60
    CONFIG SET databases 3
    CONFIG SET appendonly maybe
    CONFIG REWRITE
    CONFIG RESETSTAT
    COMMAND INFO nosuch
    ROLE 1
    REPLICAOF NO ONE
    REPLICAOF 127.0.0.1 x
    REPLICAOF 127.0.0.1 99999
    WAIT 0 0
    WAIT x 0
    WAIT 0 x
    WAIT 0 -1
    REPLCONF what 1
    REPLCONF listening-port`,
  'channels are subscribed and left': `
    PUBLISH news hello
    SUBSCRIBE news sport
    SUBSCRIBE news
    PSUBSCRIBE n* [ms]*
    UNSUBSCRIBE sport
    UNSUBSCRIBE nosuch
    PUNSUBSCRIBE n*
    PING
    PING text
    UNSUBSCRIBE
    UNSUBSCRIBE
    PUNSUBSCRIBE
    PUNSUBSCRIBE
    PING
    PUBSUB NUMSUB news
    PUBSUB CHANNELS
    PUBSUB NUMPAT
    GET a`,
  'a RESP2 subscriber may do little else': `
    SUBSCRIBE news
    GET a
    SET a
    MULTI
    NOSUCH
    PING
    RESET
    GET a`,
  'what one subscribes to reaches oneself': `
    HELLO-IS-DONE
    SUBSCRIBE news
    PSUBSCRIBE new?
    UNSUBSCRIBE news
    PUNSUBSCRIBE new?`,
};

/** Bytes that are not a request the way a client library writes it; each is sent on a connection of its own. */
export const oddBytes: Readonly<Record<string, string>> = {
  'inline commands': "PING\r\nSET a 1\nGET a\r\nECHO \"a\\x41\\n b\"\r\nECHO 'it\\'s'\r\n\r\n  PING  \r\n",
  'unbalanced quotes': 'ECHO "a\r\nPING\r\n',
  'text after a quote': 'ECHO "a"b\r\nPING\r\n',
  'an empty array': '*0\r\n*-1\r\nPING\r\n',
  'a wrong count': '*x\r\nPING\r\n',
  'a count with a leading zero': '*01\r\n$4\r\nPING\r\n',
  'a huge count': '*9999999999\r\n',
  'not a bulk string': '*1\r\n:4\r\nPING\r\n',
  'a negative length': '*1\r\n$-4\r\nPING\r\n',
  'a length that is none': '*1\r\n$four\r\nPING\r\n',
  'a length beyond 512 MB': '*1\r\n$536870913\r\n',
  'a good command before a bad one': '*1\r\n$4\r\nPING\r\n*1\r\n!\r\n',
  'an empty argument': '*2\r\n$4\r\nECHO\r\n$0\r\n\r\n',
};

/** The words of a line: in double quotes as JSON, in single quotes as they stand. */
export function words(line: string): string[] {
  return [...line.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)].map(([word]) => (word.startsWith('"') ? JSON.parse(word) : word));
}
