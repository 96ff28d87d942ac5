/**
 * Drives one run at the pace of the wall clock, in the world's thread: in slices so short that whoever sits at the screen is heard at
 * once; tells what has changed at most ten times a second; sleeps while nothing happens.
 */
import { host } from '../../sim/kernel/host-globals.ts';
import { FrameMaker, type Stand } from './frame-maker.ts';
import { idleMaxMs, Pacer } from './pacer.ts';
import { NotAsked } from './people.ts';
import { Player, type Said } from './player.ts';
import type { FromWorld, Open, ToDriver, Until } from './protocol.ts';
import type { Pace, Phase } from './session.ts';

/** A slice of work; a message waits so long at most, and for the event that is under way. */
const sliceMs = 8;
/** What happens within such a time by the wall clock is done in one go. */
const restMinMs = 40;
/** As long as a question is open a second of the wall clock is a minute at most: waiting costs time that one sees pass. */
export const paceWhilePending = 60;

export class Driver {
  readonly #open: Open;
  readonly #post: (message: FromWorld) => void;
  readonly #pacer = new Pacer();
  #player: Player | undefined;
  #frames: FrameMaker | undefined;
  #phase: Exclude<Phase, 'broken'> = 'loading';
  #pace: Pace;
  #until: Until | undefined;
  #slowed = false;
  #heard = 0;
  #eventsBefore = 0;
  /** How it begins once it is live: what a person wished for meanwhile counts. */
  #begins: { readonly paused: boolean; readonly until?: Until };
  #said: { readonly id: number; readonly said: Said }[] = [];
  #wake: () => void = () => {};
  #left = false;

  constructor(open: Open, post: (message: FromWorld) => void) {
    this.#open = open;
    this.#post = post;
    this.#pace = open.pace;
    this.#begins = { paused: open.paused };
  }

  /** Heard between two slices. */
  take(message: ToDriver): void {
    this.#heard++;
    switch (message.kind) {
      case 'pace':
        this.#pace = message.pace;
        this.#slowed = false;
        break;
      case 'pause':
        this.#pause();
        break;
      case 'resume':
        this.#go(undefined);
        break;
      case 'until':
        this.#go(message.until);
        break;
      case 'say':
        this.#said.push(message);
        break;
    }
    this.#soon();
  }

  /** The run is not wanted any more. */
  leave(): void {
    this.#left = true;
    this.#wake();
  }

  /** Plays until it is left. What breaks the world is told, and ends it. */
  async play(): Promise<void> {
    const { run, request, past } = this.#open;
    try {
      this.#player = await Player.open({ ...request, inputs: { entries: [] } }, { entries: past, unanswered: 'wait' });
      this.#frames = new FrameMaker(this.#player, this.#post);
      while (!this.#left) {
        await this.#hear(this.#player);
        const busy = await this.#advance(this.#player);
        if (this.#frames.dueMs(this.#speed) <= 0 && this.#frames.stale) this.#frames.send(this.#stand);
        if (!busy && !this.#left) await this.#rest(this.#player, this.#frames);
      }
    } catch (error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      this.#frames?.sendLines(this.#stand);
      this.#post({ kind: 'broken', run, name, message, stack });
    }
  }

  /** Virtual seconds for each of the wall clock now. */
  get #speed(): number {
    const pace = this.#until !== undefined || this.#pace === 'max' ? Number.POSITIVE_INFINITY : this.#pace;
    return this.#slowed ? Math.min(pace, paceWhilePending) : pace;
  }

  #go(until: Until | undefined): void {
    if (this.#phase === 'loading') this.#begins = { paused: false, until };
    if (this.#phase === 'paused') this.#pacer.begin(this.#player!.nowUs, host.monotonicMs());
    if (this.#phase === 'paused' || (this.#phase === 'running' && until !== undefined)) this.#run(until);
  }

  #run(until: Until | undefined): void {
    this.#phase = 'running';
    this.#until = until;
    this.#eventsBefore = this.#player!.run.lines.length;
    if (until !== undefined) this.#slowed = false;
  }

  #pause(): void {
    this.#until = undefined;
    if (this.#phase === 'loading') this.#begins = { paused: true };
    if (this.#phase === 'running') this.#phase = 'paused';
  }

  #soon(): void {
    this.#frames?.soon();
    this.#wake();
  }

  /** Runs on for a slice; true when there is more to do at once. */
  async #advance(player: Player): Promise<boolean> {
    if (this.#phase === 'paused' || this.#phase === 'ended') return false;
    if (this.#phase === 'loading') return this.#load(player);
    if (this.#arrived(player)) return true;
    const { questions } = player;
    const step = this.#until === 'step';
    const advanced = await player.advance(
      this.#targetUs(player),
      this.#slice(() => player.questions !== questions || (step && player.run.lines.length > this.#eventsBefore)),
    );
    if (advanced === 'ended') return this.#end(player);
    const needsPerson = player.needsPerson.length > 0;
    if (needsPerson && player.questions !== questions && this.#speed > paceWhilePending) this.#setSlowed(player, true);
    if (!needsPerson && this.#slowed) this.#setSlowed(player, false);
    return this.#arrived(player) || advanced === 'enough' || this.#speed === Number.POSITIVE_INFINITY;
  }

  /** All before it becomes live; the prologue at least. */
  async #load(player: Player): Promise<boolean> {
    const advanced = await player.advance(this.#open.fromUs, this.#slice());
    if (advanced === 'ended') return this.#end(player);
    if (advanced === 'enough') return true;
    player.goOnWith({ ...this.#open.script, unanswered: 'wait' });
    const { paused, until } = this.#begins;
    this.#phase = 'paused';
    if (!paused) this.#go(until);
    this.#soon();
    return true;
  }

  #end(player: Player): true {
    this.#phase = 'ended';
    this.#until = undefined;
    player.run.finish();
    this.#soon();
    return true;
  }

  #targetUs(player: Player): number {
    const limitUs = typeof this.#until === 'number' ? this.#until : Number.POSITIVE_INFINITY;
    const nowMs = host.monotonicMs();
    if (this.#speed < Number.POSITIVE_INFINITY) {
      return Math.min(limitUs, this.#pacer.targetUs(player.nowUs, nowMs, this.#speed));
    }
    this.#pacer.begin(player.nowUs, nowMs);
    return limitUs;
  }

  #setSlowed(player: Player, slowed: boolean): void {
    this.#slowed = slowed;
    this.#pacer.begin(player.nowUs, host.monotonicMs());
    this.#soon();
  }

  /** Pauses where it was to run to. */
  #arrived(player: Player): boolean {
    const there =
      (typeof this.#until === 'number' && player.nowUs >= this.#until) ||
      (this.#until === 'step' && player.run.lines.length > this.#eventsBefore) ||
      (this.#until === 'question' && player.needsPerson.length > 0);
    if (!there) return false;
    this.#pause();
    this.#soon();
    return true;
  }

  #slice(also: () => boolean = () => false): () => boolean {
    const untilMs = host.monotonicMs() + sliceMs;
    return () => host.monotonicMs() >= untilMs || also();
  }

  /** Everything that was said meanwhile, at the moment that the clock shows. */
  async #hear(player: Player): Promise<void> {
    if (this.#phase === 'loading') return;
    for (const { id, said } of this.#said.splice(0)) {
      if (this.#phase === 'running' && this.#speed < Number.POSITIVE_INFINITY) {
        await player.advance(this.#targetUs(player), this.#slice());
      }
      try {
        const { seq } = await player.say(said);
        this.#post({ kind: 'said', id, seq });
      } catch (error) {
        if (!(error instanceof NotAsked)) throw error;
        this.#post({ kind: 'refused', id, name: error.name, message: error.message });
      }
      if (this.#phase !== 'ended' && (await player.advance(player.nowUs)) === 'ended') this.#end(player);
      this.#soon();
    }
  }

  get #stand(): Stand {
    const result = this.#phase === 'ended' ? this.#player!.run.finish().result : undefined;
    const { run } = this.#open;
    return {
      run,
      heard: this.#heard,
      phase: this.#phase,
      pace: this.#pace,
      slowed: this.#slowed,
      until: this.#until,
      result,
    };
  }

  /** Until something is due, or somebody says something. */
  async #rest(player: Player, frames: FrameMaker): Promise<void> {
    if (this.#said.length > 0) return;
    const speed = this.#speed;
    const idles = this.#phase === 'paused' || this.#phase === 'ended';
    const eventMs = (player.nextUs - player.nowUs) / 1000 / speed;
    const restMs = Math.min(idleMaxMs, Math.max(restMinMs, Math.min(eventMs, frames.dueMs(speed))));
    await new Promise<void>((resolve) => {
      const timer = idles ? undefined : host.setTimeout(resolve, restMs);
      this.#wake = () => {
        host.clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
