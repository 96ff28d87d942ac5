/** How long a view makes its readers wait: computed from documents, machine and builders, and never written down. */
import { describe, expect, it } from 'vitest';
import { I386, QUADRUPLE, startServer, withBallast } from './helpers.ts';

const HOUR_MS = 3_600_000;

/** Milliseconds until every design document has answered a query. */
async function rebuildMs(
  documents: number,
  designDocuments: number,
  overrides: Parameters<typeof startServer>[0] = {},
): Promise<number> {
  const started = await withBallast(startServer(overrides), documents, designDocuments);
  const before = started.clock.nowMs();
  const queries = Array.from({ length: designDocuments }, (_, i) => started.get(`/db/_design/v${i}/_view/all`));
  for (const answer of await started.clock.until(Promise.all(queries))) expect(answer.rows).toHaveLength(1);
  return started.clock.nowMs() - before;
}

describe('the build of an index', () => {
  it('makes a query wait for every document, the modelled ones included', async () => {
    const started = await withBallast(startServer({ docsPerSecondPerEcu: 100 }), 360_000);
    let answered = false;
    const query = started.get('/db/_design/v0/_view/all').then((answer) => {
      answered = true;
      return answer;
    });
    await started.clock.advance(HOUR_MS - 1000);
    expect(answered).toBe(false);
    await started.clock.advance(2000);
    expect(answered).toBe(true);
    expect((await query).rows).toEqual([{ id: 'instance-1', key: ['instance', 0], value: 'online' }]);
  });

  it('takes half the time for half the documents', async () => {
    expect((await rebuildMs(100_000, 8)) / (await rebuildMs(50_000, 8))).toBeCloseTo(2, 2);
  });

  it('takes half the time for half the design documents', async () => {
    expect((await rebuildMs(100_000, 8)) / (await rebuildMs(100_000, 4))).toBeCloseTo(2, 2);
  });

  it('takes half the time on a core of twice the compute units', async () => {
    const slow = await rebuildMs(100_000, 2, { machine: { arch: 'x86_64', cores: 8, ecuPerCore: 2 } });
    const fast = await rebuildMs(100_000, 2, { machine: { arch: 'x86_64', cores: 8, ecuPerCore: 4 } });
    expect(slow / fast).toBeCloseTo(2, 2);
  });

  it('takes a third of the time with three builders, as long as there are cores for them', async () => {
    const one = await rebuildMs(100_000, 6, { builders: 1 });
    expect(one / (await rebuildMs(100_000, 6, { builders: 3 }))).toBeCloseTo(3, 2);
    const oneCore = { arch: 'x86_64', cores: 1, ecuPerCore: 1 } as const;
    expect(await rebuildMs(100_000, 6, { builders: 3, machine: oneCore })).toBeCloseTo(one, 0);
  });

  it('takes about eight hours for the control plane of 2011 on its biggest machine', async () => {
    const hours = (await rebuildMs(1_500_000, 8, { machine: QUADRUPLE, docsPerSecondPerEcu: 129 })) / HOUR_MS;
    expect(hours).toBeGreaterThan(7.5);
    expect(hours).toBeLessThan(8.5);
  });

  it('is one event, however many documents it is about', async () => {
    const started = await withBallast(startServer(), 1_500_000, 2);
    await started.clock.until(
      Promise.all([started.get('/db/_design/v0/_view/all'), started.get('/db/_design/v1/_view/all')]),
    );
    expect(started.clock.fired).toBe(2);
    expect(started.clock.scheduled).toBe(0);
  });

  it('is not begun before somebody asks', async () => {
    const started = await withBallast(startServer(), 100_000);
    await started.clock.advance(24 * HOUR_MS);
    expect(started.clock.fired).toBe(0);
    expect(started.server.inspect().indexes[0]).toMatchObject({ updateSeq: 0, pendingDocuments: 100_002 });
    expect(await started.get('/db/_design/v0/_view/all?stale=ok')).toMatchObject({ rows: [] });
    expect(started.clock.scheduled).toBe(0);
    expect(await started.get('/db/_design/v0/_view/all?stale=update_after')).toMatchObject({ rows: [] });
    expect(started.clock.scheduled).toBe(1);
  });

  it('answers everyone who waits at its end, and those who asked about later documents soon after', async () => {
    const started = await withBallast(startServer(), 100_000);
    const early = [started.get('/db/_design/v0/_view/all'), started.get('/db/_design/v0/_view/all?limit=0')];
    await started.clock.advance(10_000);
    await started.put('/db/instance-2', { type: 'instance', state: 'booting' });
    const late = started.get('/db/_design/v0/_view/all');
    await started.clock.settle();
    expect((await started.get('/db/_design/v0/_info')).view_index).toMatchObject({
      updater_running: true,
      waiting_clients: 3,
    });
    await started.clock.until(Promise.all(early));
    expect((await early[0]).rows).toHaveLength(1);
    const before = started.clock.nowMs();
    expect((await started.clock.until(late)).rows).toHaveLength(2);
    expect(started.clock.nowMs() - before).toBeLessThan(100);
  });

  it('shows a document as it was when the build began, though it has changed since', async () => {
    const started = await withBallast(startServer(), 100_000);
    const query = started.get('/db/_design/v0/_view/all');
    await started.clock.advance(10_000);
    const { _rev } = await started.get('/db/instance-1');
    await started.put('/db/instance-1', { _rev, type: 'instance', state: 'stopped' });
    expect((await started.clock.until(query)).rows).toMatchObject([{ id: 'instance-1', value: 'online' }]);
    const next = await started.clock.until(started.get('/db/_design/v0/_view/all'));
    expect(next.rows).toMatchObject([{ id: 'instance-1', value: 'stopped' }]);
  });

  it('tells an operator how far it is', async () => {
    const started = await withBallast(startServer(), 100_000, 2);
    void started.get('/db/_design/v0/_view/all');
    void started.get('/db/_design/v1/_view/all');
    await started.clock.advance(250_000);
    expect(await started.get('/_active_tasks')).toEqual([
      expect.objectContaining({
        type: 'indexer',
        database: 'db',
        design_document: '_design/v0',
        changes_done: 25_000,
        total_changes: 100_003,
        progress: 24,
        updated_on: Math.floor(started.clock.nowMs() / 1000),
      }),
    ]);
    const [running, queued] = started.server.inspect().builds;
    expect(running).toMatchObject({ state: 'building', designDocument: '_design/v0', waitingClients: 1 });
    expect(queued).toMatchObject({ state: 'queued', designDocument: '_design/v1', waitingClients: 1 });
    expect(queued!.expectedEndMs - running!.expectedEndMs).toBeCloseTo(1_000_030, 0);
    expect(started.logged.map(({ event }) => event)).toEqual([
      'couchdb.index-build-started',
      'couchdb.view-query-waits',
      'couchdb.view-query-waits',
    ]);
  });

  it('is begun anew when the views of a design document change', async () => {
    const started = await withBallast(startServer(), 100_000);
    await started.clock.until(started.get('/db/_design/v0/_view/all'));
    const { _rev, ...design } = await started.get('/db/_design/v0');
    await started.put('/db/_design/v0', { ...design, _rev, comment: 'the same views' });
    expect(started.server.inspect().indexes[0]!.pendingDocuments).toBe(1);
    const changed = await started.get('/db/_design/v0');
    await started.put('/db/_design/v0', { ...changed, views: { all: { map: 'function (doc) { emit(null, 1) }' } } });
    expect(started.server.inspect().indexes[0]!.pendingDocuments).toBe(100_002);
  });

  it('gives a broken map function as the answer instead of waiting', async () => {
    const started = startServer();
    await started.put('/db');
    await started.put('/db/_design/v', { views: { broken: { map: 'function (doc) { emit(' } } });
    expect(await started.send('GET', '/db/_design/v/_view/broken')).toMatchObject({
      status: 500,
      body: { error: 'compilation_error' },
    });
    expect(started.clock.scheduled).toBe(0);
  });

  it('ends with its database, and tells those who wait', async () => {
    const started = await withBallast(startServer(), 100_000);
    const query = started.send('GET', '/db/_design/v0/_view/all');
    await started.clock.advance(1000);
    await started.send('DELETE', '/db');
    expect(await query).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(started.clock.scheduled).toBe(0);
  });
});

describe('a replica whose views a cron job queries', () => {
  it('is as fresh as the last run of the job, with no event at all', async () => {
    const started = await withBallast(startServer({ machine: I386 }), 1000);
    started.server.bringIndexesUpToDate();
    started.server.keepWarm(60_000);
    const behind = () => started.server.inspect().indexes[0]!.pendingDocuments;
    await started.clock.advance(90_000);
    await started.put('/db/instance-2', { type: 'instance', state: 'booting' });
    expect(behind()).toBe(1);
    await started.clock.advance(29_000);
    expect(behind()).toBe(1);
    await started.clock.advance(2_000);
    expect(behind()).toBe(0);
    expect((await started.get('/db/_design/v0/_view/all?stale=ok')).rows).toHaveLength(2);
    expect(started.clock.fired).toBe(0);
  });

  it('cannot be faster than its machine', async () => {
    const started = await withBallast(startServer({ machine: I386, docsPerSecondPerEcu: 100 }), 60_000, 2);
    started.server.keepWarm(60_000);
    await started.clock.advance(300_000);
    expect(started.server.inspect().indexes.map(({ pendingDocuments }) => pendingDocuments)).toEqual([30_003, 60_003]);
    await started.clock.advance(600_000);
    expect(started.server.inspect().indexes.map(({ pendingDocuments }) => pendingDocuments)).toEqual([0, 30_006]);
  });
});
