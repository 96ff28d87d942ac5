import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { couch, doctor, node } from '../../../src/runbooks/commands/doctor.ts';
import { testConsole } from './console.ts';

/** Something that answers on this machine until the test ends. */
async function answering(body: string, seen: (authorization: string | undefined) => void = () => {}): Promise<string> {
  const server: Server = createServer((request, response) => {
    seen(request.headers.authorization);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('zonefall doctor', () => {
  it('says a line for each thing, aligned, and is content where only optional things are missing', async () => {
    const terminal = testConsole({ env: { PATH: '/nowhere' } });
    expect(await doctor(terminal.context)).toBe(0);
    const lines = terminal.stdout().split('\n').slice(0, 5);
    expect(lines.map((line) => line.slice(0, 16))).toEqual([
      'ok  Node.js     ',
      'ok  cores       ',
      '-   redis-server',
      '-   CouchDB     ',
      'ok  terminal    ',
    ]);
    expect(new Set(lines.map((line) => /^.{16} {2}\S/.test(line)))).toEqual(new Set([true]));
    expect(terminal.stdout()).toMatch(/\nnext {2}zonefall init\n$/);
  });

  it('is not content with a CouchDB that was named and does not answer: 1', async () => {
    const terminal = testConsole({ env: { COUCHDB_URL: 'http://127.0.0.1:1' } });
    expect(await doctor(terminal.context)).toBe(1);
    expect(terminal.stdout()).toMatch(/^X {3}CouchDB {7}COUCHDB_URL does not answer/m);
  });

  it('asks CouchDB for its version, with the name and password of the URL, which it never shows', async () => {
    let authorization: string | undefined;
    const place = await answering('{"couchdb":"Welcome","version":"3.5.1"}', (seen) => {
      authorization = seen;
    });
    const found = await couch({ COUCHDB_URL: `http://ann:p%40ss@${place}/some-database` });
    expect(found).toEqual({ what: 'CouchDB', state: 'ok', says: `3.5.1 at http://${place}` });
    expect(Buffer.from(authorization!.split(' ')[1]!, 'base64').toString()).toBe('ann:p@ss');
    expect(await couch({ COUCHDB_URL: `http://${await answering('{"hello":1}')}` })).toMatchObject({ state: 'broken' });
    expect(await couch({ COUCHDB_URL: 'no url' })).toMatchObject({ state: 'broken' });
  });

  it.each([
    ['v18.20.0', 'broken', /needs 20 or later/],
    ['v20.20.2', 'ok', /TypeScript need 22.18/],
    ['v22.17.0', 'ok', /TypeScript need 22.18/],
    ['v22.18.0', 'ok', /^v22.18.0$/],
    ['v24.21.0', 'ok', /^v24.21.0$/],
  ])('knows what Node %s can do', (version, state, says) => {
    expect(node(version)).toMatchObject({ state, says: expect.stringMatching(says) });
  });
});
