import { type Command, command, container, noKeys } from '../command.ts';
import type { Engine } from '../engine.ts';
import { CommandError, wrongArity } from '../errors.ts';
import { infoText } from '../info.ts';
import type { Reply } from '../reply.ts';
import type { Session } from '../session.ts';

const early = 'loading stale';
const admin = 'admin noscript loading stale';

export const serverCommands: readonly Command[] = [
  command('time', 1, 'loading stale fast', noKeys, ({ reply }, _args, engine) => {
    const microseconds = Math.floor(engine.nowMs() * 1000);
    reply.bulks([String(Math.floor(microseconds / 1_000_000)), String(microseconds % 1_000_000)]);
  }),
  command('info', -1, early, noKeys, ({ reply }, args, engine) => reply.verbatim(infoText(engine, args.slice(1)))),
  container('config', -2, '', [
    command('config|get', -3, admin, noKeys, ({ reply }, args, { config }) => {
      const found = new Map(args.slice(2).flatMap((pattern) => config.matching(pattern)));
      reply.map(found.size);
      for (const [name, value] of found) {
        reply.bulk(name);
        reply.bulk(value);
      }
    }),
    command('config|set', -4, admin, noKeys, setConfig),
    command('config|resetstat', 2, admin, noKeys, ({ reply }, _args, { stats, replication }) => {
      Object.assign(stats, { commands: 0, connections: 0, expired: 0 });
      Object.assign(replication.replicas, { fullSyncs: 0, partialSyncs: 0, refusedPartialSyncs: 0 });
      reply.ok();
    }),
    command('config|rewrite', 2, admin, noKeys, () => {
      throw new CommandError('ERR The server is running without a config file');
    }),
  ]),
];

/** All or nothing, as in Redis 7. */
function setConfig({ reply }: Session, args: string[], { config }: Engine): void {
  if (args.length % 2 === 1) throw wrongArity('config|set');
  const pairs: [string, string][] = [];
  for (let at = 2; at < args.length; at += 2) {
    const [name, value] = [(args[at] as string).toLowerCase(), args[at + 1] as string];
    const refusal = config.refuse(name, value);
    if (refusal !== undefined) throw new CommandError(refusal);
    pairs.push([name, value]);
  }
  for (const [name, value] of pairs) config.set(name, value);
  reply.ok();
}

/** COMMAND tells the table that it is part of. */
export function commandCommand(table: ReadonlyMap<string, Command>): Command {
  const listAll = ({ reply }: Session) => {
    reply.array(table.size);
    for (const row of table.values()) describe(reply, row);
  };
  const subcommands = [
    command('command|count', 2, early, noKeys, ({ reply }) => reply.integer(table.size)),
    command('command|list', -2, early, noKeys, ({ reply }) => reply.bulks([...table.keys()])),
    command('command|info', -2, early, noKeys, (session, args) => {
      if (args.length === 2) return listAll(session);
      session.reply.array(args.length - 2);
      for (const name of args.slice(2)) {
        const row = table.get(name.toLowerCase());
        if (row === undefined) session.reply.nothing();
        else describe(session.reply, row);
      }
    }),
    // No prose about commands is kept here; clients such as redis-cli do without.
    command('command|docs', -2, early, noKeys, ({ reply }) => reply.map(0)),
  ];
  return container('command', -1, early, subcommands, listAll);
}

/** Categories, tips and key specifications are left empty. */
function describe(reply: Reply, row: Command): void {
  reply.array(10);
  reply.bulk(row.name);
  reply.integer(row.arity);
  reply.set(row.flags.length);
  for (const flag of row.flags) reply.simple(flag);
  for (const position of row.keys) reply.integer(position);
  reply.set(0);
  reply.array(0);
  reply.array(0);
  const subcommands = [...(row.subcommands?.values() ?? [])];
  reply.array(subcommands.length);
  for (const sub of subcommands) describe(reply, sub);
}
