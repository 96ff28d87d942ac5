/** The process: what it costs when nothing happens, how it ends, and that the same writes make the same server. */
import { describe, expect, it } from 'vitest';
import { ServerClosedError } from '../../../../src/sim/stores/couchdb/index.ts';
import { startServer, withBallast } from './helpers.ts';

describe('a server', () => {
  it('schedules nothing while it is idle, also when clients wait for changes', async () => {
    const started = await withBallast(startServer(), 1_500_000);
    const { last_seq } = await started.get('/db/_changes');
    const waiting = started.get(`/db/_changes?feed=longpoll&since=${last_seq}`);
    await started.clock.advance(86_400_000);
    expect(started.clock.fired).toBe(0);
    await started.put('/db/news', {});
    expect((await waiting).results).toMatchObject([{ id: 'news' }]);
  });

  it('answers a longpoll with a timeout in time', async () => {
    const started = startServer();
    await started.put('/db');
    const waiting = started.get('/db/_changes?feed=longpoll&timeout=60000');
    await started.clock.advance(59_999);
    expect(started.clock.fired).toBe(0);
    await started.clock.advance(1);
    expect(await waiting).toMatchObject({ results: [], last_seq: 0 });
  });

  it('forgets a client that hangs up', async () => {
    const started = await withBallast(startServer(), 100_000);
    const client = new AbortController();
    const open = (path: string) => started.server.fetch(new Request(`http://couch${path}`, { signal: client.signal }));
    void open('/db/_design/v0/_view/all').catch(() => {});
    void open('/db/_changes?feed=longpoll&timeout=60000&since=now').catch(() => {});
    await started.clock.settle();
    expect(started.server.inspect().builds).toMatchObject([{ waitingClients: 1 }]);
    expect(started.clock.scheduled).toBe(2);
    client.abort();
    expect(started.server.inspect().builds).toMatchObject([{ waitingClients: 0 }]);
    expect(started.clock.scheduled).toBe(1); // the build goes on
  });

  it('answers nobody once its process has ended, and leaves no timer behind', async () => {
    const started = await withBallast(startServer(), 100_000);
    await started.put('/_replicator/pull', { source: 'http://nobody/db', target: 'db', continuous: true });
    let answers = 0;
    const count = (): void => {
      answers++;
    };
    const late = new Request('http://couch/db/late', { method: 'PUT', body: '{}' });
    for (const path of ['/db/_design/v0/_view/all', '/db/_changes?feed=longpoll&since=now'])
      void started.get(path).then(count);
    await started.clock.settle();
    void started.server.fetch(late).then(count);
    started.server.close();
    await started.clock.advance(86_400_000);
    expect([answers, started.clock.scheduled, started.clock.fired]).toEqual([0, 0, 0]);
    expect([...started.server.revisionsOf('db')].map(({ id }) => id)).not.toContain('late');
    expect(started.server.inspect()).toMatchObject({ writable: false, closed: true });
    await expect(started.server.fetch(new Request('http://couch/'))).rejects.toThrow(ServerClosedError);
  });

  it('gives the same revisions to the same writes', async () => {
    const write = async () => {
      const started = startServer();
      await started.put('/db');
      const { rev } = await started.put('/db/a', { name: 'one', list: [1, { b: 2 }] });
      await started.put('/db/a', { _rev: rev, name: 'two' });
      return [...started.server.revisionsOf('db')];
    };
    expect(await write()).toEqual(await write());
  });

  it('counts ballast in its figures, and lists it nowhere', async () => {
    const started = startServer();
    await started.put('/db');
    started.server.setModelledData('db', { documents: 1000, bytesPerDocument: 500 });
    await started.put('/db/a', { x: 1 });
    expect(await started.get('/db')).toMatchObject({ doc_count: 1001, update_seq: 1001, data_size: 500_007 });
    expect(await started.get('/db/_all_docs')).toMatchObject({ total_rows: 1, rows: [{ id: 'a' }] });
    expect(await started.get('/db/_changes')).toMatchObject({ last_seq: 1001, results: [{ seq: 1001, id: 'a' }] });
    started.server.setModelledData('db', { documents: 400, bytesPerDocument: 500 });
    expect(await started.get('/db')).toMatchObject({ doc_count: 401, update_seq: 1001 });
    expect(() => started.server.setModelledData('nowhere', { documents: 1, bytesPerDocument: 1 })).toThrow(
      'PUT it first',
    );
  });

  it('gives back the space of old revisions when it is compacted', async () => {
    const started = startServer();
    await started.put('/db');
    let rev: string | undefined;
    for (let i = 0; i < 10; i++) ({ rev } = await started.put('/db/a', { _rev: rev, text: 'x'.repeat(1000) }));
    expect((await started.get('/db')).disk_size).toBeGreaterThan(10_000);
    await started.post('/db/_compact');
    expect((await started.get('/db')).disk_size).toBeLessThan(1100);
  });

  it('says that attachments are not simulated instead of losing them', async () => {
    const started = startServer();
    await started.put('/db');
    const answer = await started.send('PUT', '/db/a', { _attachments: { 'a.txt': { data: 'YQ==' } } });
    expect(answer).toMatchObject({ status: 501, body: { error: 'not_implemented' } });
  });
});
