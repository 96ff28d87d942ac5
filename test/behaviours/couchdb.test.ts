import { describe, it } from 'vitest';
import { CouchServer } from '../../src/sim/stores/couchdb/index.ts';
import { VirtualClock } from '../sim/stores/couchdb/virtual-clock.ts';
import { type CouchSubject, describeCouch } from './couchdb.ts';

/** The engine builds indexes on a clock of its own; here its time flies, so that only the order of things is left to look at. */
async function engine(couch: string): Promise<CouchSubject> {
  const clock = new VirtualClock();
  let count = 0;
  const server: CouchServer = new CouchServer({
    clock: { nowMs: () => clock.nowMs(), after: (delayMs, fn) => soon(clock, delayMs, fn) },
    uuid: () => (++count).toString(16).padStart(32, '0'),
    peer: (url, init) => server.fetch(new Request(url, init)),
    machine: { arch: 'x86_64', cores: 2, ecuPerCore: 2 },
    software: { couch, otp: 'R14B03', collator: '4.4' },
    indexing: { docsPerSecondPerEcu: 1000, builders: 2 },
    indexPolicy: '2011',
  });
  return {
    url: 'http://couch.test:5984',
    fetch: (input, init) => server.fetch(new Request(input, init)),
    stop: async () => server.close(),
  };
}

/** Short waits (an index build) happen at once, long ones (timeouts) never. */
function soon(clock: VirtualClock, delayMs: number, fn: () => void): () => void {
  if (delayMs >= 5000) return clock.after(delayMs, fn);
  const timer = setImmediate(fn);
  return () => clearImmediate(timer);
}

describeCouch('engine as 1.1', () => engine('1.1.0'));
describeCouch('engine as 3.4', () => engine('3.4.3'));

const url = process.env.COUCHDB_URL;
if (url) describeCouch('a real server', async () => ({ url, stop: async () => {} }));
else
  describe.skip('CouchDB behaves (a real server): set COUCHDB_URL to http://user:password@host:5984', () =>
    it('is skipped', () => {}));
