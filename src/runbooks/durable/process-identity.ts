/** Which process of which machine, so that it can be told later whether it still runs. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, in ticks since the machine did: a number that was given to another process since does not fit. */
  readonly started?: string;
  /** Another one after every start of the machine. */
  readonly boot?: string;
  readonly host: string;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid)?.ticks, boot: bootId(), host: hostname() };
}

/**
 * Whether that process still runs: `unknown` on another machine, whose processes nobody can see from here. Without /proc (it is Linux'
 * own) a process that took over the number counts as the same one.
 */
export function stillRuns(other: ProcessIdentity): boolean | 'unknown' {
  const boot = bootId();
  // A container has the boot of its machine, and a name of its own.
  if (other.host !== hostname()) return 'unknown';
  if (boot !== undefined && other.boot !== undefined && boot !== other.boot) return false;
  const found = startOf(other.pid);
  if (found !== undefined && other.started !== undefined) return !found.dead && found.ticks === other.started;
  return answersSignals(other.pid);
}

/** `man 5 proc`: state is the 3rd field of `stat`, the start the 22nd; the 2nd is a name in brackets that may hold anything. */
function startOf(pid: number): { readonly ticks: string; readonly dead: boolean } | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { ticks: fields[19] ?? '', dead: fields[0] === 'Z' || fields[0] === 'X' };
}

function bootId(): string | undefined {
  return textOf('/proc/sys/kernel/random/boot_id')?.trim();
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
