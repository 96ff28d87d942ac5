import type { Look } from './protocol.ts';
import { Replies } from './replies.ts';
import type { DrillSession } from './session.ts';
import { DrillThread } from './thread.ts';

type Seen = Awaited<ReturnType<DrillSession['lookAt']>>;

/** Looks back from a thread of its own: the drill's world is not disturbed. The thread begins with the first look. */
export class Lookout {
  readonly #replies = new Replies<Seen>();
  #thread: DrillThread | undefined;

  look(look: Omit<Look, 'kind' | 'id'>): Promise<Seen> {
    this.#thread ??= this.#start();
    const thread = this.#thread;
    return this.#replies.await((id) => thread.say({ kind: 'look', id, ...look }));
  }

  async close(): Promise<void> {
    this.#replies.rejectAll(new Error('the drill was left'));
    await this.#thread?.close();
    this.#thread = undefined;
  }

  #start(): DrillThread {
    return new DrillThread({
      onMessage: (message) => {
        if (message.kind === 'refused') this.#replies.reject(message.id, new Error(message.message));
        if (message.kind === 'seen') this.#replies.resolve(message.id, message);
      },
      // The next look begins another one.
      onDeath: (error) => {
        this.#thread = undefined;
        this.#replies.rejectAll(error);
      },
    });
  }
}
