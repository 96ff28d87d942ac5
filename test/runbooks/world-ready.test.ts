import { expect, test } from 'vitest';
import { worldReady } from '../../src/runbooks/world-ready.ts';
import { SmallTestbed } from './testbed/small-testbed.ts';

test('the journal is told which zones there are, what each account calls them, who stands where and who meets whom', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const ready = worldReady(small.testbed);
    expect(ready.zones['eu-west-1']).toEqual(['euw1-az1', 'euw1-az2']);
    expect(ready.accounts.kernel).toMatchObject({ 'eu-west-1a': 'euw1-az2', 'eu-west-1b': 'euw1-az1' });
    expect(ready.collisions).toEqual([{ zone: 'euw1-az1', names: ['main eu-west-1a', 'kernel eu-west-1b'] }]);
    expect(ready.hosts).toHaveLength(12);
    expect(ready.hosts.find(({ name }) => name === 'main/replica-us-west-1a')).toMatchObject({
      owner: 'main',
      role: 'couch-replica+redis-replica',
      region: 'us-west-1',
      type: 'm1.small',
      bits: 32,
    });
  });
});

test('installations that stand in different zones meet nowhere', async () => {
  const small = new SmallTestbed({ edit: [['{ a: euw1-az2, b: euw1-az1 }', '{ a: euw1-az1, b: euw1-az2 }']] });
  await small.tell(async () => {
    expect(worldReady(small.testbed).collisions).toEqual([]);
  });
});
