import { expect, test } from 'vitest';
import { installedBy } from '../../../src/runbooks/testbed/chef.ts';
import { CommandFailed } from '../../../src/runbooks/testbed/ssh.ts';
import { outcome } from '../../sim/network/small-network.ts';
import { SmallTestbed } from './small-testbed.ts';

const names = (small: SmallTestbed, label: string) => [...small.host(label).processes].map(({ name }) => name).sort();

const reboot = async (small: SmallTestbed, label: string) => {
  const host = small.host(label);
  host.switchOff();
  host.switchOn();
  await small.until(`${label} is up`, () => host.up);
  await small.seconds(300);
};

test.each([
  ['main/frontend1', ['agent', 'frontend', 'sshd']],
  ['main/redis-master', ['agent', 'redis', 'sshd']],
  ['main/replica-us-west-1a', ['agent', 'couchdb', 'redis', 'sshd']],
  ['kernel/all-in-one', ['bus', 'couchdb', 'frontend', 'redis', 'sshd', 'worker']],
  ['acme/lb1', ['agent', 'sshd']],
])('%s runs what its roles ask for, and the same again after a reboot', async (label, processes) => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    expect(names(small, label)).toEqual(processes);
    await reboot(small, label);
    expect(names(small, label)).toEqual(processes);
  });
});

test('after a reboot of its master the installation answers again by itself, with all its documents', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const state = small.testbed.installation('main');
    const api = small.testbed.operator.api(state.hostName, state.token('acme'));
    const before = await api.get('/clouds');
    await reboot(small, 'main/couch-master');
    expect(await api.get('/clouds')).toEqual(before);
    expect(small.testbed.servicesOf(small.host('main/couch-master')).couchWritable).toBe(true);
  });
});

test.each([
  ['main/couch-master', 1],
  ['main/replica-us-east-1a', 1],
  ['kernel/all-in-one', 2],
])("%s builds as many indexes at once as its own installation's data says: %i", async (label, builders) => {
  const small = new SmallTestbed({
    edit: [
      ['documents: 20000', 'documents: 400000'],
      ['hostname: kernel.test', 'hostname: kernel.test\n      data: { documents: 400000, builders: 2 }'],
    ],
  });
  await small.tell(async () => {
    const { server } = small.testbed.servicesOf(small.host(label)).couch!;
    server.adopt({ ...server.files(), indexes: [] });
    const couch = small.testbed.operator.patientCouch(small.host(label).addresses[1]!).use('scalarium');
    const { rows } = await couch.list({ startkey: '_design/', endkey: '_design0', include_docs: true });
    for (const { id, doc } of rows as unknown as { id: string; doc: { views: object } }[]) {
      couch.view(id.replace('_design/', ''), Object.keys(doc.views)[0]!, { limit: 0 }).catch(() => {});
    }
    await small.seconds(10);
    expect(server.inspect().builds.filter(({ state }) => state === 'building')).toHaveLength(builders);
  });
});

test('a replica that has been rebooted follows its masters again, still read-only and with warm indexes', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const label = 'main/replica-us-west-1a';
    await reboot(small, label);
    const services = () => small.testbed.servicesOf(small.host(label));
    const offset = (which: string) => small.testbed.servicesOf(small.host(which)).redis!.server.inspect().offset;
    const master = small.testbed.operator.redis(small.host('main/redis-master').addresses[1]!);
    await master.set('key', 'value');
    await small.until('the replica has caught up', () => offset(label) === offset('main/redis-master'));
    expect(services().couchWritable).toBe(false);
    const couch = small.testbed.operator.couch(small.host('main/couch-master').addresses[1]!).use('scalarium');
    await couch.insert({ type: 'note' } as never, 'written-meanwhile');
    await small.seconds(1300);
    const { databases, indexes } = services().couch!.server.files('scalarium');
    expect(databases[0]!.documents.map(({ id }) => id)).toContain('written-meanwhile');
    // The job that queries every view was installed on the machine: it survives the reboot.
    expect(indexes.map(({ updateSeq }) => updateSeq)).toEqual([databases[0]!.updateSeq, databases[0]!.updateSeq]);
  });
});

test.each(['couchdb', 'redis', 'frontend', 'bus', 'worker', 'agent'])(
  'a killed %s is started again when the fault ends, once',
  async (process) => {
    const label = {
      couchdb: 'main/couch-master',
      redis: 'main/redis-master',
      frontend: 'main/frontend1',
      bus: 'main/bus',
      worker: 'main/worker',
      agent: 'acme/lb1',
    }[process]!;
    const small = new SmallTestbed();
    await small.tell(async () => {
      const before = names(small, label);
      small.break([{ name: 'kill', action: 'process:kill', hosts: [label], process, atSeconds: 0, forSeconds: 60 }]);
      await small.seconds(30);
      expect(names(small, label)).toEqual(before.filter((name) => name !== process));
      await small.seconds(60);
      expect(names(small, label)).toEqual(before);
    });
  },
);

test('a shell on a machine: a command, one that fails, one that does not exist, and a machine in the dark', async () => {
  const small = new SmallTestbed();
  await small.tell(async () => {
    const { operator } = small.testbed;
    const ip = small.host('main/couch-master').addresses[1]!;
    expect(await operator.ssh(ip, 'couchdb-writable?')).toBe(true);
    await operator.ssh(ip, 'couchdb-writable', { writable: false });
    expect(await operator.ssh(ip, 'couchdb-writable?')).toBe(false);
    await expect(operator.ssh(small.host('main/bus').addresses[1]!, 'couchdb-writable?')).rejects.toThrow(
      CommandFailed,
    );
    await expect(operator.ssh(ip, 'rm -rf')).rejects.toThrow('command not found');
    small.darken();
    await small.seconds(1);
    expect(await outcome(operator.ssh(ip, 'true'))).toBe('ETIMEDOUT');
  });
});

test('files that are copied from a machine which goes away meanwhile do not arrive', async () => {
  const small = new SmallTestbed({ edit: [['documents: 20000', 'documents: 2000000']] });
  await small.tell(async () => {
    const [from, to] = [small.host('main/replica-us-west-1a'), small.host('main/replica-us-east-1a')];
    const copied = small.testbed.operator.ssh(to.addresses[1]!, 'couchdb-copy-from', {
      address: from.address,
      indexes: true,
    });
    const failed = expect(copied).rejects.toThrow('went away while its files were copied');
    await small.seconds(5);
    from.switchOff();
    await failed;
  });
});

test('a command dies with its machine: what it was doing is not done after the reboot', async () => {
  const small = new SmallTestbed({ edit: [['documents: 20000', 'documents: 2000000']] });
  await small.tell(async () => {
    const [from, to] = [small.host('main/replica-us-west-1a'), small.host('main/replica-us-east-1a')];
    const copied = small.testbed.operator.ssh(to.addresses[1]!, 'couchdb-copy-from', {
      address: from.address,
      indexes: true,
    });
    const failed = expect(copied).rejects.toThrow(/connection (reset|timeout) during couchdb-copy-from/);
    await small.seconds(5);
    const events: string[] = [];
    to.switchOff();
    to.switchOn();
    await failed;
    await small.until('it has booted', () => to.up);
    const { server } = small.testbed.servicesOf(to).couch!;
    const adopt = server.adopt.bind(server);
    server.adopt = (files) => {
      events.push('files were put into place');
      return adopt(files);
    };
    await small.seconds(3600);
    expect(events).toEqual([]);
  });
});

test('Chef makes a machine what the JSON says, and waits with services whose stores are not known yet', () => {
  const settings = { name: 'main' } as never;
  const run = (roles: object) => ({
    activity: 'configure',
    recipes: [],
    json: { scalarium: { cluster: { name: 'main us-west-1' }, instance: { roles: ['frontend'] }, roles } },
  });
  const settingsOf = (cluster: string) => (cluster.startsWith('main') ? settings : undefined);
  const stores = {
    'couch-master': { instances: { couch: { private_ip: '10.0.0.1' } } },
    'redis-master': { instances: { redis: { private_ip: '10.0.0.2' } } },
  };
  expect(installedBy(run({}), settingsOf)).toEqual({ roles: ['frontend'], config: undefined });
  expect(installedBy(run(stores), settingsOf)).toEqual({
    roles: ['frontend'],
    config: { name: 'main', couchUrl: 'http://10.0.0.1:5984', redisHost: '10.0.0.2' },
  });
  expect(installedBy(run(stores), () => undefined)).toBeUndefined();
});
