import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { host } from '../../sim/kernel/host-globals.ts';
import { type CliContext, type Environment, exitCodes, screenOf } from './context.ts';

/** `ok`, `missing` for what is optional and not there, `broken` for what must be mended. */
type State = 'ok' | 'missing' | 'broken';

export interface Finding {
  readonly what: string;
  readonly state: State;
  readonly says: string;
}

const nodeMin = 20;
const couchTimeoutMs = 3000;
const marks = { ok: 'ok', missing: '-', broken: 'X' } as const;

/** `zonefall doctor`: a line for each thing that a part of Zonefall uses. Exits 1 if one that is needed does not work. */
export async function doctor(context: CliContext): Promise<number> {
  const { stdout, env } = context.process;
  const findings = [
    node(process.version),
    cores(availableParallelism()),
    redis(env),
    await couch(env),
    terminal(context),
  ];
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, state, says } of findings) {
    stdout.write(`${marks[state].padEnd(2)}  ${what.padEnd(width)}  ${says}\n`);
  }
  const broken = findings.some(({ state }) => state === 'broken');
  stdout.write(broken ? '\nmend what is marked X\n' : '\nnext  zonefall init\n');
  return broken ? exitCodes.failed : exitCodes.held;
}

/** What a version of Node can do here. */
export function node(version: string): Finding {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const what = 'Node.js';
  if (major < nodeMin) return { what, state: 'broken', says: `${version}; Zonefall needs ${nodeMin} or later` };
  const stripsTypes = major > 22 || (major === 22 && minor >= 18);
  return { what, state: 'ok', says: stripsTypes ? version : `${version}; plug-ins in TypeScript need 22.18 or later` };
}

function cores(count: number): Finding {
  return { what: 'cores', state: 'ok', says: count === 1 ? '1' : `${count}; sweeps run ${count} worlds at a time` };
}

/** Tests and worker queues use a real Redis; a simulation brings its own. */
function redis(env: Environment): Finding {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8', env: { PATH: env.PATH } });
  const version = /v=([\d.]+)/.exec(stdout ?? '')?.[1];
  if (status === 0) return { what: 'redis-server', state: 'ok', says: version ?? 'there' };
  return {
    what: 'redis-server',
    state: 'missing',
    says: 'not installed; needed for --queue on this machine and for live drills',
  };
}

/** A CouchDB that somebody names must answer; without one the simulated stores are enough. */
export async function couch({ COUCHDB_URL: url }: Environment): Promise<Finding> {
  const what = 'CouchDB';
  if (!url) return { what, state: 'missing', says: 'COUCHDB_URL is not set; needed for live drills' };
  try {
    const { origin, username, password } = new URL(url);
    const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
    const headers: Record<string, string> = username === '' ? {} : { Authorization: `Basic ${login}` };
    const patience = new AbortController();
    const timer = host.setTimeout(() => patience.abort(new Error('no answer in 3 s')), couchTimeoutMs);
    const answer = await host
      .fetch(origin, { headers, signal: patience.signal })
      .finally(() => host.clearTimeout(timer));
    const { version } = (await answer.json()) as { version?: string };
    if (version === undefined) return { what, state: 'broken', says: `${origin} answers, but is no CouchDB` };
    return { what, state: 'ok', says: `${version} at ${origin}` };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return { what, state: 'broken', says: `COUCHDB_URL does not answer (${cause?.code ?? message})` };
  }
}

function terminal({ process: { stdout, env } }: CliContext): Finding {
  const what = 'terminal';
  if (stdout.isTTY !== true) return { what, state: 'ok', says: 'none: plain text, and never a question' };
  const { width, colour, unicode } = screenOf(stdout, env);
  const size = `${width} columns`;
  const looks = `${colour ? 'colours' : 'no colours'}, ${unicode ? 'Unicode' : 'plain ASCII'}`;
  const narrow = width < 80 ? '; 80 columns look better' : '';
  return { what, state: 'ok', says: `${size}, ${looks}${narrow}` };
}
