import { expect, test } from 'vitest';
import { designDocuments, locateView, newInstance, viewNames } from '../../src/platform/index.ts';
import { id } from './small-installation.ts';

test.each([1, 2, 5, 8, viewNames.length])(
  'all views are there once, whether in one or %i design documents',
  (count) => {
    const made = designDocuments(count);
    expect(made).toHaveLength(count);
    for (const name of viewNames) {
      const { design, view } = locateView(name, count);
      const holders = made.filter(({ views }) => view in views);
      expect(holders.map(({ _id }) => _id)).toEqual([`_design/${design}`]);
    }
    const sizes = made.map(({ views }) => Object.keys(views).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  },
);

test.each([0, viewNames.length + 1, 1.5])('%d design documents are refused with the possible range', (count) => {
  expect(() => designDocuments(count)).toThrow(`1 to ${viewNames.length} design documents, not`);
});

test('every view maps an instance without failing, and deleted documents are in none', () => {
  const instance = newInstance(
    { cluster_id: id(1), role_ids: [id(2), id(3)], nickname: 'web1', instance_type: 'm1.large', agent_id: 'a' },
    { id: id(4), nowMs: 0 },
  );
  const emitted = (doc: object) =>
    designDocuments(1).flatMap(({ views }) =>
      Object.entries(views).flatMap(([name, { map }]) => {
        const rows: unknown[] = [];
        new Function('emit', `return ${map}`)((key: unknown) => rows.push([name, key]))(doc);
        return rows;
      }),
    );
  expect(emitted(instance)).toEqual([
    ['instances_by_cloud', [id(1), 'web1']],
    ['instances_by_role', [id(2), 'web1']],
    ['instances_by_role', [id(3), 'web1']],
    ['instances_by_status', [id(1), 'new']],
  ]);
  expect(emitted({ ...instance, deleted_at: '2011/08/07 00:00:00 +0000' })).toEqual([]);
});
