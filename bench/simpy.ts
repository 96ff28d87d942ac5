/** The peer: SimPy, run by whichever interpreter sees it. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./peer_simpy.py', import.meta.url));

export interface Peer {
  python: string;
  version: string;
}

/** Debian's package lands in the system's interpreter, which need not be the first `python3` in the PATH. */
export function findSimpy(): Peer | undefined {
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      return { python, version: runSimpy(python, 'mm1', [1_000]).version };
    } catch {
      // This one has no SimPy, or its version 2, which has another interface.
    }
  }
  return undefined;
}

/** Seconds of processor time of one run. */
export function runSimpy(python: string, model: string, sizes: number[]): { version: string; seconds: number } {
  const out = execFileSync(python, [SCRIPT, model, ...sizes.map(String)], { stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(String(out)) as { version: string; seconds: number };
}
