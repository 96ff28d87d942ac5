/** Servers on a virtual clock, and a few requests in short. */
import { type CouchOptions, CouchServer } from '../../../../src/sim/stores/couchdb/index.ts';
import { VirtualClock } from './virtual-clock.ts';

export const I386 = { arch: 'i386', cores: 1, ecuPerCore: 1 } as const;
export const QUADRUPLE = { arch: 'x86_64', cores: 8, ecuPerCore: 3.25 } as const;

export interface Overrides extends Partial<Omit<CouchOptions, 'clock' | 'indexing'>> {
  clock?: VirtualClock;
  docsPerSecondPerEcu?: number;
  builders?: number;
}

/** A server that reaches others by the host in their URL; `network` may be filled later. */
export function startServer(overrides: Overrides = {}, network: Map<string, CouchServer> = new Map()) {
  const clock = overrides.clock ?? new VirtualClock();
  const { docsPerSecondPerEcu = 100, builders = 1, ...rest } = overrides;
  const logged: { event: string; data: object }[] = [];
  const server = new CouchServer({
    uuid: uuids(),
    peer: async (url, init) => {
      const other = network.get(new URL(url).hostname);
      if (other === undefined) throw new TypeError('connect ECONNREFUSED');
      return other.fetch(new Request(url, init));
    },
    machine: { arch: 'x86_64', cores: 8, ecuPerCore: 1 },
    software: { couch: '1.1.0', otp: 'R14B03', collator: '4.4' },
    indexPolicy: '2011',
    log: (event, data) => logged.push({ event, data }),
    ...rest,
    clock,
    indexing: { docsPerSecondPerEcu, builders },
  });
  return { server, clock, logged, ...requests(server) };
}

let servers = 0;

function uuids(): () => string {
  const server = ++servers;
  let count = 0;
  return () => `${server.toString(16).padStart(8, '0')}${(++count).toString(16).padStart(24, '0')}`;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
export type Json = any;

export function requests(server: CouchServer) {
  const send = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> => {
    const response = await server.fetch(
      new Request(`http://couch:5984${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    );
    return { status: response.status, body: await response.json() };
  };
  return {
    send,
    get: async (path: string): Promise<Json> => (await send('GET', path)).body,
    put: async (path: string, body?: unknown): Promise<Json> => (await send('PUT', path, body)).body,
    post: async (path: string, body: unknown = {}): Promise<Json> => (await send('POST', path, body)).body,
  };
}

/** A database `db` with one real document, so many modelled ones, and so many design documents `v0`, `v1`, ... */
export async function withBallast(
  started: ReturnType<typeof startServer>,
  documents: number,
  designDocuments = 1,
): Promise<ReturnType<typeof startServer>> {
  await started.put('/db');
  started.server.setModelledData('db', { documents, bytesPerDocument: 1000 });
  await started.put('/db/instance-1', { type: 'instance', state: 'online' });
  for (let i = 0; i < designDocuments; i++) {
    const map = `function (doc) { if (doc.type) emit([doc.type, ${i}], doc.state); }`;
    await started.put(`/db/_design/v${i}`, { views: { all: { map } } });
  }
  return started;
}
