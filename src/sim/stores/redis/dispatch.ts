import { arityFits, type Command, execute } from './command.ts';
import { commandTable } from './commands/table.ts';
import type { Engine } from './engine.ts';
import { readOnly, wrongArity } from './errors.ts';
import type { Session } from './session.ts';

/** Commands that act at once between MULTI and EXEC; all others are queued. */
const notQueued = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset']);
/** All that a RESP2 connection may do while it is subscribed. */
const subscriberCommands = new Set(['subscribe', 'unsubscribe', 'psubscribe', 'punsubscribe', 'ping', 'quit', 'reset']);

/** One request of a connection: looks the command up, refuses it, queues it or runs it. */
export function dispatch(engine: Engine, session: Session, args: string[]): void {
  const row = find(args);
  const refusal = row === undefined ? unknown(args) : refuse(engine, session, row, args);
  if (row === undefined || refusal !== undefined) {
    reject(session, row, refusal as string);
  } else if (session.transaction !== undefined && !notQueued.has(row.name)) {
    session.transaction.queued.push(() => execute(engine, session, row, args));
    session.transaction.hasWrites ||= row.isWrite;
    session.reply.simple('QUEUED');
  } else {
    session.lastCommand = row.name;
    session.lastCommandAtMs = engine.nowMs();
    execute(engine, session, row, args);
    engine.endUnit();
    session.lastWriteOffset = engine.replication.history.offset;
  }
}

function find(args: readonly string[]): Command | undefined {
  const name = args[0] as string;
  const row = commandTable.get(name) ?? commandTable.get(name.toLowerCase());
  if (row?.subcommands === undefined || args.length < 2) return row;
  return row.subcommands.get((args[1] as string).toLowerCase());
}

function unknown(args: readonly string[]): string {
  const [name = '', sub = ''] = args;
  if (commandTable.has(name.toLowerCase())) {
    return `ERR unknown subcommand '${sub.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`;
  }
  let shown = '';
  for (const arg of args.slice(1)) {
    if (shown.length >= 128) break;
    shown += `'${arg.slice(0, 128 - shown.length)}' `;
  }
  return `ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}`;
}

function refuse(engine: Engine, session: Session, row: Command, args: readonly string[]): string | undefined {
  if (!arityFits(row, args)) return wrongArity(row.name).message;
  const { isReplica } = engine.replication;
  if (isReplica && !session.isMaster && engine.config.get('replica-read-only') === 'yes') {
    if (row.isWrite || (row.name === 'exec' && session.transaction?.hasWrites)) return readOnly;
  }
  if (session.reply.protocol === 2 && session.subscriptionCount > 0 && !subscriberCommands.has(row.name)) {
    return (
      `ERR Can't execute '${(args[0] as string).toLowerCase()}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
      'are allowed in this context'
    );
  }
  if (session.transaction !== undefined && row.flags.includes('no_multi')) {
    return 'ERR Command not allowed inside a transaction';
  }
  return undefined;
}

/** A command that is refused spoils the transaction it was to be part of. */
function reject(session: Session, row: Command | undefined, message: string): void {
  const { transaction } = session;
  if (transaction !== undefined && row?.name === 'exec') {
    session.transaction = undefined;
    session.unwatch();
    session.reply.error(`EXECABORT Transaction discarded because of: ${message}`);
    return;
  }
  if (transaction !== undefined) transaction.refused = true;
  session.reply.error(message);
}
