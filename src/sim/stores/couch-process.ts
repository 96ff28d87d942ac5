/**
 * CouchDB as a server process on a host: its files are on the host's disk and outlive the process, the machine's own
 * loss of power included.
 */
import { fetchFrom, type Host, type Process } from '../network/index.ts';
import { type CouchFiles, type CouchOptions, CouchServer } from './couchdb/index.ts';
import type { EngineClock } from './engine-clock.ts';

export const COUCH_PORT = 5984;
const FILES = 'couchdb';

export interface CouchProcess {
  readonly process: Process;
  readonly server: CouchServer;
}

export type CouchSoftware = Pick<CouchOptions, 'software' | 'indexing' | 'indexPolicy' | 'replication' | 'log'>;

/** Starts CouchDB on a host, with what is on its disk. */
export function startCouch(host: Host, software: CouchSoftware): CouchProcess {
  const process = host.start('couchdb');
  const random = host.kernel.random(`couchdb/${host.name}`);
  const server = new CouchServer({
    ...software,
    clock: engineClock(process),
    uuid: () => random.hex(32),
    peer: (url, init) => fetchFrom(process, url, init, { timeoutUs: 0 }),
    machine: {
      arch: host.hardware.architecture,
      cores: host.hardware.cores,
      ecuPerCore: host.hardware.ecuPerCore,
    },
  });
  const files = host.disk.get(FILES) as CouchFiles | undefined;
  if (files) server.adopt(files);
  process.listen(COUCH_PORT, { kind: 'http', handle: (request) => server.handle(request) });
  process.onEnd(() => {
    // Closed first: only then is what a replication had brought in part in the files.
    server.close();
    host.disk.set(FILES, server.files());
  });
  return { process, server };
}

/** Time for an engine on a process: it ends with the process. */
export function engineClock(process: Process): EngineClock {
  return {
    nowMs: () => process.kernel.nowMs(),
    after: (delayMs, fn) => process.after(delayMs * 1000, fn),
  };
}
