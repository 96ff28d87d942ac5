import { type Command, command, noKeys } from '../command.ts';
import type { Engine } from '../engine.ts';
import { CommandError, syntaxError, wrongArity } from '../errors.ts';
import { integerArgument, parseInteger } from '../numbers.ts';
import type { Session } from '../session.ts';

const early = 'noscript loading stale fast no_auth allow_busy';

export const connectionCommands: readonly Command[] = [
  command('ping', -1, 'fast', noKeys, ping),
  command('echo', 2, 'loading stale fast', noKeys, ({ reply }, [, text = '']) => reply.bulk(text)),
  command('hello', -1, early, noKeys, hello),
  command('auth', -2, early, noKeys, auth),
  command('select', 2, 'loading stale fast', noKeys, (session, [, index], engine) => {
    const db = engine.databases[integerArgument(index)];
    if (db === undefined) throw new CommandError('ERR DB index is out of range');
    session.db = db;
    session.reply.ok();
  }),
  command('readonly', 1, 'loading stale fast', noKeys, refuseCluster),
  command('readwrite', 1, 'loading stale fast', noKeys, refuseCluster),
  command('quit', -1, 'noscript loading stale fast no_auth allow_busy', noKeys, (session) => {
    session.reply.ok();
    session.closeAfterReply = true;
  }),
  command('reset', 1, early, noKeys, (session, _args, engine) => {
    session.transaction = undefined;
    session.unwatch();
    engine.pubsub.leaveAll(session);
    session.db = engine.databases[0] as Session['db'];
    session.name = '';
    session.reply.protocol = 2;
    session.reply.simple('RESET');
  }),
];

function refuseCluster(): void {
  throw new CommandError('ERR This instance has cluster support disabled');
}

function ping(session: Session, args: string[]): void {
  const { reply } = session;
  if (args.length > 2) throw wrongArity('ping');
  const text = args[1];
  if (reply.protocol === 2 && session.subscriptionCount > 0) reply.bulks(['pong', text ?? '']);
  else if (text === undefined) reply.simple('PONG');
  else reply.bulk(text);
}

/** There are no passwords here: the default user may come with any, as with a real server that has none set. */
function auth({ reply }: Session, args: string[]): void {
  if (args.length > 3) throw new CommandError(syntaxError);
  if (args.length === 2) {
    throw new CommandError(
      'ERR AUTH <password> called without any password configured for the default user. ' +
        'Are you sure your configuration is correct?',
    );
  }
  checkUser(args[1]);
  reply.ok();
}

function checkUser(user: string | undefined): void {
  if (user !== 'default') throw new CommandError('WRONGPASS invalid username-password pair or user is disabled.');
}

function hello(session: Session, args: string[], engine: Engine): void {
  const { reply } = session;
  const version = args.length > 1 ? parseInteger(args[1] as string) : session.reply.protocol;
  if (version === undefined) throw new CommandError('ERR Protocol version is not an integer or out of range');
  if (version !== 2 && version !== 3) throw new CommandError('NOPROTO unsupported protocol version');
  let name: string | undefined;
  for (let at = 2; at < args.length; at++) {
    const word = (args[at] as string).toLowerCase();
    if (word === 'auth' && at + 2 < args.length) {
      checkUser(args[at + 1]);
      at += 2;
    } else if (word === 'setname' && at + 1 < args.length) {
      name = args[++at];
      checkClientName(name as string);
    } else {
      throw new CommandError(`ERR Syntax error in HELLO option '${args[at]}'`);
    }
  }
  if (name !== undefined) session.name = name;
  reply.protocol = version;
  reply.map(7);
  for (const [key, text] of [
    ['server', 'redis'],
    ['version', engine.version],
  ] as const) {
    reply.bulk(key);
    reply.bulk(text);
  }
  reply.bulk('proto');
  reply.integer(version);
  reply.bulk('id');
  reply.integer(session.id);
  reply.bulk('mode');
  reply.bulk('standalone');
  reply.bulk('role');
  reply.bulk(engine.replication.isReplica ? 'replica' : 'master');
  reply.bulk('modules');
  reply.array(0);
}

export function checkClientName(name: string): void {
  if (/[^!-~]/.test(name)) {
    throw new CommandError('ERR Client names cannot contain spaces, newlines or special characters.');
  }
}
