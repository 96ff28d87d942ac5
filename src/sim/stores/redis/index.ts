/**
 * A Redis server (the protocol of 7.0, RESP2 and RESP3) without any I/O of its own: connections are handed to it as byte links,
 * time as a clock, the way to other servers as a function. An idle server schedules nothing: keys expire when somebody looks,
 * there is no cron, and neither end of a replication link pings the other (whoever carries the bytes closes dead links).
 *
 * ```ts
 * const master = new RedisServer({ clock, runId: 'main-1', dial });
 * master.accept(link);                       // a client: ioredis behind a Connector, or a socket (`serveRedis`)
 * replica.replicaOf('redis-1.internal', 6379);
 * replica.promote();                         // what `REPLICAOF NO ONE` does
 * ```
 *
 * `engine.ts` holds the state, `commands/table.ts` every command, `replication.ts` the role of the server.
 */
export type { Dial } from './replica-link.ts';
export { type RedisFiles, type RedisInspection, RedisServer, type RedisServerOptions } from './server.ts';
