import type { Step } from '../files/runbook-types.ts';
import { listStatus, nextMoves } from './plan.ts';
import type { StepState } from './types.ts';

/** What a list of steps needs from the runbook that it stands in. */
export interface ListOptions {
  /** Tells where a step is now. */
  enter(step: Step, state: StepState): void;
  /** Carries a step out, to its last state. */
  run(step: Step): Promise<StepState>;
  /** A step will never run. */
  block(step: Step, why: string): void;
  /** Why nothing more may start; undefined as long as it may. */
  haltedWhy(): string | undefined;
}

/** Runs steps in the order of their needs; true when none failed. */
export function runList(steps: readonly Step[], { enter, run, block, haltedWhy }: ListOptions): Promise<boolean> {
  const states = new Map<string, StepState>();
  const set = (step: Step, state: StepState): void => {
    states.set(step.id, state);
    enter(step, state);
  };
  for (const step of steps) set(step, 'waiting');
  return new Promise((resolve, reject) => {
    const start = (step: Step): void => {
      set(step, 'running');
      const settle = (state: StepState): void => {
        set(step, state);
        advance();
      };
      run(step).then(settle).catch(reject);
    };
    const advance = (): void => {
      for (;;) {
        const moves = nextMoves(steps, states, haltedWhy());
        if (moves.start.length + moves.block.length === 0) break;
        for (const { step, why } of moves.block) {
          set(step, 'blocked');
          block(step, why);
        }
        for (const step of moves.start) start(step);
      }
      const status = listStatus(steps, states);
      if (status !== 'running') resolve(status === 'succeeded');
    };
    advance();
  });
}
