import { host } from '../../sim/kernel/host-globals.ts';
import { idleMaxMs } from './pacer.ts';
import type { Player } from './player.ts';
import { WorldPorts } from './ports.ts';
import type { Frame } from './protocol.ts';
import type { Pending } from './session.ts';

/** Ten frames a second are smooth enough for text. */
const betweenMs = 100;

/** What a frame says besides what happened in the world. */
export type Stand = Pick<Frame, 'run' | 'heard' | 'phase' | 'pace' | 'slowed' | 'until' | 'result'>;

/** Tells what has changed in a world: soon when a person did something, otherwise not too often. */
export class FrameMaker {
  readonly #player: Player;
  readonly #ports: WorldPorts;
  readonly #post: (frame: Frame) => void;
  #sentMs = Number.NEGATIVE_INFINITY;
  #soon = true;
  #lines = 0;
  #nowUs = Number.NaN;
  #pending = '[]';
  #snapshot = '';
  #traceEvents = -1;

  constructor(player: Player, post: (frame: Frame) => void) {
    this.#player = player;
    this.#ports = new WorldPorts(player.run);
    this.#post = post;
  }

  /** The next one is not to wait. */
  soon(): void {
    this.#soon = true;
  }

  /** Milliseconds until the next one is due. */
  dueMs(pace: number): number {
    if (this.#soon) return 0;
    const quiet = this.#lines === this.#player.run.lines.length;
    const everyMs = quiet ? Math.min(idleMaxMs, Math.max(betweenMs, 1000 / pace)) : betweenMs;
    return Math.max(0, this.#sentMs + everyMs - host.monotonicMs());
  }

  send(stand: Stand): void {
    this.#send(stand, this.#world());
  }

  /** What a world has said before it broke; it is not looked at any more. */
  sendLines(stand: Stand): void {
    this.#send(stand, {});
  }

  #send(stand: Stand, world: Pick<Frame, 'snapshot' | 'calls'>): void {
    const { run } = this.#player;
    this.#soon = false;
    this.#sentMs = host.monotonicMs();
    const lines = run.lines.slice(this.#lines);
    this.#lines = run.lines.length;
    this.#nowUs = run.nowUs;
    this.#post({ kind: 'frame', ...stand, nowUs: run.nowUs, lines, ...this.#pendingIfNew(), ...world });
  }

  /** Whether there is anything to tell, be it the time. */
  get stale(): boolean {
    return this.#soon || this.#nowUs !== this.#player.nowUs;
  }

  #pendingIfNew(): { pending?: readonly Pending[] } {
    const { pending } = this.#player;
    const text = JSON.stringify(pending);
    if (text === this.#pending) return {};
    this.#pending = text;
    return { pending };
  }

  /** The world is looked at where something happened in it, and told where that has changed what one sees. */
  #world(): Pick<Frame, 'snapshot' | 'calls'> {
    const { run } = this.#player;
    const { events } = run.testbed.world.kernel.trace;
    if (events === this.#traceEvents) return {};
    this.#traceEvents = events;
    const calls = this.#ports.takeCalls();
    const told = calls.length === 0 ? {} : { calls };
    // Before the fault clock begins the world is being arranged.
    if (run.nowUs < 0) return told;
    const snapshot = this.#ports.snapshot();
    const text = JSON.stringify({ ...snapshot, atUs: 0 });
    if (text === this.#snapshot) return told;
    this.#snapshot = text;
    return { ...told, snapshot };
  }
}
