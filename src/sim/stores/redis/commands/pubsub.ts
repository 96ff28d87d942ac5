import { type Command, command, container, noKeys } from '../command.ts';
import { globMatches } from '../glob.ts';
import type { Session } from '../session.ts';

const listening = 'pubsub noscript loading stale';
const asking = 'pubsub loading stale';

export const pubsubCommands: readonly Command[] = [
  command('subscribe', -2, listening, noKeys, (session, args, engine) => {
    for (const channel of args.slice(1)) {
      engine.pubsub.subscribe(session, channel);
      confirm(session, 'subscribe', channel);
    }
  }),
  command('unsubscribe', -1, listening, noKeys, (session, args, engine) => {
    const channels = args.length > 1 ? args.slice(1) : [...session.subscriptions];
    if (channels.length === 0) confirm(session, 'unsubscribe', undefined);
    for (const channel of channels) {
      engine.pubsub.unsubscribe(session, channel);
      confirm(session, 'unsubscribe', channel);
    }
  }),
  command('psubscribe', -2, listening, noKeys, (session, args, engine) => {
    for (const pattern of args.slice(1)) {
      engine.pubsub.subscribePattern(session, pattern);
      confirm(session, 'psubscribe', pattern);
    }
  }),
  command('punsubscribe', -1, listening, noKeys, (session, args, engine) => {
    const patterns = args.length > 1 ? args.slice(1) : [...session.patterns];
    if (patterns.length === 0) confirm(session, 'punsubscribe', undefined);
    for (const pattern of patterns) {
      engine.pubsub.unsubscribePattern(session, pattern);
      confirm(session, 'punsubscribe', pattern);
    }
  }),
  command('publish', 3, 'pubsub loading stale fast', noKeys, (session, args, engine) => {
    const [, channel = '', message = ''] = args;
    const receivers = engine.pubsub.publish(channel, message, (to) => void engine.output(to));
    // Messages reach the subscribers of replicas too.
    engine.propagate(session.db, args);
    session.reply.integer(receivers);
  }),
  container('pubsub', -2, '', [
    command('pubsub|channels', -2, asking, noKeys, ({ reply }, args, { pubsub }) =>
      reply.bulks([...pubsub.channels.keys()].filter((channel) => globMatches(args[2] ?? '*', channel))),
    ),
    command('pubsub|numsub', -2, asking, noKeys, ({ reply }, args, { pubsub }) => {
      reply.array((args.length - 2) * 2);
      for (const channel of args.slice(2)) {
        reply.bulk(channel);
        reply.integer(pubsub.channels.get(channel)?.size ?? 0);
      }
    }),
    command('pubsub|numpat', 2, asking, noKeys, ({ reply }, _args, { pubsub }) => reply.integer(pubsub.patterns.size)),
  ]),
];

function confirm({ reply, subscriptionCount }: Session, what: string, name: string | undefined): void {
  reply.push(3);
  reply.bulk(what);
  reply.bulkOrNull(name);
  reply.integer(subscriptionCount);
}
