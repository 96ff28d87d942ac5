import { evaluate } from '../files/expressions.ts';
import { stepEntry } from '../files/index.ts';
import { resolveInputs } from '../files/resolve.ts';
import {
  type Action,
  type ActionStep,
  type Check,
  isParallel,
  type OnFailure,
  type Runbook,
  type Step,
  type StepScope,
} from '../files/runbook-types.ts';
import { type JournalEntry, type RunbookStatus, toJson } from '../journal/index.ts';
import { Actions, type Call, messageOf, type Outputs } from './actions.ts';
import { preflight, rollBack, type Undoable } from './around.ts';
import { isRetried } from './built-in.ts';
import { Cancellation, Cancelled } from './cancellation.ts';
import { runList } from './list.ts';
import { join, outline } from './paths.ts';
import { retryDelaySeconds, rollsBack } from './plan.ts';
import { watchProgress } from './progress.ts';
import { brokenRule, type RuleReading, SafetyRules } from './safety-rules.ts';
import { type Session, saidBy } from './session.ts';
import {
  type Inputs,
  type RunbookOutcome,
  type StepContext,
  StepFailed,
  StepSkipped,
  type StepState,
} from './types.ts';

/** Runbooks that call each other deeper than this call each other without end. */
const depthMax = 8;

interface RunbookRunOptions {
  readonly runbook: Runbook;
  readonly inputs: Inputs;
  readonly session: Session;
  /** The path of the calling step; empty for the run's own runbook. */
  readonly prefix: string;
  /** The safety rules of the runbooks above hold for this one, too. */
  readonly rulesAbove: Runbook['safetyRules'];
  /** How many runbooks are above. */
  readonly depth: number;
}

type Tried =
  | { readonly outputs: Outputs }
  | { readonly outputs?: undefined; readonly error: string; readonly retryInSeconds: number };

/** One runbook being run. `nextMoves` decides what may start; this carries it out and writes it down. */
export class RunbookRun {
  readonly #options: RunbookRunOptions;
  readonly #session: Session;
  readonly #actions: Actions;
  readonly #rules: SafetyRules;
  readonly #scope: StepScope & { readonly steps: Record<string, { outputs: Outputs }> };
  readonly #states = new Map<string, StepState>();
  readonly #attempts = new Map<string, number>();
  readonly #failures: string[] = [];
  #undoable: Undoable[] = [];
  /** Why nothing more may start, after an `on-failure` that stops the plan. */
  #halted: string | undefined;
  /** A step failed that no `on-failure` had an answer for. */
  #deviated = false;

  constructor(options: RunbookRunOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#rules = new SafetyRules([...options.rulesAbove, ...options.runbook.safetyRules], options.session.options);
    this.#scope = { inputs: resolveInputs(options.runbook, options.inputs), steps: {} };
    this.#actions = new Actions({
      session: options.session,
      runbook: options.runbook,
      scope: () => this.#scope,
      checkpoint: (path) => this.#checkpoint(path),
      runChild: (context) => this.#runChild(context),
    });
  }

  async run(within: Cancellation): Promise<RunbookOutcome> {
    const { runbook, prefix } = this.#options;
    const { id, title, activate, postRecovery, rollbacks } = runbook;
    const afterwards = join(prefix, 'post-recovery');
    const steps = [...outline(activate, prefix), ...outline(postRecovery, afterwards)];
    this.#write({ kind: 'runbook.started', id, path: prefix, title, inputs: this.#scope.inputs, steps });

    await preflight(runbook, prefix, this.#around(within));
    const done = await this.#runList(activate, prefix, within);
    const status: RunbookStatus = done ? 'succeeded' : (this.#session.ending ?? 'failed');
    const why = done ? undefined : (within.why ?? this.#failures[0]);
    if (rollsBack(rollbacks.strategy, status, this.#deviated)) await this.#rollBack(why ?? 'the plan is always undone');
    if (done) await this.#runList(postRecovery, afterwards, within);
    this.#write({ kind: 'runbook.ended', id, path: prefix, status, why });
    return { status, why, steps: this.#states, outputs: this.#scope.steps };
  }

  /** Runs the steps of a list in the order of their needs; true when none failed. It ends soon after `within` is cancelled. */
  #runList(steps: readonly Step[], prefix: string, within: Cancellation): Promise<boolean> {
    return runList(steps, {
      enter: (step, state) => this.#states.set(join(prefix, step.id), state),
      run: (step) => this.#runStep(step, join(prefix, step.id), within),
      block: (step, why) => this.#write({ kind: 'step.skipped', path: join(prefix, step.id), why }),
      haltedWhy: () => within.why ?? this.#halted,
    });
  }

  async #runStep(step: Step, path: string, within: Cancellation): Promise<StepState> {
    if (step.ungraceful === 'skip' && this.#session.mode === 'ungraceful') {
      return this.#skip(path, 'the run is ungraceful');
    }
    try {
      if (step.if !== undefined && !evaluate(step.if, this.#scope)) {
        return this.#skip(path, `its condition is false: ${step.if}`);
      }
      // The timeout is for the step as a whole: no matter how often it is tried again, it never takes longer.
      const outputs = await this.#actions.within(within, step.timeoutSeconds, (cancelled) =>
        this.#tryRepeatedly(step, path, cancelled),
      );
      return this.#succeed(step, path, outputs);
    } catch (error) {
      if (error instanceof StepSkipped) return this.#skip(path, error.message);
      return this.#fail(step, path, within, error);
    }
  }

  #succeed(step: Step, path: string, outputs: Outputs): StepState {
    this.#scope.steps[step.id] = { outputs };
    if (step.undo !== undefined) this.#undoable.push({ step, path });
    this.#write({ kind: 'step.succeeded', path, outputs: toJson(outputs) as Record<string, never> });
    this.#reach(step.milestones.finished, path);
    return 'succeeded';
  }

  #skip(path: string, why: string): StepState {
    this.#write({ kind: 'step.skipped', path, why });
    return 'skipped';
  }

  async #tryRepeatedly(step: Step, path: string, cancelled: Cancellation): Promise<Outputs> {
    const unwatch = step.progress && watchProgress(step.progress, path, this.#session.options);
    let lastError: string | undefined;
    try {
      for (let tries = 1; ; tries++) {
        const tried = await this.#tryOnce(step, path, cancelled, tries);
        if (tried.outputs !== undefined) return tried.outputs;
        lastError = tried.error;
        await cancelled.race(this.#session.options.clock.sleepUs(Math.round(tried.retryInSeconds * 1e6)));
      }
    } catch (error) {
      // What the attempts met says more than that the time was over.
      if (!(error instanceof Cancelled) || lastError === undefined) throw error;
      throw new Cancelled(`${error.message}; the last attempt: ${lastError}`);
    } finally {
      unwatch?.();
    }
  }

  /** One attempt: its outputs, or its error and how long to wait for the next one. Throws when there is no next one. */
  async #tryOnce(step: Step, path: string, cancelled: Cancellation, tries: number): Promise<Tried> {
    const attempt = (this.#attempts.get(path) ?? 0) + 1;
    this.#attempts.set(path, attempt);
    const owner = step.role ?? this.#options.runbook.owner;
    const uses = isParallel(step) ? undefined : step.uses;
    this.#write({ kind: 'step.started', path, id: step.id, uses, owner, attempt });
    if (attempt === 1) this.#reach(step.milestones.started, path);
    try {
      const outputs = isParallel(step)
        ? await this.#runGroup(step.parallel, path, cancelled)
        : await this.#act(step, path, cancelled, attempt);
      for (const check of step.verify) await this.#verify(check, { id: step.id, path, cancelled, attempt });
      return { outputs };
    } catch (error) {
      if (cancelled.aborted) throw new Cancelled(cancelled.why);
      if (error instanceof StepSkipped) throw error;
      const final = (error instanceof StepFailed && error.permanent) || !isRetried(step);
      const delaySeconds = final ? undefined : retryDelaySeconds(step.retry, tries);
      if (delaySeconds === undefined) throw error;
      this.#write({ kind: 'step.retried', path, attempt, delaySeconds, error: messageOf(error) });
      return { error: messageOf(error), retryInSeconds: delaySeconds };
    }
  }

  async #runGroup(steps: readonly Step[], path: string, cancelled: Cancellation): Promise<Outputs> {
    if (await this.#runList(steps, path, cancelled)) return {};
    const lost = steps.filter((step) => ['failed', 'blocked'].includes(this.#states.get(join(path, step.id))!));
    throw new StepFailed(`${lost.length} of ${steps.length} failed: ${lost.map(({ id }) => id).join(', ')}`);
  }

  async #act(step: ActionStep, path: string, cancelled: Cancellation, attempt: number): Promise<Outputs> {
    const { id, role } = step;
    await this.#holdToRules(step, path, cancelled);
    const broken = await cancelled.race(this.#rules.around(stepEntry(step.uses).changes ?? []));
    const outputs = await this.#actions.call(step, { id, path, cancelled, attempt, role });
    await this.#heed(broken(), path, cancelled);
    return outputs;
  }

  /** The safety rules are asked before every action that writes, be it a step or an undo. */
  async #holdToRules({ uses }: Action, path: string, cancelled: Cancellation): Promise<void> {
    if (!stepEntry(uses).writes) return;
    await this.#heed(this.#rules.barring(), path, cancelled);
  }

  async #heed(asked: Promise<RuleReading[]>, path: string, cancelled: Cancellation): Promise<void> {
    const broken = await cancelled.race(asked);
    for (const reading of broken) this.#write(brokenRule(reading, path));
    if (broken.length > 0) throw new StepFailed(broken.map(({ why }) => why).join('; '));
  }

  async #verify(check: Check, call: Call): Promise<void> {
    const { ok, why } = await this.#actions.check(check, call);
    if (call.cancelled.aborted) throw new Cancelled(call.cancelled.why);
    this.#write({ kind: 'step.verified', path: call.path, uses: check.uses, ok, why });
    if (!ok) throw new StepFailed(`${check.uses}: ${why}`);
  }

  async #fail(step: Step, path: string, within: Cancellation, error: unknown): Promise<StepState> {
    const { onFailure } = step;
    this.#write({ kind: 'step.failed', path, error: messageOf(error), onFailure: onFailure?.then ?? null });
    const state = within.aborted ? 'failed' : await this.#afterFailure(step, path, within, error);
    if (state === 'failed') this.#failures.push(`${path}: ${messageOf(error)}`);
    return state;
  }

  async #afterFailure(step: Step, path: string, within: Cancellation, error: unknown): Promise<StepState> {
    const { onFailure } = step;
    if (onFailure !== undefined) return this.#handle(step, onFailure, path, within);
    if (step.ungraceful === 'skip' && (await this.#session.goesUngraceful(this.#options.runbook, path, within))) {
      return this.#skip(path, 'it failed, and the run went ungraceful');
    }
    const mended = await this.#mend(step, path, within, error);
    if (mended !== undefined) return mended;
    this.#deviated = true;
    return 'failed';
  }

  /** What people who are there make of a step that failed. What failed inside a group or a called runbook was asked there. */
  async #mend(step: Step, path: string, within: Cancellation, error: unknown): Promise<StepState | undefined> {
    if (isParallel(step) || step.uses === 'runbook:run') return undefined;
    const answer = await this.#session.mend(this.#options.runbook, path, messageOf(error), within);
    switch (answer?.choice) {
      case 'retry':
        return this.#runStep(step, path, within);
      case 'skip':
        return this.#skip(path, saidBy(answer, 'skipped it'));
      case 'mark-done':
        return this.#succeed(step, path, answer.outputs ?? {});
      default:
        return undefined;
    }
  }

  async #handle(step: Step, onFailure: OnFailure, path: string, within: Cancellation): Promise<StepState> {
    const cured = await this.#runList(onFailure.steps, path, within);
    const goesOn = cured && onFailure.then === 'continue';
    this.#write({ kind: 'step.handled', path, ok: goesOn });
    if (goesOn) {
      this.#scope.steps[step.id] ??= { outputs: {} };
      this.#reach(step.milestones.finished, path);
      return 'handled';
    }
    if (cured && onFailure.then === 'retry') return this.#runStep({ ...step, onFailure: undefined }, path, within);
    if (onFailure.then === 'stop') this.#halted = `"${path}" failed, and its on-failure stops the plan`;
    return 'failed';
  }

  async #runChild(context: StepContext<'runbook:run'>): Promise<void> {
    const { runbook, session, depth, rulesAbove } = this.#options;
    if (depth >= depthMax) throw new StepFailed(`runbooks call each other, ${depth} deep, without end`);
    const child = new RunbookRun({
      runbook: session.options.loadRunbook(context.with.file, runbook),
      inputs: context.with.inputs,
      session,
      prefix: context.path,
      rulesAbove: [...rulesAbove, ...runbook.safetyRules],
      depth: depth + 1,
    });
    const { status, why } = await child.run(context.cancelled);
    if (status !== 'succeeded') throw new StepFailed(why ?? `the runbook ${status}`);
  }

  #checkpoint(path: string): void {
    this.#undoable = [];
    this.#write({ kind: 'checkpoint', path });
  }

  /**
   * Undoes what succeeded since the last checkpoint. Only stopping the run from outside can cut it short: an abort is
   * the very moment for it.
   */
  async #rollBack(why: string): Promise<void> {
    const { runbook, prefix: path, session } = this.#options;
    const steps = runbook.rollbacks.order === 'reverse' ? this.#undoable.toReversed() : this.#undoable;
    this.#undoable = [];
    const around = this.#around(session.options.cancelled ?? new Cancellation());
    const holdToRules = (undo: Action, at: string, cancelled: Cancellation) => this.#holdToRules(undo, at, cancelled);
    await rollBack(steps, { why, path }, { ...around, holdToRules });
  }

  #around(within: Cancellation) {
    return { actions: this.#actions, journal: this.#session.options.journal, within };
  }

  #reach(milestone: string | undefined, path: string): void {
    if (milestone !== undefined) this.#write({ kind: 'milestone', id: milestone, path });
  }

  #write(entry: JournalEntry): void {
    this.#session.options.journal.write(entry);
  }
}
