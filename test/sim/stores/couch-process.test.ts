import type nano from 'nano';
import { expect, test } from 'vitest';
import { couchClient, worldFetch } from '../../../src/runbooks/testbed/environment.ts';
import type { Host } from '../../../src/sim/network/index.ts';
import { type CouchProcess, type CouchSoftware, startCouch } from '../../../src/sim/stores/couch-process.ts';
import { BERLIN, NEXT_ZONE, SmallNetwork, VIRGINIA, ZONE } from '../network/small-network.ts';

const SOFTWARE: CouchSoftware = {
  software: { couch: '1.1.0', otp: 'R14B', collator: 'ICU 4.2' },
  indexing: { docsPerSecondPerEcu: 129, builders: 1 },
  indexPolicy: '2011',
  replication: { longpollRefreshMs: 86_400_000 },
};

/** CouchDB on a machine that starts it again after each boot, and nano in an office. */
function stage() {
  const small = new SmallNetwork({ fetch: worldFetch });
  const servers = new Map<string, CouchProcess>();
  const couchHost = (name: string, site: string) =>
    small.host(name, site, (host) => void servers.set(name, startCouch(host, SOFTWARE)));
  const operator = small.process('operator', BERLIN);
  const nanoOn = (host: Host, timeoutMs?: number) => couchClient(operator, `http://${host.address}:5984`, timeoutMs);
  return { small, servers, couchHost, nanoOn };
}

/** Follows another server's database for ever, as an operator asks for it. */
const follow = (replica: nano.ServerScope, source: Host) =>
  replica.request({
    method: 'POST',
    path: '_replicate',
    body: { source: `http://${source.address}:5984/app`, target: 'app', continuous: true, create_target: true },
  });

const idsIn = async (server: nano.ServerScope) => (await server.use('app').list()).rows.map(({ id }) => id);

test('nano works as against any CouchDB: documents, conflicts, views, a name that does not exist', async () => {
  const { small, couchHost, nanoOn } = stage();
  await small.tell(async () => {
    const server = nanoOn(couchHost('couch', ZONE));
    await server.db.create('app');
    const db = server.use('app');
    const { rev } = await db.insert({ kind: 'cloud' } as never, 'one');
    await expect(db.insert({ kind: 'other' } as never, 'one')).rejects.toMatchObject({ statusCode: 409 });
    expect(await db.get('one')).toEqual({ _id: 'one', _rev: rev, kind: 'cloud' });
    await expect(db.get('two')).rejects.toMatchObject({ statusCode: 404 });
    const map = 'function (doc) { emit(doc.kind, null); }';
    await db.insert({ language: 'javascript', views: { by_kind: { map } } } as never, '_design/kinds');
    expect((await db.view('kinds', 'by_kind', { key: 'cloud' })).rows.map(({ id }) => id)).toEqual(['one']);
    await expect(server.use('nowhere').get('one')).rejects.toMatchObject({ statusCode: 404 });
  });
});

test('nano tells a server that cannot be reached from one that is not running', async () => {
  const { small, servers, couchHost, nanoOn } = stage();
  await small.tell(async () => {
    const host = couchHost('couch', ZONE);
    const repair = small.cut(host);
    await expect(nanoOn(host).db.list()).rejects.toThrow(/cannot be reached/);
    repair();
    servers.get('couch')!.process.end();
    await expect(nanoOn(host).db.list()).rejects.toThrow(/ECONNREFUSED/);
  });
});

test('the files survive a power cut, and CouchDB is there again after the boot', async () => {
  const { small, couchHost, nanoOn } = stage();
  await small.tell(async () => {
    const host = couchHost('couch', ZONE);
    await nanoOn(host).db.create('app');
    await nanoOn(host)
      .use('app')
      .insert({ kind: 'cloud' } as never, 'one');
    small.network.changeSite(host.site, { power: false });
    await small.seconds(3600);
    small.network.changeSite(host.site, { power: true });
    await small.seconds(61);
    expect(await idsIn(nanoOn(host))).toEqual(['one']);
  });
});

test('a replica hears of a write within a moment', async () => {
  const { small, couchHost, nanoOn } = stage();
  await small.tell(async () => {
    const [master, replica] = [couchHost('master', ZONE), couchHost('replica', VIRGINIA)];
    await nanoOn(master).db.create('app');
    await follow(nanoOn(replica), master);
    await small.seconds(10);
    await nanoOn(master)
      .use('app')
      .insert({} as never, 'one');
    await small.seconds(1);
    expect(await idsIn(nanoOn(replica))).toEqual(['one']);
  });
});

test('a replica that is cut off lags, and has everything soon after the cut', async () => {
  const { small, couchHost, nanoOn } = stage();
  await small.tell(async () => {
    const [master, replica] = [couchHost('master', ZONE), couchHost('replica', VIRGINIA)];
    await nanoOn(master).db.create('app');
    await follow(nanoOn(replica), master);
    await small.seconds(10);
    const repair = small.network.partition({
      name: 'ocean',
      separates: (a, b) => a.site.region !== b.site.region && a.site.kind === b.site.kind,
    });
    for (let number = 0; number < 20; number++) {
      await nanoOn(master)
        .use('app')
        .insert({} as never, `document-${number}`);
      await small.seconds(60);
    }
    expect(await idsIn(nanoOn(replica))).toEqual([]);
    repair();
    await small.seconds(600);
    expect(await idsIn(nanoOn(replica))).toEqual(await idsIn(nanoOn(master)));
  });
});

test('a replica catches up after its master has been rebooted, and after a reboot of its own it must be asked again', async () => {
  const { small, couchHost, nanoOn } = stage();
  await small.tell(async () => {
    const [master, replica] = [couchHost('master', ZONE), couchHost('replica', NEXT_ZONE)];
    const reboot = async (host: Host) => {
      host.switchOff();
      host.switchOn();
      await small.seconds(90);
    };
    const write = async (id: string) => {
      await nanoOn(master)
        .use('app')
        .insert({} as never, id);
      await small.seconds(300);
    };
    await nanoOn(master).db.create('app');
    await follow(nanoOn(replica), master);
    await reboot(master);
    await write('one');
    expect(await idsIn(nanoOn(replica))).toEqual(['one']);
    await reboot(replica);
    await write('two');
    expect(await idsIn(nanoOn(replica))).toEqual(['one']);
    await follow(nanoOn(replica), master);
    await small.seconds(300);
    expect(await idsIn(nanoOn(replica))).toEqual(['one', 'two']);
  });
});

test('a request that is under way when the process is killed is reset, not answered', async () => {
  const { small, servers, couchHost, nanoOn } = stage();
  await small.tell(async () => {
    const host = couchHost('couch', ZONE);
    const server = nanoOn(host, 0);
    await server.db.create('app');
    const polled = server.use('app').changes({ feed: 'longpoll', since: 0 } as never);
    const ended = expect(polled).rejects.toThrow(/ECONNRESET/);
    await small.seconds(30);
    servers.get('couch')!.process.end();
    await ended;
  });
});
