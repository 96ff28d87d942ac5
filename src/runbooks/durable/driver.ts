import { failedStep } from '../runner/session.ts';
import type { Effect, Effects } from './effects.ts';
import type { Resolutions, Resolved } from './resolutions.ts';
import { WallClock } from './wall-clock.ts';

/**
 * How driving ended. `stopped`: somebody asked for it, and nothing is in flight. `needs-a-person`: all that could go on has, and nobody is
 * there to answer the rest. `in-flight`: a crash left steps in the middle that may not simply be done again; nothing was begun.
 */
export type DriveEnd =
  | { readonly kind: 'finished' | 'stopped' }
  | { readonly kind: 'needs-a-person' | 'in-flight'; readonly effects: readonly Effect[] };

export interface DriverOptions {
  readonly effects: Effects;
  /** When the run began, in milliseconds since the epoch. */
  readonly startMs: number;
  /** Who goes on with it. */
  readonly by: string;
  readonly resolutions: Resolutions;
}

/** Answers a runner: from the journal as far as it goes, from then on for real. */
export class Driver {
  readonly #options: DriverOptions;
  readonly #effects: Effects;
  readonly #timers = new Map<number, { dueUs: number; cancel: () => void }>();
  readonly #arrivals: (() => void)[] = [];
  #clock: WallClock | undefined;
  #stopping = false;
  #wake: () => void = () => {};

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#effects = options.effects;
  }

  /** After `us` of time in which some process ran, `fn` is called; the returned function cancels it. */
  timer(us: number, fn: () => void, what: 'sleep' | 'timer'): () => void {
    const timer = { dueUs: this.#effects.nowUs + us, cancel: () => {} };
    const begin = () =>
      new Promise<{ value: null }>((resolve) => {
        timer.cancel = this.#clock!.at(timer.dueUs, () => resolve({ value: null }));
      });
    const forget = () => this.#timers.delete(id);
    const settle = () => {
      forget();
      fn();
    };
    const { id } = this.#effects.ask({ what, path: '', wanted: () => true, begin, settle });
    this.#timers.set(id, timer);
    return () => {
      timer.cancel();
      forget();
      this.#effects.pending.delete(id);
    };
  }

  /** Something that a running action says: it is told when the runner is at rest. */
  tell(fn: () => void): void {
    this.#arrivals.push(() => {
      this.#effects.nowUs = Math.max(this.#effects.nowUs, this.#nowUs);
      fn();
    });
    this.#wake();
  }

  /** Nothing new is begun; what is in flight comes to its end, and is written down. */
  stop(): void {
    this.#stopping = true;
    this.#wake();
  }

  async drive(isFinished: () => boolean): Promise<DriveEnd> {
    await this.#effects.replay(isFinished, (gapUs) => this.#postpone(gapUs));
    const left = this.#leftInTheMiddle();
    if (isFinished()) return { kind: 'finished' };
    const open = left.filter(({ effect, resolved }) => resolved === undefined && effect.action?.repeatable !== true);
    if (open.length > 0) return { kind: 'in-flight', effects: open.map(({ effect }) => effect) };
    await this.#goLive(left);
    try {
      return await this.#live(isFinished);
    } finally {
      for (const { cancel } of this.#timers.values()) cancel();
    }
  }

  async #live(isFinished: () => boolean): Promise<DriveEnd> {
    for (;;) {
      await this.#effects.rest();
      if (isFinished()) return { kind: 'finished' };
      if (!this.#stopping) this.#beginAsked();
      if (this.#effects.failed) continue;
      const arrived = this.#arrivals.shift();
      if (arrived !== undefined) arrived();
      else {
        const end = this.#nothingToWaitFor();
        if (end !== undefined) return end;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #nothingToWaitFor(): DriveEnd | undefined {
    const pending = [...this.#effects.pending.values()];
    const begun = pending.filter(({ state }) => state === 'begun');
    if (this.#stopping) return begun.some(({ what }) => what === 'action') ? undefined : { kind: 'stopped' };
    const unanswered = pending.filter(({ state, wanted }) => state === 'unanswered' && wanted());
    // A timeout may come while nobody is there; nobody comes while it does.
    if (unanswered.length > 0 && begun.every(({ what }) => what === 'timer')) {
      return { kind: 'needs-a-person', effects: unanswered };
    }
    if (begun.length === 0) throw new Error('the runner waits for nothing that could come');
    return undefined;
  }

  #beginAsked(): void {
    for (const effect of [...this.#effects.pending.values()]) {
      if (effect.state !== 'asked') continue;
      if (!effect.wanted()) {
        this.#effects.pending.delete(effect.id);
        continue;
      }
      const { id, path, action } = effect;
      if (action !== undefined) {
        const { uses, purpose } = action;
        this.#effects.write({ kind: 'effect.started', effect: id, path, uses, purpose }, this.#nowUs);
        // What is not on the disk is not begun.
        if (this.#effects.failed) return;
      }
      effect.state = 'begun';
      void effect.begin().then(
        (outcome) => this.#arrive(() => this.#cameBack(effect, outcome)),
        (error) =>
          this.#arrive(() => {
            // Who was told that no answer is needed any more, and says so.
            if (!effect.wanted()) this.#effects.pending.delete(effect.id);
            else throw error;
          }),
      );
    }
  }

  #cameBack(effect: Effect, outcome: Parameters<Effect['settle']>[0] | undefined): void {
    if (!this.#effects.pending.has(effect.id)) return;
    if (outcome === undefined) effect.state = 'unanswered';
    // Who goes on later is asked again, sleeps the rest and measures anew: only what was done must be written down.
    else if (!this.#stopping || effect.what === 'action') this.#effects.end(effect, outcome, this.#nowUs);
  }

  #arrive(fn: () => void): void {
    this.#arrivals.push(fn);
    this.#wake();
  }

  #leftInTheMiddle(): { effect: Effect; resolved: Resolved | undefined }[] {
    const pending = [...this.#effects.pending.values()];
    const left = pending.filter(({ state, wanted }) => state === 'interrupted' && wanted());
    const failed = pending.filter(({ question }) => question?.decision === failedStep);
    const { resolutions } = this.#options;
    resolutions.holdTo([...left, ...failed].map(({ path }) => path));
    return left.map((effect) => ({ effect, resolved: resolutions.take(effect.path) }));
  }

  async #goLive(left: readonly { effect: Effect; resolved: Resolved | undefined }[]): Promise<void> {
    const effects = this.#effects;
    this.#clock = new WallClock(this.#options.startMs, effects.nowUs);
    if (effects.goesOn) {
      const atUs = this.#nowUs;
      this.#postpone(atUs - effects.nowUs);
      effects.write({ kind: 'run.resumed', by: this.#options.by }, atUs);
    }
    for (const { effect, resolved } of left) {
      if (resolved === undefined) effect.state = 'asked';
      else this.#resolve(effect, resolved);
      await effects.rest();
    }
  }

  #resolve(effect: Effect, { choice, by, reason, outputs }: Resolved): void {
    const { id, path } = effect;
    this.#effects.write({ kind: 'step.resolved', effect: id, path, choice, by, reason }, this.#nowUs);
    if (choice === 'retry') effect.state = 'asked';
    else if (choice === 'skip') this.#effects.end(effect, { skipped: `${by} skipped it: ${reason}` }, this.#nowUs);
    else this.#effects.end(effect, { value: (outputs ?? {}) as never }, this.#nowUs);
  }

  #postpone(us: number): void {
    for (const timer of this.#timers.values()) timer.dueUs += us;
  }

  get #nowUs(): number {
    return this.#clock!.nowUs();
  }
}
