/** The world that is served now: `reset` puts a new one in its place, as it was at the beginning. */
import type { Ec2Caller } from '../../sim/cloud/index.ts';
import { ServedWorld } from './served-world.ts';
import type { Setting } from './setting.ts';
import { ec2Alone, type MakeStage, type Pace } from './stage.ts';

export class Served {
  readonly #make: () => Promise<ServedWorld>;
  #current: ServedWorld;
  #closed = false;

  /** EC2 and nothing else, unless another stage is made. */
  static async open(setting: Setting, pace: Pace, stage: MakeStage = ec2Alone): Promise<Served> {
    const make = () => ServedWorld.open(setting, pace, stage);
    return new Served(make, await make());
  }

  private constructor(make: () => Promise<ServedWorld>, first: ServedWorld) {
    this.#make = make;
    this.#current = first;
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
  async reset(): Promise<void> {
    const { living } = this.#current;
    this.#current = await this.#make();
    living.close();
  }

  close(): void {
    this.#closed = true;
    this.#current.living.close();
  }
}
