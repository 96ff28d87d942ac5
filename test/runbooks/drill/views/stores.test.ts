import { describe, expect, test } from 'vitest';
import type { IndexState, NameState, StoreState } from '../../../../src/runbooks/drill/snapshot.ts';
import { nameRows, storeRows } from '../../../../src/runbooks/drill/views/stores.ts';
import { smallSnapshot } from '../../../tui/fixture.ts';

const master: StoreState = {
  ...{ host: 'main/couch-master1@us-west-1', installation: 'main', kind: 'couchdb', role: 'master' },
  ...{ writable: false, reachable: true, bits: 64, documents: 1_500_048, indexes: [] },
};
const why = 'The file that came along was not used: built on a 32-bit machine, this machine is a 64-bit one.';
const rebuilt = (number: number, state: IndexState['state'], fraction = 0): IndexState => ({
  ...{ name: `_design/scalarium_${number}`, state, fraction, why },
  ...(state === 'building' && { leftSeconds: 1680.4 }),
});

describe('a data store', () => {
  test('says in one sentence why files could not be used, however many indexes share the reason', () => {
    const fresh = { name: '_design/users', state: 'fresh', fraction: 1 } as const;
    const notes = (indexes: IndexState[]) => storeRows({ stores: [{ ...master, indexes }] })[0]!.notes;
    expect(notes([fresh, rebuilt(2, 'building', 0.529), rebuilt(3, 'none')])).toEqual([`2 of 3 indexes: ${why}`]);
    expect(notes([fresh, rebuilt(2, 'none')])).toEqual([`scalarium_2: ${why}`]);
    const other = { ...rebuilt(3, 'none'), why: 'The file that came along was not used: another collator.' };
    expect(notes([rebuilt(2, 'none'), other])).toEqual([`scalarium_2: ${why}`, `scalarium_3: ${other.why}`]);
    expect(notes([fresh])).toEqual([]);
  });

  test('tells how far the index is that is being built, and rounds down: what is not finished is not 100 %', () => {
    const indexes = [rebuilt(1, 'fresh', 1), rebuilt(2, 'building', 0.9999), rebuilt(3, 'none')];
    const [row] = storeRows({ stores: [{ ...master, indexes }] });
    expect(row).toMatchObject({ indexes: '1/3', building: 'scalarium_2 99 %, 28 min left' });
    expect(row!.indexRows.map(({ state }) => state)).toEqual(['fresh', 'building 99 %, 28 min left', 'not built']);
  });

  test('is bad when it cannot be reached, and when nothing is done for a master that has no indexes', () => {
    const health = (change: Partial<StoreState>) => storeRows({ stores: [{ ...master, ...change }] })[0]!.health;
    expect(health({ writable: true })).toBe('good');
    expect(health({ writable: true, indexes: [rebuilt(1, 'building', 0.5)] })).toBe('busy');
    expect(health({})).toBe('busy');
    expect(health({ indexes: [rebuilt(1, 'building', 0.5), rebuilt(2, 'none')] })).toBe('busy');
    expect(health({ indexes: [rebuilt(1, 'none')] })).toBe('bad');
    expect(health({ reachable: false })).toBe('bad');
    expect(health({ role: 'replica', lagSeconds: 4 })).toBe('good');
    expect(health({ role: 'replica', lagSeconds: 400 })).toBe('busy');
  });

  test('stands with its installation, masters before replicas, CouchDB before Redis', () => {
    const rows = storeRows(smallSnapshot()).map(({ host, kind, role }) => `${host} ${kind} ${role}`);
    expect(rows[0]).toBe('main/couch-master couchdb master');
    expect(rows[6]).toBe('main/redis-master redis master');
    expect(rows.at(-1)).toBe('kernel/all-in-one couchdb master');
  });

  test('is behind its master or it is one', () => {
    const lag = (change: Partial<StoreState>) => storeRows({ stores: [{ ...master, ...change }] })[0]!;
    expect(lag({}).lag).toBe('—');
    expect(lag({}).behind).toBeUndefined();
    expect(lag({ role: 'replica', lagSeconds: 3780 })).toMatchObject({
      lag: '63m',
      behind: '63 min behind its master',
    });
  });
});

describe('a name', () => {
  const name: NameState = {
    ...{ name: 'manage.scalarium.com', ttlSeconds: 300, addresses: ['184.169.144.32'], hosts: ['main/frontend1'] },
    ...{ seenFromOffice: ['184.169.144.32'], staleShare: 0 },
  };

  test('that everybody follows is well', () => {
    expect(nameRows({ names: [name] })).toMatchObject([
      { ttl: '5 min', points: 'main/frontend1', health: 'good', stale: '0 % stale', office: undefined },
    ]);
  });

  test('says which share of the customers still goes to the old address, and that the office does', () => {
    const [row] = nameRows({ names: [{ ...name, staleShare: 0.04, seenFromOffice: ['46.137.184.65'] }] });
    expect(row).toMatchObject({ health: 'busy', office: '46.137.184.65' });
    expect(row!.stale).toBe('4 % stale');
    expect(nameRows({ names: [{ ...name, staleShare: 0.001 }] })[0]!.stale).toBe('<1 % stale');
  });

  test('that points nowhere is bad', () => {
    expect(nameRows({ names: [{ ...name, addresses: [], hosts: [] }] })[0]).toMatchObject({
      health: 'bad',
      points: 'nothing',
    });
  });
});
