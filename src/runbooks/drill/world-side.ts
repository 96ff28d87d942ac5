/** The world's end of a drill: takes what the screen's thread says, and answers. One run is driven at a time, or looked at. */
import { Driver } from './driver.ts';
import { Looker } from './looker.ts';
import type { FromWorld, Open, ToWorld } from './protocol.ts';

export class WorldSide {
  readonly #post: (message: FromWorld) => void;
  readonly #looker = new Looker();
  #driver: Driver | undefined;
  /** Two worlds of one thread run one after the other. */
  #before: Promise<void> = Promise.resolve();

  constructor(post: (message: FromWorld) => void) {
    this.#post = post;
  }

  take(message: Exclude<ToWorld, { kind: 'close' }>): void {
    if (message.kind === 'open') this.#open(message);
    else if (message.kind !== 'look') this.#driver?.take(message);
    else {
      const { id } = message;
      this.#before = this.#before.then(async () => {
        const answer = await this.#looker
          .look(message)
          .catch(({ name, message: why }: Error): FromWorld => ({ kind: 'refused', id, name, message: why }));
        this.#post(answer);
      });
    }
  }

  #open(open: Open): void {
    this.#driver?.leave();
    const driver = new Driver(open, this.#post);
    this.#driver = driver;
    this.#before = this.#before.then(() => driver.play());
  }
}
