import type { StepName } from '../files/catalogue/steps.ts';
import { formatDuration } from '../files/duration.ts';
import { resolveStep } from '../files/resolve.ts';
import type { Action, Check, ResolvedStep, Runbook, StepScope } from '../files/runbook-types.ts';
import { builtInHandlers } from './built-in.ts';
import type { Cancellation } from './cancellation.ts';
import type { Session } from './session.ts';
import { type StepContext, StepFailed, type StepHandler } from './types.ts';

export type Outputs = Readonly<Record<string, unknown>>;

/** One use of an action: as a step, a preflight look, a check after a step, an undo. */
export interface Call {
  readonly id: string;
  readonly path: string;
  readonly cancelled: Cancellation;
  readonly attempt?: number;
  readonly tolerance?: unknown;
  /** The role that the step names. */
  readonly role?: string;
  /** Default `step`. */
  readonly purpose?: StepContext['purpose'];
}

/** What the actions of a runbook need from the run that they are part of. */
export interface ActionsOptions {
  readonly session: Session;
  readonly runbook: Runbook;
  scope(): StepScope;
  checkpoint(path: string): void;
  runChild(context: StepContext<'runbook:run'>): Promise<void>;
}

/** Carries out single actions: resolves what they are given, finds the handler, and stops listening to it once it is cancelled. */
export class Actions {
  readonly #options: ActionsOptions;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  /** Throws what the handler throws; Cancelled when `cancelled` was, and then whatever the handler returns later is ignored. */
  async call(action: Action, call: Call): Promise<Outputs> {
    const { uses, with: given } = this.#resolve(action);
    const work = this.#handler(
      uses,
      call.role,
    )(this.#context(uses, given as StepContext['with'], call)) as Promise<unknown>;
    // A called runbook ends by itself when it is cancelled, and its last events belong before those of its step.
    const outputs = await (uses === 'runbook:run' ? work : call.cancelled.race(work));
    return (outputs ?? {}) as Outputs;
  }

  /** An action that looks and answers yes or no: no is what it throws. */
  async check(check: Check, call: Call): Promise<{ ok: boolean; why: string }> {
    try {
      const { why } = await this.call(check, { ...call, tolerance: check.tolerance, purpose: 'check' });
      return { ok: true, why: typeof why === 'string' ? why : '' };
    } catch (error) {
      return { ok: false, why: messageOf(error) };
    }
  }

  /** Runs `work` with a cancellation below `within` that ends it after `timeoutSeconds`, and with the work's end at the latest. */
  async within<T>(
    within: Cancellation,
    timeoutSeconds: number | undefined,
    work: (cancelled: Cancellation) => Promise<T>,
  ): Promise<T> {
    const { cancellation, forget } = within.child();
    const disarm = this.#limit(cancellation, timeoutSeconds);
    try {
      return await work(cancellation);
    } finally {
      disarm();
      forget();
      cancellation.cancel('it has ended');
    }
  }

  #limit(cancellation: Cancellation, timeoutSeconds: number | undefined): () => void {
    if (timeoutSeconds === undefined) return () => {};
    const tooLong = () => cancellation.cancel(`it took longer than ${formatDuration(timeoutSeconds)}`);
    return this.#options.session.options.clock.afterUs(Math.round(timeoutSeconds * 1e6), tooLong);
  }

  #resolve(action: Action): ResolvedStep {
    try {
      return resolveStep(action, this.#options.scope());
    } catch (error) {
      throw new StepFailed(messageOf(error), { permanent: true });
    }
  }

  #handler(uses: StepName, role: string | undefined): StepHandler {
    const builtIn = builtInHandlers({ ...this.#options, role });
    const handler = (builtIn[uses] ?? this.#options.session.options.handlers[uses]) as StepHandler | undefined;
    if (handler === undefined) throw new StepFailed(`nothing here can do "${uses}"`, { permanent: true });
    return handler;
  }

  #context(uses: StepName, given: StepContext['with'], call: Call): StepContext {
    const { id, path, cancelled, tolerance, attempt = 1, purpose = 'step' } = call;
    const { clock, journal } = this.#options.session.options;
    return {
      ...{ id, path, uses, with: given, tolerance, attempt, cancelled, purpose },
      scope: this.#options.scope(),
      nowUs: () => clock.nowUs(),
      sleep: (seconds) => cancelled.race(clock.sleepUs(Math.round(seconds * 1e6))),
      progress: (fraction, text) => {
        if (cancelled.aborted) return;
        journal.write({ kind: 'step.progress', path, fraction: Math.round(fraction * 1e4) / 1e4, text });
      },
    };
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
