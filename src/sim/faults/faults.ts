/**
 * Carries a fault plan out on a network and its cloud. Each action returns what it takes to end it; nothing else is
 * touched, so whatever happens to Scalarium, to EC2's API or to a customer is an effect.
 */
import type { EventHandle } from '../kernel/index.ts';
import { carryOut, MOMENTS } from './actions.ts';
import { Holds } from './holds.ts';
import type { PlannedFault } from './plan.ts';
import type { FaultedWorld, Stage } from './stage.ts';

export interface FaultListener {
  started(fault: PlannedFault, targets: readonly string[]): void;
  ended(fault: PlannedFault): void;
}

/**
 * Schedules a plan; `zeroUs` is the zero of the fault clock in kernel time. Faults that overlap on one target end there
 * with the last of them. What is returned starts further ones and ends those that last.
 */
export function scheduleFaults(
  world: FaultedWorld,
  plan: readonly PlannedFault[],
  zeroUs: number,
  listener: FaultListener,
): Faults {
  const faults = new Faults(world, zeroUs, listener);
  for (const fault of plan) {
    world.kernel.at(zeroUs + fault.atSeconds * 1e6, () => faults.start(fault), 'fault');
  }
  return faults;
}

/** The faults of one world: those of its plan, and those that somebody adds while it runs. */
export class Faults {
  readonly #stage: Stage;
  readonly #listener: FaultListener;
  readonly #lasting = new Map<string, Lasting>();

  constructor(world: FaultedWorld, zeroUs: number, listener: FaultListener) {
    this.#stage = { ...world, zeroUs, holds: new Holds() };
    this.#listener = listener;
  }

  /** Those that last at this moment, the oldest first; `sinceUs` is kernel time. */
  get lasting(): readonly { readonly fault: PlannedFault; readonly sinceUs: number }[] {
    return [...this.#lasting.values()];
  }

  /** Carries it out now, whatever its `atSeconds` says, for its `forSeconds`; returns what it hit. */
  start(fault: PlannedFault): readonly string[] {
    const { kernel } = this.#stage;
    const { targets, end } = carryOut(this.#stage, fault);
    const lasting: Lasting = { fault, sinceUs: kernel.nowUs, end: () => {} };
    lasting.end = () => {
      end();
      if (this.#lasting.get(fault.name) === lasting) this.#lasting.delete(fault.name);
      this.#listener.ended(fault);
    };
    if (!MOMENTS.has(fault.action)) this.#lasting.set(fault.name, lasting);
    this.#listener.started(fault, targets);
    if (fault.forSeconds === undefined) return targets;
    const handle = kernel.after(fault.forSeconds * 1e6, () => lasting.end(), 'fault.end');
    lasting.timer = handle;
    return targets;
  }

  /** Ends one that lasts before its time; false where none of that name does. */
  end(name: string): boolean {
    const lasting = this.#lasting.get(name);
    if (lasting === undefined) return false;
    if (lasting.timer !== undefined) this.#stage.kernel.cancel(lasting.timer);
    lasting.end();
    return true;
  }
}

interface Lasting {
  readonly fault: PlannedFault;
  readonly sinceUs: number;
  end: () => void;
  timer?: EventHandle;
}
