/**
 * Event sourcing for a runner in wall time. The runner is a function of what it asks from outside: actions, answers, measurements, sleeps
 * and timers ("effects", numbered in the order in which it asks), and a clock. Everything that comes back is written down before it is
 * handed over, one thing at a time, and the runner has come to rest before the next. So it can run again from its start and be answered
 * from the journal, in the same order and at the same times; where the journal ends it goes on for real.
 *
 * The clock stands still between two answers: to the runner it is as late as the last thing that came from outside.
 */
import { host } from '../../sim/kernel/host-globals.ts';
import {
  type EffectWhat,
  firstDifference,
  Journal,
  type JournalEntry,
  type JournalEvent,
  type Outcome,
} from '../journal/index.ts';
import type { Question } from '../runner/index.ts';
import type { Recorded } from './recorded.ts';

/** What a run does again is not what it did: the runbook, a plug-in or this program has changed. */
export class RunDiverged extends Error {
  override readonly name = 'RunDiverged';
}

/** An action, as `resume` must know it. */
export interface ActionOf {
  readonly uses: string;
  readonly purpose: 'step' | 'check' | 'undo';
  /** Doing it a second time does no harm. */
  readonly repeatable: boolean;
}

export interface EffectSpec {
  readonly what: EffectWhat;
  readonly path: string;
  readonly action?: ActionOf;
  readonly question?: Pick<Question, 'decision' | 'role' | 'choices' | 'prompt'>;
  /** False once nobody waits for it any more. */
  wanted(): boolean;
  /** Does it, for real. The outcome may come at any time; undefined: there is nobody who could. */
  begin(): Promise<Outcome | undefined>;
  settle(outcome: Outcome): void;
}

export interface Effect extends EffectSpec {
  readonly id: number;
  /** `begun`: in this process. `interrupted`: in one that is gone, and nobody knows how far it came. */
  state: 'asked' | 'begun' | 'interrupted' | 'unanswered';
}

export interface EffectsOptions {
  readonly recorded?: Pick<Recorded, 'lines' | 'events'>;
  /** Puts a line on the disk. */
  append(line: string): void;
  /** Told of each event that is new. */
  onNew?(event: JournalEvent): void;
}

export class Effects {
  readonly journal: Journal;
  /** What was asked for and has not come back, in the order in which it was asked. */
  readonly pending = new Map<number, Effect>();
  nowUs = 0;
  readonly #options: EffectsOptions;
  readonly #recorded: Pick<Recorded, 'lines' | 'events'>;
  #asked = 0;
  #written = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: EffectsOptions) {
    this.#options = options;
    this.#recorded = options.recorded ?? { lines: [], events: [] };
    this.journal = new Journal(() => this.nowUs);
    this.journal.onEvent((event, line) => this.#wrote(event, line));
  }

  /** The runner asks for something. */
  ask(spec: EffectSpec): Effect {
    this.#asked += 1;
    const effect: Effect = Object.assign(spec, { id: this.#asked, state: 'asked' as const });
    this.pending.set(effect.id, effect);
    return effect;
  }

  /** Whether there is a journal to go on with. */
  get goesOn(): boolean {
    return this.#recorded.lines.length > 0;
  }

  /** Something went wrong, and nothing may be begun any more; `rest` throws it. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** What the journal says next; undefined where it ends. */
  get next(): JournalEvent | undefined {
    return this.#recorded.events[this.#written];
  }

  /** Everything that the runner does about what it has been told is done. Throws what went wrong meanwhile. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => host.setImmediate(() => resolve()));
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Writes something that came from outside, at a time that is not before anything else. */
  write(entry: JournalEntry, atUs: number): void {
    this.nowUs = Math.max(this.nowUs, atUs);
    this.journal.write(entry);
  }

  /** Writes down how an effect came out, and hands it over. */
  end(effect: Effect, outcome: Outcome, atUs: number): void {
    this.pending.delete(effect.id);
    const { id, what, path } = effect;
    this.write({ kind: 'effect.ended', effect: id, what, path, outcome }, atUs);
    // What is not on the disk must not be acted on.
    if (this.#failure === undefined) effect.settle(outcome);
  }

  /** Answers the runner from the journal, event by event, until it ends there or the runner is done. Throws RunDiverged. */
  async replay(isFinished: () => boolean, onResumed: (gapUs: number) => void): Promise<void> {
    for (;;) {
      await this.rest();
      const event = this.next;
      if (event === undefined || isFinished()) return;
      this.#answer(event, onResumed);
    }
  }

  #answer(event: JournalEvent, onResumed: (gapUs: number) => void): void {
    const { seq: _, at, ...entry } = event;
    switch (event.kind) {
      case 'effect.ended':
        this.end(this.#find(event.effect, event), event.outcome, at);
        return;
      case 'effect.started':
        this.#find(event.effect, event).state = 'interrupted';
        break;
      case 'step.resolved':
        if (event.choice === 'retry') this.#find(event.effect, event).state = 'asked';
        break;
      case 'run.resumed':
        onResumed(at - this.nowUs);
        break;
      case 'step.progress':
        break;
      default:
        throw new RunDiverged(`event ${event.seq} (${event.kind}) does not happen again`);
    }
    this.write(entry as JournalEntry, at);
  }

  #find(id: number, event: JournalEvent): Effect {
    const effect = this.pending.get(id);
    if (effect !== undefined) return effect;
    throw new RunDiverged(`event ${event.seq} (${event.kind}) answers something that is not asked again`);
  }

  /** What is in the journal already must be the same again, byte for byte; what is new goes to the disk before anything follows from it. */
  #wrote(event: JournalEvent, line: string): void {
    if (this.#failure !== undefined) return;
    const before = this.#recorded.lines[this.#written];
    this.#written += 1;
    try {
      if (before === undefined) {
        this.#options.append(line);
        this.#options.onNew?.(event);
      } else if (before !== line) {
        const upTo = this.#recorded.events.slice(0, this.#written);
        throw new RunDiverged(firstDifference(upTo, this.journal.events)?.why ?? `event ${event.seq} differs`);
      }
    } catch (error) {
      this.#failure = { error };
    }
  }
}
