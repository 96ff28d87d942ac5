/** What surrounds a plan: the looks before it, and putting things back after it went wrong. */
import type { Action, Runbook, Step } from '../files/index.ts';
import type { Journal } from '../journal/index.ts';
import { type Actions, messageOf } from './actions.ts';
import type { Cancellation } from './cancellation.ts';
import { join } from './paths.ts';

/** A look before the plan starts may take so long; then its answer is no. */
const preflightTimeoutSeconds = 60;

interface Around {
  readonly actions: Actions;
  readonly journal: Journal;
  readonly within: Cancellation;
}

/** Looks at everything at once and writes down what it saw. */
export async function preflight(runbook: Runbook, prefix: string, { actions, journal, within }: Around): Promise<void> {
  const look = async (one: Runbook['preflight'][number]) => {
    const { id, uses, severity } = one;
    const path = join(prefix, 'preflight', id);
    const { ok, why } = await actions.within(within, preflightTimeoutSeconds, (cancelled) =>
      actions.check(one, { id, path, cancelled }),
    );
    journal.write({ kind: 'preflight', id, uses, severity, ok, why });
  };
  await Promise.all(runbook.preflight.map(look));
}

export interface Undoable {
  readonly step: Step;
  readonly path: string;
}

interface RollBack extends Around {
  /** Throws when a safety rule bars it. */
  holdToRules(undo: Action, path: string, cancelled: Cancellation): Promise<void>;
}

/** Undoes steps one after the other. What cannot be undone is written down, and the rest goes on. */
export async function rollBack(
  steps: readonly Undoable[],
  why: { readonly why: string; readonly path: string },
  { actions, journal, within, holdToRules }: RollBack,
): Promise<void> {
  if (steps.length === 0) return;
  journal.write({ kind: 'rollback.started', ...why, steps: steps.map(({ path }) => path) });
  for (const { step, path } of steps) {
    const undo = step.undo!;
    const error = await actions
      .within(within, step.timeoutSeconds, async (cancelled) => {
        await holdToRules(undo, path, cancelled);
        await actions.call(undo, { id: step.id, path, cancelled, purpose: 'undo' });
      })
      .then(() => undefined, messageOf);
    journal.write({ kind: 'step.undone', path, ok: error === undefined, error });
  }
}
