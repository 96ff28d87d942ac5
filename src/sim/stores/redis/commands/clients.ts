import { type Command, command, container, noKeys } from '../command.ts';
import type { Engine } from '../engine.ts';
import { CommandError, syntaxError } from '../errors.ts';
import { integerArgument } from '../numbers.ts';
import type { Session } from '../session.ts';
import { checkClientName } from './connection.ts';

const plain = 'noscript loading stale';
const admin = 'admin noscript loading stale';

const subcommands: readonly Command[] = [
  command('client|id', 2, plain, noKeys, ({ reply, id }) => reply.integer(id)),
  command('client|getname', 2, plain, noKeys, ({ reply, name }) => reply.bulkOrNull(name === '' ? undefined : name)),
  command('client|setname', 3, plain, noKeys, (session, [, , name = '']) => {
    checkClientName(name);
    session.name = name;
    session.reply.ok();
  }),
  command('client|info', 2, plain, noKeys, (session, _args, engine) =>
    session.reply.verbatim(`${describe(session, engine)}\n`),
  ),
  command('client|list', -2, admin, noKeys, ({ reply }, args, engine) => {
    const listed = selectListed(args, [...engine.sessions.values()]);
    reply.verbatim(listed.map((session) => `${describe(session, engine)}\n`).join(''));
  }),
  command('client|kill', -3, admin, noKeys, kill),
];

/** Redis 7.2 learned what ioredis sends on connecting; 7.0 answers that it does not know it, which ioredis ignores. */
const setInfo = command('client|setinfo', 4, plain, noKeys, (session, [, sub, attribute = '', value = ''], engine) => {
  if (!knowsLibraries(engine)) throw new CommandError(`ERR unknown subcommand '${sub}'. Try CLIENT HELP.`);
  const what = attribute.toLowerCase();
  if (what !== 'lib-name' && what !== 'lib-ver') throw new CommandError(`ERR Unrecognized option '${attribute}'`);
  if (/[^!-~]/.test(value)) {
    throw new CommandError(`ERR ${what} cannot contain spaces, newlines or special characters.`);
  }
  if (what === 'lib-name') session.libraryName = value;
  else session.libraryVersion = value;
  session.reply.ok();
});

export const clientCommands: readonly Command[] = [container('client', -2, '', [...subcommands, setInfo])];

function knowsLibraries({ version }: Engine): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 7 || (major === 7 && minor >= 2);
}

/** The letters of CLIENT LIST. */
function flagsOf(session: Session): string {
  const letters = [
    session.replica !== undefined ? 'S' : '',
    session.subscriptionCount > 0 ? 'P' : '',
    session.transaction !== undefined ? 'x' : '',
    session.stopWaiting !== undefined ? 'b' : '',
    session.watchedKeyChanged ? 'd' : '',
  ].join('');
  return letters === '' ? 'N' : letters;
}

function typeOf(session: Session): string {
  if (session.replica !== undefined) return 'replica';
  return session.subscriptionCount > 0 ? 'pubsub' : 'normal';
}

function describe(session: Session, engine: Engine): string {
  const now = engine.nowMs();
  const seconds = (sinceMs: number) => Math.floor((now - sinceMs) / 1000);
  const { host, port } = engine.announced;
  return (
    `id=${session.id} addr=${session.address} laddr=${host}:${port} name=${session.name} ` +
    `age=${seconds(session.createdAtMs)} idle=${seconds(session.lastCommandAtMs)} flags=${flagsOf(session)} ` +
    `db=${session.db.index} sub=${session.subscriptions.size} psub=${session.patterns.size} ssub=0 ` +
    `multi=${session.transaction?.queued.length ?? -1} events=r cmd=${session.lastCommand || 'NULL'} user=default ` +
    `redir=-1 resp=${session.reply.protocol}` +
    (knowsLibraries(engine) ? ` lib-name=${session.libraryName} lib-ver=${session.libraryVersion}` : '')
  );
}

function selectListed(args: readonly string[], sessions: readonly Session[]): readonly Session[] {
  if (args.length === 2) return sessions;
  const word = (args[2] as string).toLowerCase();
  if (word === 'type' && args.length === 4) return sessions.filter(byType(args[3] as string));
  if (word === 'id' && args.length > 3) {
    const ids = args.slice(3).map((id) => integerArgument(id, 'ERR Invalid client ID'));
    return sessions.filter(({ id }) => ids.includes(id));
  }
  throw new CommandError(syntaxError);
}

function byType(text: string): (session: Session) => boolean {
  const type = text.toLowerCase() === 'slave' ? 'replica' : text.toLowerCase();
  if (!['normal', 'replica', 'pubsub', 'master'].includes(type)) {
    throw new CommandError(`ERR Unknown client type '${text}'`);
  }
  return (session) => typeOf(session) === type;
}

function kill(session: Session, args: string[], engine: Engine): void {
  const all = [...engine.sessions.values()];
  if (args.length === 3) {
    const victim = all.find(({ address }) => address === args[2]);
    if (victim === undefined) throw new CommandError('ERR No such client');
    session.reply.ok();
    engine.disconnect(victim);
    return;
  }
  const victims = all.filter(killFilter(session, args));
  session.reply.integer(victims.length);
  for (const victim of victims) engine.disconnect(victim);
}

function killFilter(self: Session, args: readonly string[]): (session: Session) => boolean {
  if (args.length % 2 === 1) throw new CommandError(syntaxError);
  const tests: ((session: Session) => boolean)[] = [];
  let skipsSelf = true;
  for (let at = 2; at < args.length; at += 2) {
    const word = (args[at] as string).toLowerCase();
    const value = args[at + 1] as string;
    if (word === 'id') {
      const wanted = integerArgument(value, 'ERR client-id should be greater than 0');
      if (wanted < 1) throw new CommandError('ERR client-id should be greater than 0');
      tests.push(({ id }) => id === wanted);
    } else if (word === 'addr') {
      tests.push(({ address }) => address === value);
    } else if (word === 'type') {
      tests.push(byType(value));
    } else if (word === 'skipme' && /^(yes|no)$/i.test(value)) {
      skipsSelf = value.toLowerCase() === 'yes';
    } else {
      throw new CommandError(syntaxError);
    }
  }
  return (session) => !(skipsSelf && session === self) && tests.every((test) => test(session));
}
