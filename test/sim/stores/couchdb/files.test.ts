/** What an operator who copies the files of one CouchDB to another machine finds there. */
import { describe, expect, it } from 'vitest';
import { I386, QUADRUPLE, startServer, withBallast } from './helpers.ts';

/** A small replica with ballast whose index is complete. */
async function replica(overrides: Parameters<typeof startServer>[0] = {}, documents = 100_000) {
  const started = await withBallast(startServer({ machine: I386, ...overrides }), documents);
  started.server.bringIndexesUpToDate();
  return started;
}

describe('copied files', () => {
  it('hold documents, revisions, ballast and indexes, and survive a structured clone', async () => {
    const source = await replica({ machine: QUADRUPLE });
    const { _rev } = await source.get('/db/instance-1');
    const changed = await source.put('/db/instance-1', { _rev, type: 'instance', state: 'stopped' });
    await source.put('/db/_local/note', { of: 'ours' });
    const target = startServer({ machine: QUADRUPLE });
    const adoption = target.server.adopt(structuredClone(source.server.files()));
    expect(adoption).toEqual({ databases: ['db'], indexesReused: ['db/_design/v0'], indexesDiscarded: [] });
    expect(await target.get('/db')).toEqual({ ...(await source.get('/db')), instance_start_time: expect.any(String) });
    expect(await target.get('/db/instance-1?revs=true')).toEqual(await source.get('/db/instance-1?revs=true'));
    expect(await target.get('/db/_local/note')).toMatchObject({ of: 'ours' });
    // The index is one document behind, as it was where it came from.
    const before = target.clock.nowMs();
    const answer = await target.clock.until(target.get('/db/_design/v0/_view/all'));
    expect(answer.rows).toMatchObject([{ id: 'instance-1', value: 'stopped' }]);
    expect(target.clock.nowMs() - before).toBeLessThan(10);
    expect(changed.ok).toBe(true);
  });

  it('do not change any more when their server goes on', async () => {
    const source = await replica();
    const files = source.server.files();
    const { _rev } = await source.get('/db/instance-1');
    await source.put('/db/instance-1', { _rev, type: 'instance', state: 'stopped' });
    const target = startServer();
    target.server.adopt(files);
    expect(await target.get('/db/instance-1')).toMatchObject({ _rev, state: 'online' });
    await target.put('/db/instance-1', { _rev, type: 'instance', state: 'lost' });
    expect(await source.get('/db/instance-1')).toMatchObject({ state: 'stopped' });
  });

  it('of a 32-bit machine lose their indexes on a 64-bit one under the rule of 2011, and the views are built again', async () => {
    const source = await replica();
    const target = startServer({ machine: { ...QUADRUPLE, ecuPerCore: 1 } });
    expect(target.server.adopt(source.server.files())).toEqual({
      databases: ['db'],
      indexesReused: [],
      indexesDiscarded: [
        { database: 'db', designDocument: '_design/v0', why: 'built on i386, this machine is x86_64' },
      ],
    });
    const before = target.clock.nowMs();
    expect((await target.clock.until(target.get('/db/_design/v0/_view/all'))).rows).toHaveLength(1);
    expect(target.clock.nowMs() - before).toBeCloseTo(1_000_020, 0);
  });

  it.each([
    ['a 32-bit machine of its own kind', { machine: I386 }],
    ['a 64-bit machine that follows the rule of CouchDB 3', { machine: QUADRUPLE, indexPolicy: 'couchdb-3' }],
  ] as const)('of a 32-bit machine keep their indexes on %s', async (_, overrides) => {
    const target = startServer(overrides);
    expect(target.server.adopt((await replica()).server.files()).indexesReused).toEqual(['db/_design/v0']);
    expect((await target.get('/db/_design/v0/_view/all')).rows).toHaveLength(1);
    expect(target.clock.fired).toBe(0);
  });

  it('lose an index whose design document has changed or has gone', async () => {
    const source = await replica();
    const files = source.server.files();
    const { _rev } = await source.get('/db/_design/v0');
    await source.put('/db/_design/v0', { _rev, views: { all: { map: 'function (doc) { emit(1, 2) }' } } });
    const changed = { ...source.server.files(), indexes: files.indexes };
    expect(startServer({ machine: I386 }).server.adopt(changed).indexesDiscarded).toMatchObject([
      { why: 'its views were defined differently when it was built' },
    ]);
    await source.send('DELETE', `/db/_design/v0?rev=${(await source.get('/db/_design/v0'))._rev}`);
    const gone = { ...source.server.files(), indexes: files.indexes };
    expect(startServer({ machine: I386 }).server.adopt(gone).indexesDiscarded).toMatchObject([
      { why: 'its design document does not exist any more' },
    ]);
  });

  it('say how much there is to copy', async () => {
    const small = (await replica({}, 100_000)).server.files();
    const large = (await replica({}, 200_000)).server.files();
    expect(small.databases[0]!.bytes).toBeGreaterThan(100_000_000);
    expect(large.databases[0]!.bytes - small.databases[0]!.bytes).toBe(100_000_000);
    expect(large.indexes[0]!.bytes - small.indexes[0]!.bytes).toBe(10_000_000);
  });

  it('leave out what the server itself is told to replicate, unless it is asked for', async () => {
    const source = await replica();
    await source.put('/_replicator/from-master', { source: 'http://master:5984/db', target: 'db', continuous: true });
    expect(source.server.files().databases.map(({ name }) => name)).toEqual(['db']);
    expect(source.server.files('_replicator').databases[0]!.documents).toHaveLength(1);
    expect(() => source.server.files('nowhere')).toThrow(
      'CouchDB holds no database "nowhere" (it holds: _replicator, db)',
    );
    source.server.close();
  });
});

describe('a process that ends in the middle of a build', () => {
  it('goes on from there when it is started again', async () => {
    const first = await withBallast(startServer({ machine: I386 }), 100_000);
    const query = first.get('/db/_design/v0/_view/all');
    let answered = false;
    void query.then(() => {
      answered = true;
    });
    await first.clock.advance(400_000);
    const whileRunning = first.server.files();
    first.server.close();
    expect(first.clock.scheduled).toBe(0);
    await first.clock.advance(10_000_000);
    expect(answered).toBe(false);
    expect(first.server.files()).toEqual(whileRunning);

    const second = startServer({ machine: I386 });
    expect(second.server.adopt(first.server.files()).indexesReused).toEqual(['db/_design/v0']);
    expect(second.server.inspect().indexes[0]).toMatchObject({ updateSeq: 40_000, pendingDocuments: 60_002 });
    const before = second.clock.nowMs();
    expect((await second.clock.until(second.get('/db/_design/v0/_view/all'))).rows).toHaveLength(1);
    expect(second.clock.nowMs() - before).toBeCloseTo(600_020, 0);
  });

  it('keeps the rows of the real documents that it had come to', async () => {
    const first = startServer({ machine: I386 });
    await first.put('/db');
    await first.put('/db/_design/v', { views: { all: { map: 'function (doc) { emit(doc._id, null) }' } } });
    for (const id of ['a', 'b', 'c', 'd']) await first.put(`/db/${id}`, {});
    void first.get('/db/_design/v/_view/all');
    await first.clock.advance(31); // the design document and two more
    first.server.close();
    const second = startServer({ machine: I386 });
    second.server.adopt(first.server.files());
    expect((await second.get('/db/_design/v/_view/all?stale=ok')).rows.map(({ id }: { id: string }) => id)).toEqual([
      'a',
      'b',
    ]);
    const all = await second.clock.until(second.get('/db/_design/v/_view/all'));
    expect(all.rows.map(({ id }: { id: string }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });
});
