/** One process at a time writes a journal: a lock file beside it says which, and is worth nothing once that process is gone. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { host } from '../../sim/kernel/host-globals.ts';
import { type ProcessIdentity, stillRuns, thisProcess } from './process-identity.ts';

/** Another process writes the journal; the message goes on after the journal's name. */
export class RunHeld extends Error {
  override readonly name = 'RunHeld';
}

export interface RunLock {
  /** Gives the journal free; a second call does nothing. */
  release(): void;
}

interface Holder extends ProcessIdentity {
  readonly command: string;
  readonly since: string;
}

const attemptsMax = 20;

/**
 * Takes the lock of a journal, `command` is what this process was asked to do. Throws RunHeld while another process has it; one that was
 * left behind by a crash, a kill or a reboot is taken over.
 *
 * The file comes into being whole, by a hard link: nobody ever reads half of it, and of two that try at the same moment one gets it. To
 * take over what was left behind it is moved away first; should that move away the fresh lock of a faster one, it is put back.
 */
export function lockRun(journalPath: string, command: string): RunLock {
  const path = `${journalPath}.lock`;
  const own = `${path}.${process.pid}`;
  const text = `${JSON.stringify({ ...thisProcess(), command, since: nowText() } satisfies Holder)}\n`;
  writeFileSync(own, text);
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      if (linked(own, path)) return { release: () => removeIf(path, text) };
      const found = textOf(path);
      if (found === undefined) continue;
      const why = heldBy(found, path);
      if (why !== undefined) throw new RunHeld(why);
      takeAway(path, found);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new RunHeld('is being locked and unlocked by others all the time');
}

/** Why nobody else may write now; undefined if the holder is gone. */
function heldBy(text: string, path: string): string | undefined {
  const holder = holderOf(text);
  if (holder === undefined) return undefined;
  const runs = stillRuns(holder);
  if (runs === false) return undefined;
  const who = `process ${holder.pid} (${holder.command}, since ${holder.since})`;
  if (runs === true) return `is being written by ${who}: wait for it, or end it`;
  return `was being written by ${who} on ${holder.host}: if that one is gone, delete ${path}`;
}

/** What is no lock of ours holds nothing. */
function holderOf(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    return typeof holder.pid === 'number' && typeof holder.host === 'string' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function takeAway(path: string, stale: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (textOf(aside) !== stale) linked(aside, path);
  rmSync(aside, { force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIf(path: string, text: string): void {
  if (textOf(path) === text) rmSync(path, { force: true });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function nowText(): string {
  return `${new host.Date(host.wallMs()).toISOString().slice(0, 19)}Z`;
}
