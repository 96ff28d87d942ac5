import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { host } from '../../sim/kernel/host-globals.ts';
import { lockRun, type RunLock } from './lock.ts';

/**
 * When a line must be on the disk.
 *
 * `each`: before `append` returns, by one fsync per event. In wall time the next thing that a step does may be outside this process, and
 * what is not written would be done twice.
 *
 * `grouped`: soon; the lines of one turn of the event loop are one write, and the disk is asked for an answer once, at the end. In
 * virtual time nothing outside the process has happened: what a crash takes away is computed again from what stands in the first line,
 * byte for byte.
 */
export type Durability = 'each' | 'grouped';

export interface JournalFileOptions {
  readonly durability: Durability;
  /** What this process was asked to do, for those who find the journal locked. */
  readonly command: string;
}

/** The journal of a run on disk, held by this process alone: lines are added as they come. */
export class JournalFile {
  readonly path: string;
  durability: Durability;
  readonly #lock: RunLock | undefined;
  readonly #fd: number;
  readonly #isNew: boolean;
  /** What stands in the file is cut to this size before the first line is added; undefined once that is done. */
  #keepBytes: number | undefined;
  #pending: string[] = [];
  #scheduled = false;
  #failure: Error | undefined;
  #open = true;

  /**
   * Takes the file for this process, and makes it if there is none. What stands in it stays until the first line comes: then it is cut
   * to what `keep` said, or to nothing. Throws RunHeld, or what the disk says.
   */
  constructor(path: string, { durability, command }: JournalFileOptions) {
    this.path = path;
    this.durability = durability;
    mkdirSync(dirname(path), { recursive: true });
    this.#isNew = !existsSync(path);
    this.#fd = openSync(path, 'a');
    const stat = fstatSync(this.#fd);
    // A pipe or a device has no past that could be cut off, and nobody who would go on with it.
    this.#keepBytes = stat.isFile() ? 0 : undefined;
    try {
      this.#lock = stat.isFile() ? lockRun(path, command) : undefined;
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
    if (durability === 'each' && this.#isNew) syncFolder(dirname(path));
  }

  /** How much of what stands in the file is the beginning of what will be added. */
  keep(bytes: number): void {
    if (this.#keepBytes !== undefined) this.#keepBytes = bytes;
  }

  /** The first thing that went wrong with the disk; nothing is written after it. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Adds a line (without its line feed). With `each` it throws what the disk says; with `grouped` see `failure`. */
  append(line: string): void {
    this.#pending.push(line, '\n');
    if (this.durability === 'each') {
      this.#flush();
      if (this.#failure !== undefined) throw this.#failure;
    } else if (!this.#scheduled) {
      this.#scheduled = true;
      host.setImmediate(() => {
        this.#scheduled = false;
        if (this.#open) this.#flush();
      });
    }
  }

  /** Writes what is left, gives the journal free. A file that was made for this run and got no line goes. */
  close(): void {
    if (!this.#open) return;
    const written = this.#pending.length > 0 || this.#keepBytes === undefined;
    this.#flush();
    if (written && this.durability === 'grouped') this.#attempt(() => fsyncSync(this.#fd));
    this.#open = false;
    closeSync(this.#fd);
    if (!written && this.#isNew) rmSync(this.path, { force: true });
    this.#lock?.release();
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const text = this.#pending.join('');
    this.#pending = [];
    this.#attempt(() => {
      if (this.#keepBytes !== undefined) ftruncateSync(this.#fd, this.#keepBytes);
      this.#keepBytes = undefined;
      writeWhole(this.#fd, Buffer.from(text, 'utf8'));
      if (this.durability === 'each') fsyncSync(this.#fd);
    });
  }

  #attempt(work: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      work();
    } catch (error) {
      this.#failure = error as Error;
    }
  }
}

/** The name of a new file is a line of its folder: without this it may be gone after a power failure, and the file with it. */
function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A full disk or a signal may end a write in the middle of a line: the rest follows, or the disk says why not. */
function writeWhole(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
