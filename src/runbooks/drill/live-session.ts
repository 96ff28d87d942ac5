/**
 * A drill in this process: the world runs in a thread, and what it says is kept here. What a person does goes there and takes effect in
 * the world's time; looking back is done in another thread, going back by running it again.
 */
import { type JournalEvent, ofKind } from '../journal/index.ts';
import type { RunRequest } from '../request.ts';
import type { Causes } from './causes.ts';
import { Completer } from './completer.ts';
import { factsOf } from './facts.ts';
import { forkedRequest } from './forked-request.ts';
import type { Seat } from './input.ts';
import { inputsOf } from './journal-inputs.ts';
import { Lookout } from './lookout.ts';
import type { DrillOptions } from './options.ts';
import { NotAsked } from './people.ts';
import type { Said } from './player.ts';
import type { Frame, FromWorld, Open, ToDriver } from './protocol.ts';
import { Recording } from './recording.ts';
import { Replies } from './replies.ts';
import { Runs } from './runs.ts';
import type {
  CommandResult,
  Completion,
  Debrief,
  DrillFacts,
  DrillSession,
  DrillState,
  Fork,
  ForkChoices,
  Pace,
} from './session.ts';
import { StateStore } from './state-store.ts';
import { DrillThread } from './thread.ts';

const normalPace = 60;

export class LiveSession implements DrillSession {
  readonly #options: DrillOptions;
  readonly #store: StateStore;
  readonly #runs: Runs;
  /** None once it has died; going back begins another one. */
  #thread: DrillThread | undefined;
  readonly #lookout = new Lookout();
  readonly #completer: Completer;
  readonly #said = new Replies<number>();
  /** Commands that are under way, by the number of their event. */
  readonly #commands = new Map<number, (result: CommandResult) => void>();
  /** Inputs that the world has taken, by the number of their event; they are done when it is here. */
  readonly #taken = new Map<number, () => void>();
  readonly #stop = new AbortController();
  /** How many messages the present run was sent. */
  #sent = 0;
  /** Called when the run that was begun last is live. */
  #live: { resolve(): void; reject(error: Error): void } | undefined;
  #recording: Recording | undefined;
  #debrief: { readonly hash: string; readonly debrief: Promise<Debrief> } | undefined;

  /** Throws NotAJournal or JournalBroken for what cannot be resumed. */
  constructor(options: DrillOptions) {
    this.#options = options;
    const { request, pace = normalPace, resume, decisions = { entries: [] } } = options;
    this.#recording = resume && new Recording(resume);
    this.#store = new StateStore(pace);
    this.#runs = new Runs(request);
    this.#completer = new Completer(options);
    const { inputs: past = [], fromUs = 0 } = this.#recording ?? {};
    this.#open({
      ...{ run: 0, request, past, fromUs, pace, script: decisions },
      paused: options.paused ?? resume !== undefined,
    });
  }

  get facts(): DrillFacts {
    const { request } = this.#runs.present;
    return factsOf({ ...this.#options, plan: request.plan ?? this.#options.plan, request });
  }

  get state(): DrillState {
    return this.#store.state;
  }

  get forks(): readonly Fork[] {
    return this.#runs.forks(this.state);
  }

  /** What the present run was asked for. */
  get request(): RunRequest {
    return this.#runs.present.request;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  setPace(pace: Pace): void {
    this.#wish({ kind: 'pace', pace }, { pace, slowed: false });
  }

  pause(): void {
    this.#wish({ kind: 'pause' }, { phase: 'paused', until: undefined });
  }

  resume(): void {
    this.#wish({ kind: 'resume' }, { phase: 'running', until: undefined });
  }

  step(): void {
    this.#wish({ kind: 'until', until: 'step' }, { phase: 'running', until: 'step' });
  }

  runUntil(until: number | 'question' | 'end'): void {
    this.#wish({ kind: 'until', until }, { phase: 'running', until });
  }

  async answer(answer: Parameters<DrillSession['answer']>[0]): Promise<void> {
    const { by } = this.#options;
    await this.#say('choice' in answer ? { kind: 'answer', by, ...answer } : { kind: 'note', by, ...answer });
  }

  command(text: string): Promise<CommandResult> {
    const { by, seat = 'player' } = this.#options;
    return this.commandAs({ by, seat, text });
  }

  /** A line of the console from another seat. */
  async commandAs(command: {
    readonly by: string;
    readonly seat: Seat;
    readonly text: string;
  }): Promise<CommandResult> {
    const seq = await this.#say({ kind: 'command', ...command });
    const done = ofKind(this.state.events, 'command.answered').findLast(({ input }) => input === seq);
    if (done !== undefined) return { ok: done.ok, lines: done.lines };
    return new Promise((resolve) => this.#commands.set(seq, resolve));
  }

  complete(text: string): readonly Completion[] {
    return this.#completer.complete(text, this.state.snapshot);
  }

  async lookAt(atUs: number): ReturnType<DrillSession['lookAt']> {
    const { index: run, request } = this.#runs.present;
    const { nowUs, events } = this.state;
    return this.#lookout.look({ run, request, inputs: inputsOf(events), atUs: Math.min(atUs, nowUs) });
  }

  async fork(atUs: number, choices: ForkChoices): Promise<void> {
    const { state } = this;
    const parent = this.#runs.get(choices.from ?? this.#runs.present.index);
    const events = parent === this.#runs.present ? state.events : parent.events;
    const furthestUs = parent === this.#runs.present ? state.nowUs : events.at(-1)!.at;
    if (!(atUs >= 0 && atUs <= furthestUs)) throw new RangeError('one can go back only to a moment that has been');
    const request = await forkedRequest(parent.request, choices);
    this.#leaveRun();
    const { index } = this.#runs.add(state, { name: choices.name, parent: parent.index, atUs, request });
    this.#store.begin(index);
    this.#recording = undefined;
    const past = inputsOf(events).filter((input) => input.atUs < atUs);
    await new Promise<void>((resolve, reject) => {
      this.#live = { resolve, reject };
      const { pace } = this.state;
      this.#open({ run: index, request, past, fromUs: atUs, pace, script: { entries: [] }, paused: true });
    });
  }

  debrief(onDone?: (done: number, of: number) => void): Promise<Debrief> {
    const { hash } = this.state;
    if (this.#debrief?.hash !== hash) {
      const { signal } = this.#stop;
      const debrief = import('./debrief/for-session.ts').then(({ debriefForSession }) =>
        debriefForSession(this, this.request, { signal, onDone }),
      );
      this.#debrief = { hash, debrief };
      // One that failed is tried anew.
      debrief.catch(() => {
        if (this.#debrief?.debrief === debrief) this.#debrief = undefined;
      });
    }
    return this.#debrief!.debrief;
  }

  async write(): Promise<readonly string[]> {
    const { writeForSession } = await import('./debrief/for-session.ts');
    return writeForSession(this, await this.debrief());
  }

  async causes(onDone?: (done: number, of: number) => void): Promise<Causes> {
    const { causesOf } = await import('./causes.ts');
    const { plugins } = this.request;
    return causesOf({ events: this.state.events, plugins, signal: this.#stop.signal, onDone });
  }

  async close(): Promise<void> {
    this.#leaveRun();
    this.#stop.abort(new Error('the drill was left'));
    this.#store.close();
    await Promise.all([this.#thread?.close(), this.#lookout.close()]);
  }

  /** Ends the world's thread as a crash would: for tests of what a person sees then. */
  async kill(): Promise<void> {
    await this.#thread?.kill();
  }

  #open(open: Omit<Open, 'kind'>): void {
    this.#thread ??= new DrillThread({
      onMessage: (message) => this.#take(message),
      onDeath: (error) => {
        this.#thread = undefined;
        this.#broken(error);
      },
    });
    this.#sent = 0;
    this.#thread.say({ kind: 'open', ...open });
  }

  /** Says it to the world, and shows it at once. */
  #wish(message: ToDriver, change: Partial<DrillState>): void {
    const { phase } = this.state;
    if (phase === 'ended' || phase === 'broken') return;
    this.#tell(message);
    const { phase: wished = phase, ...rest } = change;
    if (phase === 'loading') this.#store.set({ pace: change.pace ?? this.state.pace });
    else this.#store.set({ ...rest, phase: wished });
  }

  #tell(message: ToDriver): void {
    this.#sent++;
    this.#thread?.say(message);
  }

  /** The number of the event that it became. */
  #say(said: Said): Promise<number> {
    const { phase, error } = this.state;
    if (phase === 'broken') return Promise.reject(new NotAsked(`the world is broken: ${error}`));
    return this.#said.await((id) => this.#tell({ kind: 'say', id, said }));
  }

  #take(message: FromWorld): void {
    switch (message.kind) {
      case 'frame':
        if (message.run === this.#runs.present.index) this.#takeFrame(message);
        break;
      case 'said':
        this.#taken.set(message.seq, () => this.#said.resolve(message.id, message.seq));
        this.#settle();
        break;
      case 'refused':
        this.#said.reject(message.id, new NotAsked(message.message));
        break;
      case 'broken':
        if (message.run === this.#runs.present.index) this.#broken(message);
        break;
    }
  }

  #takeFrame(frame: Frame): void {
    // What is broken stays so: a frame may have been on its way.
    if (this.state.phase === 'broken') return;
    const fresh = this.#store.take(frame, frame.heard < this.#sent);
    this.#settle();
    for (const event of fresh) if (event.kind === 'command.answered') this.#answered(event);
    if (frame.phase === 'ended') this.#giveUpCommands('the run came to its end before this was done');
    const { events } = this.state;
    const recording = this.#recording;
    const gone = frame.phase !== 'loading' && recording?.isWhole(events) === false;
    const why = gone ? 'the run came to its end before the recording did' : recording?.differs(events, fresh);
    if (why !== undefined) this.#broken(new Error(`the drill cannot go on, it diverged: ${why}`));
    else this.#handOut(fresh, frame.lines);
    if (why !== undefined || frame.phase === 'loading') return;
    this.#recording = undefined;
    this.#live?.resolve();
    this.#live = undefined;
  }

  #handOut(fresh: readonly JournalEvent[], lines: readonly string[]): void {
    const { index } = this.#runs.present;
    fresh.forEach((event, at) => {
      if (this.#recording?.has(event) !== true) this.#options.onLine?.(lines[at]!, index);
    });
  }

  /** Whoever waits for an input goes on once its event can be seen. */
  #settle(): void {
    for (const [seq, done] of this.#taken) {
      if (seq >= this.state.eventCount) continue;
      this.#taken.delete(seq);
      done();
    }
  }

  #answered({ input, ok, lines }: Extract<JournalEvent, { kind: 'command.answered' }>): void {
    this.#commands.get(input)?.({ ok, lines });
    this.#commands.delete(input);
  }

  /** Nobody waits any more for what the run that is left would have said. */
  #leaveRun(): void {
    this.#said.rejectAll(new NotAsked('this run was left'));
    this.#taken.clear();
    this.#giveUpCommands('this run was left');
    this.#live?.reject(new Error('this run was left'));
    this.#live = undefined;
  }

  #giveUpCommands(why: string): void {
    for (const resolve of this.#commands.values()) resolve({ ok: false, lines: [why] });
    this.#commands.clear();
  }

  #broken({ name, message }: { readonly name: string; readonly message: string }): void {
    const error = name === 'Error' ? message : `${name}: ${message}`;
    this.#live?.reject(new Error(error));
    this.#live = undefined;
    this.#leaveRun();
    this.#store.set({ phase: 'broken', error });
  }
}
