/** Replicas: how they follow a master, lose it, find it again, and what they lack meanwhile. */
import { describe, expect, it } from 'vitest';
import type { CouchServer } from '../../../../src/sim/stores/couchdb/index.ts';
import { startServer } from './helpers.ts';
import { VirtualClock } from './virtual-clock.ts';

const FROM_MASTER = { source: 'http://master:5984/db', target: 'db', continuous: true, create_target: true };

async function masterAndReplica(overrides: Parameters<typeof startServer>[0] = {}) {
  const clock = new VirtualClock();
  const network = new Map<string, CouchServer>();
  const master = startServer({ clock }, network);
  const replica = startServer({ clock, ...overrides }, network);
  network.set('master', master.server);
  await master.put('/db');
  await master.put('/db/a', { n: 1 });
  return { clock, network, master, replica };
}

describe('a continuous pull', () => {
  it('copies what is there, then every write as it comes, without polling', async () => {
    const { clock, master, replica } = await masterAndReplica();
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.settle();
    expect(await replica.get('/db/a')).toEqual(await master.get('/db/a'));
    await clock.advance(3_600_000);
    const firedIdle = clock.fired;
    expect(firedIdle).toBeLessThanOrEqual(13); // a look every five minutes at whether the master still lives
    const { rev } = await master.put('/db/b', { n: 2 });
    await clock.settle();
    expect(await replica.get('/db/b')).toMatchObject({ _rev: rev, n: 2 });
    expect(replica.server.inspect().replications).toMatchObject([
      { documentId: 'from-master', state: 'running', throughSeq: 2, pendingChanges: 0, sinceContactMs: 0 },
    ]);
  });

  it('brings design documents, deletions and conflicts along, but no index', async () => {
    const { clock, master, replica } = await masterAndReplica();
    await master.put('/db/_design/v', { views: { all: { map: 'function (doc) { emit(doc.n, null) }' } } });
    const bulk = { docs: ['bbb', 'ccc'].map((hash) => ({ _id: 'two', _rev: `1-${hash}`, hash })), new_edits: false };
    await master.post('/db/_bulk_docs', bulk);
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.settle();
    expect(await replica.get('/db/two?conflicts=true')).toEqual(await master.get('/db/two?conflicts=true'));
    expect((await replica.get('/db/two?conflicts=true'))._conflicts).toEqual(['1-bbb']);
    expect(replica.server.inspect().indexes).toMatchObject([{ designDocument: '_design/v', updateSeq: 0 }]);
    await master.send('DELETE', `/db/a?rev=${(await master.get('/db/a'))._rev}`);
    await clock.settle();
    expect(await replica.get('/db/a')).toEqual({ error: 'not_found', reason: 'deleted' });
  });

  it('writes on a replica that is fenced for everyone else', async () => {
    const { clock, master, replica } = await masterAndReplica();
    await replica.put('/_replicator/from-master', FROM_MASTER);
    replica.server.setReadOnly(true);
    await master.put('/db/b', { n: 2 });
    await clock.settle();
    expect(await replica.get('/db/b')).toMatchObject({ n: 2 });
    expect(await replica.send('PUT', '/db/c', {})).toMatchObject({ status: 403, body: { error: 'forbidden' } });
    expect(await replica.send('POST', '/db/_bulk_docs', { docs: [{}] })).toMatchObject({ status: 403 });
    expect(await replica.send('DELETE', '/db')).toMatchObject({ status: 403 });
    replica.server.setReadOnly(false);
    expect(await replica.send('PUT', '/db/c', {})).toMatchObject({ status: 201 });
  });

  it('tries a lost master again after 5, 10, 20 s and so on up to 10 minutes, and catches up', async () => {
    const { clock, network, master, replica } = await masterAndReplica();
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.settle();
    network.delete('master');
    await clock.advance(300_000); // the longpoll hears nothing; asking again fails
    const state = () => replica.server.inspect().replications[0]!;
    const lostMs = clock.nowMs();
    expect(state()).toMatchObject({ state: 'crashing', lastError: expect.stringContaining('could not be reached') });
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      waits.push(Math.round((state().nextAttemptMs! - clock.nowMs()) / 1000));
      await clock.advance(state().nextAttemptMs! - clock.nowMs());
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
    expect(state().lagMs).toBe(clock.nowMs() - lostMs);
    expect(state().lastError).toContain('could not be reached: connect ECONNREFUSED');
    await master.put('/db/missed', {});
    network.set('master', master.server);
    await clock.advance(600_000);
    expect(state()).toMatchObject({ state: 'running', failuresInARow: 0, lagMs: 0 });
    expect(await replica.get('/db/missed')).toMatchObject({ _id: 'missed' });
  });

  it('lets a testbed count the acknowledged writes that only the master has', async () => {
    const { clock, network, master, replica } = await masterAndReplica();
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.settle();
    network.delete('master');
    replica.server.close();
    const { _rev } = await master.get('/db/a');
    await master.put('/db/a', { _rev, n: 2 });
    await master.put('/db/b', { n: 3 });
    const known = new Set(
      [...replica.server.revisionsOf('db')].flatMap(({ id, rev, ancestors }) =>
        [rev, ...ancestors].map((each) => `${id} ${each}`),
      ),
    );
    const lost = [...master.server.revisionsOf('db')].filter(({ id, rev }) => !known.has(`${id} ${rev}`));
    expect(lost.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(lost[0]!.ancestors).toEqual([_rev]);
  });

  it('goes on from its checkpoint instead of reading everything again', async () => {
    const { clock, network, master, replica } = await masterAndReplica();
    const asked: string[] = [];
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.advance(30_000);
    const { _rev } = await replica.get('/_replicator/from-master');
    await replica.send('DELETE', `/_replicator/from-master?rev=${_rev}`);
    expect(replica.server.inspect().replications).toEqual([]);
    await master.put('/db/b', {});
    const { fetch } = master.server;
    master.server.fetch = (request) => {
      asked.push(new URL(request.url).pathname + new URL(request.url).search);
      return fetch.call(master.server, request);
    };
    network.set('master', master.server);
    await replica.put('/_replicator/again', FROM_MASTER);
    await clock.settle();
    expect(asked.find((path) => path.includes('_changes'))).toContain('since=1&');
    expect(await replica.get('/db/b')).toMatchObject({ _id: 'b' });
  });

  it('notes once in half a minute how far it is, however much changes', async () => {
    const { clock, network, master, replica } = await masterAndReplica();
    const notes: number[] = [];
    const { fetch } = master.server;
    master.server.fetch = (request) => {
      if (request.method === 'PUT' && request.url.includes('/_local/')) notes.push(clock.nowMs());
      return fetch.call(master.server, request);
    };
    network.set('master', master.server);
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.advance(100_000);
    notes.length = 0;
    const startMs = clock.nowMs();
    for (const id of ['b', 'c', 'd', 'e', 'f']) {
      await master.put(`/db/${id}`, {});
      await clock.advance(8_000);
      expect(await replica.get(`/db/${id}`)).toMatchObject({ _id: id });
    }
    await clock.advance(300_000);
    expect(notes.map((atMs) => (atMs - startMs) / 1000)).toEqual([30, 62]);
  });

  it('refuses what it would replicate wrongly', async () => {
    const { replica } = await masterAndReplica();
    await replica.put('/_replicator/part', { ...FROM_MASTER, filter: 'some/filter' });
    expect(await replica.get('/_replicator/part')).toMatchObject({
      _replication_state: 'failed',
      _replication_state_reason: expect.stringContaining('`filter` is not simulated'),
    });
    expect(replica.server.inspect().replications).toEqual([]);
  });

  it('shows its jobs', async () => {
    const { clock, replica } = await masterAndReplica();
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.settle();
    expect(await replica.get('/_scheduler/jobs')).toMatchObject({
      total_rows: 1,
      jobs: [
        {
          doc_id: 'from-master',
          source: 'http://master:5984/db',
          target: 'db',
          state: 'running',
          info: { docs_written: 1 },
        },
      ],
    });
    expect(await replica.get('/_active_tasks')).toMatchObject([{ type: 'replication', doc_id: 'from-master' }]);
  });
});

describe('ballast', () => {
  it('takes its time to be replicated, comes before what was written later, and ends as the same figures', async () => {
    const { clock, master, replica } = await masterAndReplica({ replication: { documentsPerSecond: 1000 } });
    master.server.setModelledData('db', { documents: 300_000, bytesPerDocument: 800 });
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.advance(150_000);
    expect((await replica.get('/db')).doc_count).toBe(120_000);
    expect(replica.server.inspect().replications[0]!.documentsInTransfer).toBe(30_000);
    await clock.advance(151_000);
    const [there, here] = [await master.get('/db'), await replica.get('/db')];
    expect(here).toMatchObject({ doc_count: 300_001, modelled: there.modelled, data_size: there.data_size });
    expect(clock.fired).toBeLessThan(20);
  });

  it('that has arrived stays when the process ends on the way, and the rest follows later', async () => {
    const { clock, network, master, replica } = await masterAndReplica({ replication: { documentsPerSecond: 1000 } });
    master.server.setModelledData('db', { documents: 100_000, bytesPerDocument: 800 });
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.advance(90_000);
    replica.server.close();
    const again = startServer({ clock, replication: { documentsPerSecond: 1000 } }, network);
    again.server.adopt(replica.server.files());
    expect((await again.get('/db')).doc_count).toBe(90_000);
    await again.put('/_replicator/from-master', FROM_MASTER);
    await clock.advance(11_000);
    expect((await again.get('/db')).doc_count).toBe(100_001);
  });

  it('does not arrive from a master that has died meanwhile', async () => {
    const { clock, network, master, replica } = await masterAndReplica({ replication: { documentsPerSecond: 1000 } });
    master.server.setModelledData('db', { documents: 100_000, bytesPerDocument: 800 });
    await replica.put('/_replicator/from-master', FROM_MASTER);
    await clock.advance(30_000);
    network.delete('master');
    await clock.advance(60_000);
    expect((await replica.get('/db')).doc_count).toBe(0);
    expect(replica.server.inspect().replications[0]).toMatchObject({ state: 'crashing' });
  });
});

describe('a replication asked for once', () => {
  it('is complete when it answers, and says so in its document where it has one', async () => {
    const { clock, replica } = await masterAndReplica();
    const once = { source: 'http://master:5984/db', target: 'copy', create_target: true };
    expect(await replica.post('/_replicate', once)).toMatchObject({ ok: true, source_last_seq: 1 });
    expect(await replica.get('/copy/a')).toMatchObject({ n: 1 });
    await replica.put('/_replicator/once', { ...once, target: 'second' });
    await clock.settle();
    expect(await replica.get('/second/a')).toMatchObject({ n: 1 });
    expect(await replica.get('/_replicator/once')).toMatchObject({ _replication_state: 'completed' });
    expect(clock.scheduled).toBe(0);
  });

  it('fails with the reason', async () => {
    const { replica } = await masterAndReplica();
    const nowhere = { source: 'http://nobody:5984/db', target: 'copy', create_target: true };
    expect(await replica.send('POST', '/_replicate', nowhere)).toMatchObject({
      status: 500,
      body: { error: 'replication_error', reason: expect.stringContaining('ECONNREFUSED') },
    });
    const missing = { source: 'http://master:5984/db', target: 'copy' };
    expect(await replica.post('/_replicate', missing)).toMatchObject({
      reason: expect.stringContaining('does not exist'),
    });
  });

  it('can also push', async () => {
    const { master, replica } = await masterAndReplica();
    await replica.put('/own');
    await replica.put('/own/x', { from: 'replica' });
    const push = { source: 'own', target: 'http://master:5984/pushed', create_target: true };
    expect(await replica.post('/_replicate', push)).toMatchObject({ ok: true });
    expect(await master.get('/pushed/x')).toEqual(await replica.get('/own/x'));
  });
});
