/** The facilitator's end: a session whose world runs on another terminal. */
import { lstatSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { complete } from '../console/complete.ts';
import { type ConsoleNames, namesIn } from '../console/names.ts';
import type {
  CommandResult,
  Completion,
  Debrief,
  DrillFacts,
  DrillSession,
  DrillState,
  Fork,
  Pace,
} from '../session.ts';
import { stateAfter } from './frames.ts';
import { onLines, say } from './lines.ts';
import { type FromDrill, type FromFacilitator, protocolVersion } from './messages.ts';
import { socketPathOf } from './socket-path.ts';

/** Nobody plays a drill in that folder. */
export class NoDrillThere extends Error {
  override readonly name = 'NoDrillThere';
}

/**
 * Joins the drill that is played in a run's folder. Resolves when its first state is there. Throws NoDrillThere when none is played.
 * `close()` leaves it; the drill goes on.
 */
export async function joinDrill(folder: string, { by }: { readonly by: string }): Promise<DrillSession> {
  const socket = await connected(folder);
  const session = new RemoteSession(socket);
  say(socket, { kind: 'join', by } satisfies FromFacilitator);
  await session.ready;
  return session;
}

function connected(folder: string): Promise<Socket> {
  const none = () => new NoDrillThere(`no drill is played in ${folder}: start one there with "zonefall drill" first`);
  return new Promise((resolve, reject) => {
    try {
      const path = socketPathOf(folder);
      if (process.platform !== 'win32' && lstatSync(path).uid !== userInfo().uid) throw none();
      const socket = connect(path, () => resolve(socket));
      socket.on('error', () => reject(none()));
    } catch {
      reject(none());
    }
  });
}

const elsewhere = (what: string) => new Error(`${what} where the drill is played, not from the facilitator's seat`);

class RemoteSession implements DrillSession {
  readonly ready: Promise<void>;
  readonly #socket: Socket;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #facts!: DrillFacts;
  #names!: ConsoleNames;
  #state!: DrillState;
  #lastId = 0;
  #closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.ready = new Promise((resolve, reject) => {
      onLines(socket, (message) => {
        this.#hear(message as FromDrill);
        if (this.#state !== undefined) resolve();
      });
      socket.on('close', () => {
        reject(new NoDrillThere('the drill was left before its first word'));
        this.#lost();
      });
    });
  }

  get facts(): DrillFacts {
    return this.#facts;
  }

  get state(): DrillState {
    return this.#state;
  }

  /** Other runs stay where the drill is played. */
  get forks(): readonly Fork[] {
    const { fork: index, events, result } = this.#state;
    return [{ index, name: 'this run', atUs: 0, events, ...(result && { result }) }];
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setPace(pace: Pace): void {
    this.#say({ kind: 'pace', pace });
  }
  pause(): void {
    this.#say({ kind: 'pause' });
  }
  resume(): void {
    this.#say({ kind: 'resume' });
  }
  step(): void {
    this.#say({ kind: 'step' });
  }
  runUntil(target: number | 'question' | 'end'): void {
    this.#say({ kind: 'until', target });
  }

  command(text: string): Promise<CommandResult> {
    return this.#ask((id) => ({ kind: 'command', id, text })) as Promise<CommandResult>;
  }

  complete(text: string): readonly Completion[] {
    return complete(text, { ...this.#names, ...namesIn(this.#state.snapshot) });
  }

  lookAt(atUs: number): ReturnType<DrillSession['lookAt']> {
    return this.#ask((id) => ({ kind: 'look', id, atUs })) as ReturnType<DrillSession['lookAt']>;
  }

  async answer(): Promise<void> {
    throw elsewhere('questions are answered');
  }
  async fork(): Promise<void> {
    throw elsewhere('one goes back and decides otherwise');
  }
  async debrief(): Promise<Debrief> {
    throw elsewhere('the debrief is held');
  }
  async write(): Promise<readonly string[]> {
    throw elsewhere('the debrief is written');
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
    if (this.#socket.closed) return;
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#socket.destroy();
    await closed;
  }

  #ask(message: (id: number) => FromFacilitator): Promise<unknown> {
    if (this.#socket.destroyed) return Promise.reject(new Error('the drill was left'));
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#say(message(id));
    });
  }

  #say(message: FromFacilitator): void {
    say(this.#socket, message);
  }

  #hear(message: FromDrill): void {
    switch (message.kind) {
      case 'hello':
        if (message.version !== protocolVersion) {
          this.#socket.destroy();
          return;
        }
        this.#facts = message.facts;
        this.#names = message.names;
        return;
      case 'state':
        this.#state = stateAfter(this.#state, message);
        this.#tell();
        return;
      case 'done':
        this.#waiting.get(message.id)?.resolve(message.answer);
        this.#waiting.delete(message.id);
        return;
      case 'refused':
        this.#waiting.get(message.id)?.reject(new Error(message.message));
        this.#waiting.delete(message.id);
    }
  }

  /** The drill was left, or its process died: what was seen last stays. */
  #lost(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the drill was left'));
    this.#waiting.clear();
    if (this.#closed || this.#state === undefined || this.#state.phase === 'ended') return;
    this.#state = { ...this.#state, phase: 'broken', error: 'the drill was left on its own terminal' };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
