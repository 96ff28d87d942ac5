/**
 * What a control plane relies on in CouchDB, told through an unmodified nano. The same body runs against the engine and against a real server.
 * Nothing in it may depend on how a sequence number looks, or on anything that 1.x and 3.x answer differently.
 */
import nano from 'nano';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

export interface CouchSubject {
  /** With credentials where the server wants them. */
  url: string;
  /** How to reach it, where it is no real server. */
  fetch?: typeof globalThis.fetch;
  stop: () => Promise<void>;
}

interface Thing {
  _id?: string;
  type?: string;
  name?: string;
  count?: number;
  tags?: string[];
}

/** What nano throws. */
const failure = (statusCode: number, error: string, reason?: string) =>
  expect.objectContaining({ statusCode, error, ...(reason !== undefined && { reason }) });

export function describeCouch(name: string, start: () => Promise<CouchSubject>): void {
  describe(`CouchDB behaves (${name})`, () => {
    let subject: CouchSubject;
    let server: nano.ServerScope;
    let db: nano.DocumentScope<Thing>;
    let created: string[] = [];
    const realFetch = globalThis.fetch;
    const databaseName = (): string => `zonefall-behaviour-${process.pid}-${created.length}-${name.replace(/\W/g, '')}`;

    async function createDatabase(): Promise<string> {
      const fresh = databaseName().toLowerCase();
      created.push(fresh);
      await server.db.create(fresh, { q: 1 } as nano.DatabaseCreateParams); // one shard, so that changes have an order
      return fresh;
    }

    beforeAll(async () => {
      subject = await start();
      if (subject.fetch !== undefined) globalThis.fetch = subject.fetch;
      server = nano(subject.url);
    });
    beforeEach(async () => {
      db = server.use<Thing>(await createDatabase());
    });
    afterEach(async () => {
      for (const each of created) await server.db.destroy(each).catch(() => {});
      created = [];
    });
    afterAll(async () => {
      globalThis.fetch = realFetch;
      await subject.stop();
    });

    const viewOf = (map: string, reduce?: string) =>
      ({
        _id: '_design/things',
        language: 'javascript',
        views: { all: { map, reduce } },
      }) as unknown as Thing;
    const byCount = 'function (doc) { emit([doc.type, doc.count], doc.count); }';

    async function fill(): Promise<void> {
      await db.bulk({
        docs: [
          { _id: 'a', type: 'cloud', count: 1 },
          { _id: 'b', type: 'cloud', count: 2 },
          { _id: 'c', type: 'instance', count: 10 },
          { _id: 'd', type: 'instance', count: 20 },
          { _id: 'e', type: 'instance', count: 20 },
        ] as Thing[],
      });
    }

    it('welcomes whoever asks, and hands out ids of 32 hex digits', async () => {
      expect(await server.info()).toMatchObject({ couchdb: 'Welcome', version: expect.any(String) });
      const { uuids } = await server.uuids(3);
      expect(new Set(uuids).size).toBe(3);
      for (const uuid of uuids) expect(uuid).toMatch(/^[0-9a-f]{32}$/);
    });

    it('refuses a database that exists already or has no proper name', async () => {
      await expect(server.db.create(db.config.db)).rejects.toEqual(failure(412, 'file_exists'));
      await expect(server.db.create('Capital')).rejects.toEqual(failure(400, 'illegal_database_name'));
      await expect(server.use('zonefall-nowhere').get('a')).rejects.toEqual(failure(404, 'not_found'));
      expect(await server.db.list()).toContain(db.config.db);
    });

    it('keeps a document, gives it a revision, and counts it', async () => {
      const first = await db.insert({ name: 'one', tags: ['x'] }, 'doc/with slash');
      expect(first).toMatchObject({ ok: true, id: 'doc/with slash' });
      expect(first.rev).toMatch(/^1-[0-9a-f]{32}$/);
      expect(await db.get('doc/with slash')).toEqual({
        _id: 'doc/with slash',
        _rev: first.rev,
        name: 'one',
        tags: ['x'],
      });
      const second = await db.insert({ _rev: first.rev, name: 'two' } as Thing, 'doc/with slash');
      expect(second.rev).toMatch(/^2-/);
      expect(await db.info()).toMatchObject({ doc_count: 1, doc_del_count: 0 });
      expect((await db.head('doc/with slash')).etag).toBe(`"${second.rev}"`);
    });

    it('makes up an id for a document without one', async () => {
      const { id } = await db.insert({ name: 'anonymous' });
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect(await db.get(id)).toMatchObject({ name: 'anonymous' });
    });

    it('refuses a write that does not name the latest revision', async () => {
      const { rev } = await db.insert({ name: 'one' }, 'a');
      await db.insert({ _rev: rev, name: 'two' } as Thing, 'a');
      await expect(db.insert({ name: 'three' }, 'a')).rejects.toEqual(
        failure(409, 'conflict', 'Document update conflict.'),
      );
      await expect(db.insert({ _rev: rev, name: 'three' } as Thing, 'a')).rejects.toEqual(failure(409, 'conflict'));
      await expect(db.insert({ _rev: rev, name: 'new' } as Thing, 'never-there')).rejects.toEqual(
        failure(409, 'conflict'),
      );
      await expect(db.destroy('a', rev)).rejects.toEqual(failure(409, 'conflict'));
    });

    it('tells a document that never was from one that has been deleted, and lets it be written again', async () => {
      await expect(db.get('a')).rejects.toEqual(failure(404, 'not_found', 'missing'));
      const { rev } = await db.insert({ name: 'one' }, 'a');
      const deletion = await db.destroy('a', rev);
      expect(deletion.rev).toMatch(/^2-/);
      await expect(db.get('a')).rejects.toEqual(failure(404, 'not_found', 'deleted'));
      expect(await db.info()).toMatchObject({ doc_count: 0, doc_del_count: 1 });
      expect((await db.insert({ name: 'again' }, 'a')).rev).toMatch(/^3-/);
    });

    it('refuses ids and members that belong to CouchDB', async () => {
      await expect(db.insert({ name: 'x' }, '_secret')).rejects.toEqual(failure(400, 'illegal_docid'));
      await expect(db.insert({ _own: 1 } as Thing, 'a')).rejects.toEqual(failure(400, 'doc_validation'));
    });

    it('answers a bulk write document by document', async () => {
      await db.insert({ name: 'there' }, 'a');
      const answers = await db.bulk({ docs: [{ _id: 'a' }, { _id: 'b' }, { name: 'no id' }] as Thing[] });
      expect(answers).toMatchObject([
        { id: 'a', error: 'conflict' },
        { id: 'b', rev: expect.stringMatching(/^1-/) },
        {},
      ]);
      expect(answers[2]!.id).toMatch(/^[0-9a-f]{32}$/);
    });

    it('lists documents by id, in both directions and by range, and names the keys that it does not know', async () => {
      await fill();
      const ids = async (query: nano.DocumentListParams) => (await db.list(query)).rows.map(({ id }) => id);
      expect(await ids({})).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(await ids({ descending: true, limit: 2 })).toEqual(['e', 'd']);
      expect(await ids({ startkey: 'b', endkey: 'd' })).toEqual(['b', 'c', 'd']);
      expect(await ids({ startkey: 'b', endkey: 'd', inclusive_end: false, skip: 1 })).toEqual(['c']);
      await db.destroy('e', (await db.get('e'))._rev);
      const { rows } = await db.fetch({ keys: ['c', 'nobody', 'e'] });
      expect(rows).toMatchObject([
        { id: 'c', doc: { count: 10 } },
        { key: 'nobody', error: 'not_found' },
        { id: 'e', value: { deleted: true }, doc: null },
      ]);
    });

    it('tells what has changed since a moment, and each document only once', async () => {
      const { rev } = await db.insert({ name: 'one' }, 'a');
      await db.insert({ name: 'two' }, 'b');
      const before = await db.changes({});
      expect(before.results.map(({ id }) => id)).toEqual(['a', 'b']);
      await db.insert({ _rev: rev, name: 'more' } as Thing, 'a');
      await db.destroy('b', (await db.get('b'))._rev);
      const after = await db.changes({ since: before.last_seq, include_docs: true } as nano.DatabaseChangesParams);
      expect(after.results).toMatchObject([
        { id: 'a', changes: [{ rev: expect.stringMatching(/^2-/) }], doc: { name: 'more' } },
        { id: 'b', deleted: true },
      ]);
      expect((await db.changes({})).results).toHaveLength(2);
    });

    it('holds a longpoll until something changes', async () => {
      const { last_seq } = await db.changes({});
      let answered = false;
      const waiting = db.changes({ feed: 'longpoll', since: last_seq } as nano.DatabaseChangesParams).then((page) => {
        answered = true;
        return page;
      });
      await db.info();
      expect(answered).toBe(false);
      await db.insert({ name: 'news' }, 'a');
      expect((await waiting).results).toMatchObject([{ id: 'a' }]);
    });

    it('queries a view by key, by range, in both directions', async () => {
      await fill();
      await db.insert(viewOf(byCount));
      const ids = async (query: nano.DocumentViewParams) =>
        (await db.view('things', 'all', query)).rows.map(({ id }) => id);
      expect(await ids({})).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(await ids({ key: ['instance', 20] })).toEqual(['d', 'e']);
      expect(await ids({ startkey: ['instance'], endkey: ['instance', {}] })).toEqual(['c', 'd', 'e']);
      expect(await ids({ startkey: ['cloud', 1], endkey: ['instance', 10], inclusive_end: false })).toEqual(['a', 'b']);
      expect(await ids({ startkey: ['instance', {}], endkey: ['instance'], descending: true, limit: 2 })).toEqual([
        'e',
        'd',
      ]);
      expect(await ids({ keys: [['instance', 10], ['cloud', 2], ['nothing']] })).toEqual(['c', 'b']);
      expect(await ids({ limit: 2, skip: 1 })).toEqual(['b', 'c']);
      const full = await db.view('things', 'all', { key: ['cloud', 2], include_docs: true });
      expect(full).toMatchObject({
        total_rows: 5,
        offset: 1,
        rows: [{ id: 'b', key: ['cloud', 2], value: 2, doc: { count: 2 } }],
      });
    });

    it('sorts keys as null, false, true, numbers, strings, arrays, objects', async () => {
      const keys = [{ a: 1 }, ['b'], [], 'b', 'a', 10, 2, -1, true, false, null];
      await db.bulk({ docs: keys.map((key, i) => ({ _id: `k${i}`, key })) as Thing[] });
      await db.insert(viewOf('function (doc) { emit(doc.key, null); }'));
      const { rows } = await db.view('things', 'all', {});
      expect(rows.map(({ key }) => key)).toEqual([...keys].reverse());
    });

    it('shows what is written in the next query, and forgets what is deleted', async () => {
      await db.insert(viewOf('function (doc) { emit(doc.name, null); }'));
      const names = async () => (await db.view('things', 'all', {})).rows.map(({ key }) => key);
      expect(await names()).toEqual([]);
      const { rev } = await db.insert({ name: 'one' }, 'a');
      expect(await names()).toEqual(['one']);
      const changed = await db.insert({ _rev: rev, name: 'two' } as Thing, 'a');
      expect(await names()).toEqual(['two']);
      await db.destroy('a', changed.rev);
      expect(await names()).toEqual([]);
    });

    it('reduces as a whole, by key and by part of a key', async () => {
      await fill();
      await db.insert(viewOf(byCount, '_sum'));
      const reduced = async (query: nano.DocumentViewParams) => (await db.view('things', 'all', query)).rows;
      expect(await reduced({})).toEqual([{ key: null, value: 53 }]);
      expect(await reduced({ group_level: 1 })).toEqual([
        { key: ['cloud'], value: 3 },
        { key: ['instance'], value: 50 },
      ]);
      expect(await reduced({ group: true, startkey: ['instance'] })).toEqual([
        { key: ['instance', 10], value: 10 },
        { key: ['instance', 20], value: 40 },
      ]);
      expect(await reduced({ reduce: false, limit: 1 })).toMatchObject([{ id: 'a', value: 1 }]);
      expect(await reduced({ startkey: ['zzz'] })).toEqual([]);
    });

    it('knows the built-in reduces, and rereduces one that is written in JavaScript', async () => {
      const many = Array.from({ length: 700 }, (_, i) => ({ _id: `n${i}`, count: i }));
      await db.bulk({ docs: many as Thing[] });
      const map = 'function (doc) { emit(null, doc.count); }';
      const largest = 'function (keys, values, rereduce) { return Math.max.apply(null, values); }';
      const views = {
        max: { map, reduce: largest },
        count: { map, reduce: '_count' },
        stats: { map, reduce: '_stats' },
      };
      await db.insert({ _id: '_design/numbers', views } as unknown as Thing);
      const value = async (view: string) => (await db.view('numbers', view, {})).rows[0]!.value;
      expect(await value('max')).toBe(699);
      expect(await value('count')).toBe(700);
      expect(await value('stats')).toEqual({ sum: 244650, count: 700, min: 0, max: 699, sumsqr: 114088450 });
    });

    it('leaves out a document that its map function fails on', async () => {
      await db.bulk({ docs: [{ _id: 'good', tags: ['x'] }, { _id: 'bad' }] as Thing[] });
      await db.insert(viewOf('function (doc) { emit(doc.tags[0], null); }'));
      expect((await db.view('things', 'all', {})).rows.map(({ id }) => id)).toEqual(['good']);
    });

    it('answers from the index as it is when a query may be stale', async () => {
      await db.insert(viewOf('function (doc) { emit(doc.name, null); }'));
      await db.insert({ name: 'one' }, 'a');
      const count = async (query: object) => (await db.view('things', 'all', query)).rows.length;
      expect(await count({})).toBe(1);
      await db.insert({ name: 'two' }, 'b');
      expect([1, 2]).toContain(await count({ stale: 'ok' })); // 3.x builds in the background too
      expect([1, 2]).toContain(await count({ update: 'false' }));
      expect(await count({ update: 'true' })).toBe(2);
    });

    it('names what is wrong with a query', async () => {
      await fill();
      await db.insert(viewOf(byCount));
      await expect(db.view('nothing', 'all', {})).rejects.toEqual(failure(404, 'not_found'));
      await expect(db.view('things', 'nothing', {})).rejects.toEqual(failure(404, 'not_found', 'missing_named_view'));
      await expect(db.view('things', 'all', { group: true })).rejects.toEqual(failure(400, 'query_parse_error'));
      await expect(db.view('things', 'all', { startkey: 'z', endkey: 'a' })).rejects.toEqual(
        failure(400, 'query_parse_error'),
      );
    });

    it('keeps _local documents to itself', async () => {
      await db.insert({ name: 'checkpoint' }, '_local/mine');
      expect(await db.get('_local/mine')).toMatchObject({ _id: '_local/mine', _rev: '0-1', name: 'checkpoint' });
      expect((await db.list()).rows).toEqual([]);
      expect((await db.changes({})).results).toEqual([]);
    });

    it('takes revisions made elsewhere, keeps both sides of a conflict, and agrees on the winner', async () => {
      const branch = (hash: string, name: string) => ({
        _id: 'a',
        _rev: `2-${hash}`,
        name,
        _revisions: { start: 2, ids: [hash, 'aaa0'] },
      });
      await db.bulk({
        docs: [branch('bbb1', 'b'), branch('ccc2', 'c')],
        new_edits: false,
      } as unknown as nano.BulkModifyDocsWrapper);
      expect(await db.get('a', { conflicts: true })).toMatchObject({
        name: 'c',
        _rev: '2-ccc2',
        _conflicts: ['2-bbb1'],
      });
      const diff = await server.request({
        db: db.config.db,
        path: '_revs_diff',
        method: 'POST',
        body: { a: ['1-aaa0', '2-bbb1', '3-ddd3'] },
      });
      expect(diff).toMatchObject({ a: { missing: ['3-ddd3'] } });
      await db.destroy('a', '2-ccc2');
      expect(await db.get('a')).toMatchObject({ name: 'b', _rev: '2-bbb1' });
    });

    it('replicates one database into another, deletions included, and then only what is new', async () => {
      await fill();
      const source = db.config.db;
      await db.destroy('a', (await db.get('a'))._rev);
      const target = server.use<Thing>(await createDatabase());
      const replicate = () =>
        server.request({
          db: '_replicate',
          method: 'POST',
          body: { source: at(source), target: at(target.config.db) },
        });
      expect(await replicate()).toMatchObject({ ok: true });
      expect((await target.list()).rows.map(({ id }) => id)).toEqual(['b', 'c', 'd', 'e']);
      await expect(target.get('a')).rejects.toEqual(failure(404, 'not_found', 'deleted'));
      expect((await target.get('c'))._rev).toBe((await db.get('c'))._rev);
      await db.insert({ name: 'late' }, 'f');
      await replicate();
      expect(await target.get('f')).toMatchObject({ name: 'late' });
    });

    const at = (database: string): string => `${subject.url.replace(/\/$/, '')}/${database}`;
  });
}
