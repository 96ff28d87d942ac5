import { globMatches } from './glob.ts';
import type { Session } from './session.ts';

/** Who listens to which channel and pattern, in order of subscription. */
export class PubSub {
  readonly channels = new Map<string, Set<Session>>();
  readonly patterns = new Map<string, Set<Session>>();

  /** Returns whether this is new to the session. */
  subscribe(session: Session, channel: string): boolean {
    return join(this.channels, session.subscriptions, session, channel);
  }

  unsubscribe(session: Session, channel: string): boolean {
    return leave(this.channels, session.subscriptions, session, channel);
  }

  subscribePattern(session: Session, pattern: string): boolean {
    return join(this.patterns, session.patterns, session, pattern);
  }

  unsubscribePattern(session: Session, pattern: string): boolean {
    return leave(this.patterns, session.patterns, session, pattern);
  }

  leaveAll(session: Session): void {
    for (const channel of [...session.subscriptions]) this.unsubscribe(session, channel);
    for (const pattern of [...session.patterns]) this.unsubscribePattern(session, pattern);
  }

  /** Delivers to every subscriber, channels before patterns; returns the number of deliveries. */
  publish(channel: string, message: string, deliver: (to: Session) => void): number {
    let receivers = 0;
    for (const session of this.channels.get(channel) ?? []) {
      const { reply } = session;
      reply.push(3);
      for (const part of ['message', channel, message]) reply.bulk(part);
      deliver(session);
      receivers++;
    }
    for (const [pattern, sessions] of this.patterns) {
      if (!globMatches(pattern, channel)) continue;
      for (const session of sessions) {
        const { reply } = session;
        reply.push(4);
        for (const part of ['pmessage', pattern, channel, message]) reply.bulk(part);
        deliver(session);
        receivers++;
      }
    }
    return receivers;
  }
}

function join(all: Map<string, Set<Session>>, own: Set<string>, session: Session, name: string): boolean {
  if (own.has(name)) return false;
  own.add(name);
  const sessions = all.get(name);
  if (sessions === undefined) all.set(name, new Set([session]));
  else sessions.add(session);
  return true;
}

function leave(all: Map<string, Set<Session>>, own: Set<string>, session: Session, name: string): boolean {
  if (!own.delete(name)) return false;
  const sessions = all.get(name);
  sessions?.delete(session);
  if (sessions?.size === 0) all.delete(name);
  return true;
}
