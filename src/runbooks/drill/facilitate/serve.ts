/** The drill's end: tells whoever has joined what is true, and gives what they type to the world. */
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { host } from '../../../sim/kernel/host-globals.ts';
import type { Plan } from '../../request.ts';
import { type ConsoleNames, consoleNames } from '../console/names.ts';
import type { Seat } from '../input.ts';
import type { CommandResult, DrillSession, DrillState } from '../session.ts';
import { FrameOf } from './frames.ts';
import { onLines, say } from './lines.ts';
import { type FromDrill, type FromFacilitator, protocolVersion } from './messages.ts';
import { socketPathOf } from './socket-path.ts';

/** What of a session is served. */
export interface Facilitated
  extends Pick<
    DrillSession,
    'facts' | 'state' | 'subscribe' | 'lookAt' | 'setPace' | 'pause' | 'resume' | 'step' | 'runUntil'
  > {
  commandAs(command: { readonly by: string; readonly seat: Seat; readonly text: string }): Promise<CommandResult>;
}

export interface FacilitatorOptions {
  /** The run's; it must be there. */
  readonly folder: string;
  readonly plan: Pick<Plan, 'scenario' | 'runbooks'>;
}

/** Another process serves a drill in this folder. */
export class FacilitatorServed extends Error {
  override readonly name = 'FacilitatorServed';
  constructor(path: string) {
    super(`another drill is played in this folder, and serves its facilitator at ${path}: end it first`);
  }
}

const COMMAND_BYTES_MAX = 64 * 1024;
const NAME_MAX = 40;
/** Who reads more slowly than this much is told again when they have caught up. */
const BUFFERED_BYTES_MAX = 4 * 1024 * 1024;

const LEAVE_MS = 500;

export interface ServedFacilitator {
  readonly path: string;
  /** How many have joined. */
  readonly joined: number;
  close(): Promise<void>;
}

/** Throws FacilitatorServed when somebody serves there already; a socket that a dead process has left is removed. */
export async function serveFacilitator(
  session: Facilitated,
  { folder, plan }: FacilitatorOptions,
): Promise<ServedFacilitator> {
  const path = socketPathOf(folder);
  const seats = new Set<FacilitatorSeat>();
  const names = consoleNames(plan, 'facilitator', undefined);
  const server = createServer((socket) => {
    const seat = new FacilitatorSeat(socket, session, names);
    seats.add(seat);
    socket.on('close', () => seats.delete(seat));
  });
  await listen(server, path);
  const forget = session.subscribe(() => {
    for (const seat of seats) seat.tell();
  });
  return {
    path,
    get joined() {
      return seats.size;
    },
    close: () => {
      forget();
      for (const seat of seats) seat.end();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  const once = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await once();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (await answers(path)) throw new FacilitatorServed(path);
    rmSync(path, { force: true });
    await once();
  }
  // Whoever can write to it can act in the drill.
  if (process.platform !== 'win32') chmodSync(path, 0o600);
}

/** Whether a living process listens there. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** One who has joined. */
class FacilitatorSeat {
  readonly #socket: Socket;
  readonly #session: Facilitated;
  readonly #frames = new FrameOf();
  #by: string | undefined;

  constructor(socket: Socket, session: Facilitated, names: ConsoleNames) {
    this.#socket = socket;
    this.#session = session;
    onLines(socket, (message) => this.#hear(message as FromFacilitator, names), COMMAND_BYTES_MAX);
    socket.on('drain', () => this.tell());
    // Who goes away without a word is gone.
    socket.on('error', () => {});
  }

  /** What has changed; nothing before they have said who they are, or while they have not read what was said before. */
  tell(): void {
    if (this.#by === undefined || this.#socket.writableLength > BUFFERED_BYTES_MAX) return;
    const frame = this.#frames.next(this.#session.state as DrillState);
    if (frame !== undefined) this.#say(frame);
  }

  /** What was said goes out first; who does not take it within half a second has it cut off. */
  end(): void {
    const patience = host.setTimeout(() => this.#socket.destroy(), LEAVE_MS);
    this.#socket.on('close', () => host.clearTimeout(patience));
    this.#socket.end();
  }

  #hear(message: FromFacilitator, names: ConsoleNames): void {
    if (this.#by !== undefined) this.#obey(message, this.#by);
    else if (message.kind === 'join') this.#join(message.by, names);
    else this.#socket.destroy();
  }

  #join(by: string, names: ConsoleNames): void {
    this.#by = String(by).slice(0, NAME_MAX);
    const facts = { ...this.#session.facts, seat: 'facilitator' as const, by: this.#by };
    this.#say({ kind: 'hello', version: protocolVersion, facts, names });
    this.tell();
  }

  #obey(message: FromFacilitator, by: string): void {
    const session = this.#session;
    switch (message.kind) {
      case 'command':
        this.#answer(message.id, () => session.commandAs({ by, seat: 'facilitator', text: String(message.text) }));
        break;
      case 'look':
        this.#answer(message.id, () => session.lookAt(Number(message.atUs)));
        break;
      case 'pace':
        session.setPace(message.pace);
        break;
      case 'until':
        session.runUntil(message.target);
        break;
      case 'pause':
      case 'resume':
      case 'step':
        session[message.kind]();
    }
  }

  #answer(id: number, work: () => Promise<unknown>): void {
    work().then(
      (answer) => {
        // First what the answer speaks of.
        this.tell();
        this.#say({ kind: 'done', id, answer });
      },
      (error: unknown) =>
        this.#say({ kind: 'refused', id, message: error instanceof Error ? error.message : String(error) }),
    );
  }

  #say(message: FromDrill): void {
    say(this.#socket, message);
  }
}
