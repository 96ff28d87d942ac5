/** The world that is served now: `reset` puts a new one in its place, as it was at the beginning. */
import type { Ec2Caller } from '../../sim/cloud/index.ts';
import type { WorldOptions } from '../../sim/world.ts';
import type { Pace } from './served-world.ts';
import { ServedWorld } from './served-world.ts';
import type { Setting } from './setting.ts';

export class Served {
  readonly #make: () => ServedWorld;
  #current: ServedWorld;
  #closed = false;

  constructor(setting: Setting, pace: Pace, onBoot?: WorldOptions['onBoot']) {
    this.#make = () => new ServedWorld(setting, pace, onBoot);
    this.#current = this.#make();
  }

  get current(): ServedWorld {
    return this.#current;
  }

  /** Lives until it is closed, through all resets. Rejects for a world that breaks. */
  async live(): Promise<void> {
    while (!this.#closed) await this.#current.living.live();
  }

  call(caller: Ec2Caller, action: string, input: object): Promise<object> {
    return this.#current.call(caller, action, input);
  }

  /** Calls that are under way get no answer any more. */
  reset(): void {
    const before = this.#current;
    this.#current = this.#make();
    before.living.close();
  }

  close(): void {
    this.#closed = true;
    this.#current.living.close();
  }
}
