import { describe, expect, test } from 'vitest';
import type { ByteLink } from '../../../../src/sim/stores/engine-clock.ts';
import { RedisServer } from '../../../../src/sim/stores/redis/index.ts';
import { request } from '../../../behaviours/resp.ts';
import { Client, info, Town, text, VirtualClock } from './virtual.ts';

/** A master and a replica that has copied it. */
function pair(delayMs = 5) {
  const town = new Town(delayMs);
  const [master, replica] = [town.start('master'), town.start('replica')];
  const writer = new Client(master);
  const reader = new Client(replica);
  writer.call('SET', 'before', '1');
  replica.replicaOf('master', 6379);
  town.clock.run(1000);
  return { town, master, replica, writer, reader };
}

describe('a replica', () => {
  test('copies the dataset and follows every write', () => {
    const { town, master, replica, writer, reader } = pair();
    expect(text(reader.call('GET', 'before'))).toBe('1');
    writer.call('INCR', 'before');
    expect(text(reader.call('GET', 'before'))).toBe('1');
    town.clock.run(5);
    expect(text(reader.call('GET', 'before'))).toBe('2');
    expect(replica.inspect()).toMatchObject({ role: 'replica', master: { host: 'master', state: 'connected' } });
    town.clock.run(2000);
    const { offset } = master.inspect();
    expect(offset).toBe(replica.inspect().offset);
    expect(master.inspect().replicas).toEqual([
      { host: 'replica', port: 6379, state: 'online', ackedOffset: offset, lagSeconds: 0 },
    ]);
  });

  test('that has nothing to do costs no events, on either side', () => {
    const { town, writer } = pair();
    writer.call('SET', 'a', '1');
    town.clock.run(120_000);
    expect(town.clock.pending).toBe(0);
    expect(town.clock.run(24 * 3600_000)).toBe(0);
  });

  test('under steady writes acknowledges once per second', () => {
    const { town, writer } = pair();
    for (let index = 0; index < 100; index++) {
      writer.call('INCR', 'n');
      town.clock.run(100);
    }
    const wire = town.lastWire('replica', 'master');
    const acks: number[] = [];
    const { onData } = wire.far;
    wire.far.onData = (bytes) => {
      if (bytes.includes('ACK')) acks.push(town.clock.nowMs());
      onData(bytes);
    };
    for (let index = 0; index < 100; index++) {
      writer.call('INCR', 'n');
      town.clock.run(100);
    }
    expect(acks.length).toBe(10);
  });

  test('hides a key whose time is over, and loses it when somebody looks at the master', () => {
    const { town, master, replica, writer, reader } = pair();
    writer.call('SET', 'lock', 'me', 'PX', '1000');
    town.clock.run(2000);
    expect(reader.call('GET', 'lock')).toBe('$-1\r\n');
    expect(reader.call('DBSIZE')).toBe(':1\r\n');
    const { offset } = master.inspect();
    writer.call('GET', 'lock');
    expect(master.inspect().offset).toBe(offset + request('DEL', 'lock').length);
    town.clock.run(10);
    expect(replica.inspect().offset).toBe(master.inspect().offset);
    reader.call('REPLICAOF', 'NO', 'ONE');
    expect(info(reader, 'expired_keys')).toBe('0');
  });

  test('does not expire by its own clock what the master has made longer', () => {
    const { town, writer, reader } = pair(500);
    writer.call('SET', 'lock', 'me', 'PX', '1000');
    town.clock.run(900);
    writer.call('PEXPIRE', 'lock', '5000');
    town.clock.run(400);
    // Its time is over here, the extension is still under way.
    expect(reader.call('GET', 'lock')).toBe('$-1\r\n');
    town.clock.run(200);
    expect(text(reader.call('GET', 'lock'))).toBe('me');
  });

  test('sees a blocking pop of the master as the pop that it was', () => {
    const { town, master, writer, reader } = pair();
    new Client(master).call('BLMOVE', 'queue', 'busy', 'LEFT', 'RIGHT', '0');
    writer.call('RPUSH', 'queue', 'job', 'next');
    town.clock.run(5);
    expect(reader.call('LRANGE', 'queue', '0', '-1')).toBe('*1\r\n$4\r\nnext\r\n');
    expect(reader.call('LRANGE', 'busy', '0', '-1')).toBe('*1\r\n$3\r\njob\r\n');
  });

  test('of a replica gets the same stream', () => {
    const { town, master, writer } = pair();
    const leaf = town.start('leaf');
    leaf.replicaOf('replica', 6379);
    town.clock.run(1000);
    for (const args of [['MULTI'], ['SELECT', '3'], ['SET', 'a', '1'], ['EXEC'], ['SET', 'b', '2']])
      writer.call(...args);
    town.clock.run(2000);
    expect(leaf.inspect()).toMatchObject({ keys: 3, offset: master.inspect().offset });
    expect(leaf.inspect().replicationId).toBe(master.inspect().replicationId);
  });

  test('of a replica that has lost its master is put off', () => {
    const { town } = pair();
    town.stop('master');
    town.clock.run(100);
    const leaf = town.start('leaf');
    leaf.replicaOf('replica', 6379);
    town.clock.run(500);
    expect(leaf.inspect().master?.state).toBe('connect');
  });

  test('gets the whole of a modelled dataset only after the time that it takes, with what was written meanwhile', () => {
    const town = new Town();
    const master = town.start('master', { copyMs: (bytes) => bytes / 10_000 });
    master.modelledBytes = 600_000_000;
    const writer = new Client(master);
    writer.call('SET', 'a', '1');
    const replica = town.start('replica');
    replica.replicaOf('master', 6379);
    town.clock.run(30_000);
    writer.call('SET', 'meanwhile', '1');
    expect(replica.inspect()).toMatchObject({ keys: 0, master: { state: 'sync' } });
    expect(info(writer, 'slave0')).toContain('state=send_bulk');
    town.clock.run(31_000);
    expect(replica.inspect()).toMatchObject({ keys: 2, bytes: master.inspect().bytes, master: { state: 'connected' } });
    expect(replica.modelledBytes).toBe(600_000_000);
  });
});

describe('WAIT', () => {
  test('returns when the replica has the write, one round trip later', () => {
    const { town, writer } = pair(20);
    writer.call('SET', 'a', '1');
    expect(writer.call('WAIT', '1', '0')).toBe('');
    town.clock.run(39);
    expect(writer.received).toBe('');
    town.clock.run(1);
    expect(writer.received).toBe(':1\r\n');
  });

  test('tells how many have it when time is up', () => {
    const { town, writer } = pair();
    writer.call('SET', 'a', '1');
    writer.call('WAIT', '2', '100');
    town.clock.run(100);
    expect(writer.received).toBe(':1\r\n');
  });
});

describe('a lost link', () => {
  test('is continued where it broke, as long as the backlog reaches back', () => {
    const { town, master, replica, writer } = pair();
    town.lastWire('replica', 'master').cut();
    for (let index = 0; index < 1000; index++) writer.call('SET', `key:${index}`, 'x'.repeat(100));
    expect(replica.inspect().master?.state).toBe('connect');
    town.clock.run(5000);
    expect(replica.inspect()).toMatchObject({ keys: 1001, offset: master.inspect().offset });
    expect([info(writer, 'sync_full'), info(writer, 'sync_partial_ok')]).toEqual(['1', '1']);
  });

  test('costs a full copy when more was written than the backlog holds', () => {
    const { town, master, replica, writer } = pair();
    town.lastWire('replica', 'master').cut();
    const value = 'x'.repeat(1000);
    for (let index = 0; index < 1100; index++) writer.call('SET', `key:${index}`, value);
    expect(info(writer, 'repl_backlog_histlen')).toBe('1048576');
    town.clock.run(5000);
    expect(replica.inspect()).toMatchObject({ keys: 1101, offset: master.inspect().offset });
    // As with the real server, the first attempt of all, with a history nobody knows, is an error too.
    expect([info(writer, 'sync_full'), info(writer, 'sync_partial_ok'), info(writer, 'sync_partial_err')]).toEqual([
      '2',
      '0',
      '2',
    ]);
  });

  test('to a dead master is dialled again after 1, 2, 4 ... and at most 60 seconds', () => {
    const { town, reader } = pair();
    town.stop('master');
    const diedAtMs = town.clock.nowMs();
    town.clock.run(300_000);
    const attempts = town.wires
      .filter(({ atMs }) => atMs > diedAtMs)
      .map(({ atMs }) => Math.floor((atMs - diedAtMs) / 1000));
    expect(attempts).toEqual([1, 3, 7, 15, 31, 63, 123, 183, 243]);
    expect(info(reader, 'master_link_status')).toBe('down');
    expect(info(reader, 'master_link_down_since_seconds')).toBe('299');
  });

  test('starts over with short pauses once the master is back', () => {
    const { town, replica } = pair();
    town.stop('master');
    town.clock.run(100_000);
    new Client(town.start('master')).call('SET', 'reborn', '1');
    town.clock.run(60_000);
    expect(replica.inspect()).toMatchObject({ keys: 1, master: { state: 'connected' } });
    town.stop('master');
    const diedAtMs = town.clock.nowMs();
    town.clock.run(1100);
    expect(town.wires.at(-1)?.atMs).toBeLessThanOrEqual(diedAtMs + 1010);
  });

  test('to a master that was started again under its name is not continued, even where the offsets would fit', () => {
    const town = new Town();
    const life = () => {
      const master = town.start('master', { runId: 'always the same' });
      if (town.wires.length === 0) town.start('replica').replicaOf('master', 6379);
      return master;
    };
    life();
    town.clock.run(1000);
    town.stop('master');
    const writer = new Client(life());
    town.start('other').replicaOf('master', 6379);
    town.clock.run(100);
    writer.call('SET', 'new-life', '1');
    town.clock.run(5000);
    expect([info(writer, 'sync_full'), info(writer, 'sync_partial_ok')]).toEqual(['2', '0']);
  });

  test('to a master that swallows everything is given up after a minute', () => {
    const town = new Town();
    town.start('master');
    town.blackout('master');
    const replica = town.start('replica');
    replica.replicaOf('master', 6379);
    town.clock.run(59_999);
    expect(replica.inspect().master?.state).toBe('connecting');
    town.clock.run(1);
    expect(replica.inspect().master?.state).toBe('connect');
    expect(town.wires.length).toBe(1);
    town.clock.run(1000);
    expect(town.wires.length).toBe(2);
  });

  test('to a silent replica is given up by the master a minute after an unanswered write, not before one', () => {
    const { town, master, writer } = pair();
    town.blackout('replica');
    town.clock.run(3600_000);
    expect(master.inspect().replicas.length).toBe(1);
    writer.call('SET', 'a', '1');
    town.clock.run(59_000);
    expect(master.inspect().replicas).toMatchObject([{ lagSeconds: 59 }]);
    town.clock.run(2_000);
    expect(master.inspect().replicas).toEqual([]);
  });
});

describe('fail-over', () => {
  test('a write that was acknowledged but not sent when the master went dark is lost, and can be counted', () => {
    const { town, master, replica, writer } = pair(20);
    writer.call('SET', 'sent', '1');
    town.clock.run(20);
    const answers = [writer.call('SET', 'lost-1', '1'), writer.call('SET', 'lost-2', '1')];
    town.blackout('master');
    town.clock.run(1000);
    replica.promote();
    expect(answers).toEqual(['+OK\r\n', '+OK\r\n']);
    expect(replica.inspect()).toMatchObject({ role: 'master', keys: 2 });
    expect(master.inspect().offset - replica.inspect().offset).toBe(
      request('SET', 'lost-1', '1').length + request('SET', 'lost-2', '1').length,
    );
  });

  test('the other replica goes on from the promoted one without a copy', () => {
    const { town, replica, writer, reader } = pair();
    const other = town.start('other');
    other.replicaOf('master', 6379);
    town.clock.run(1000);
    writer.call('SET', 'a', '1');
    town.clock.run(1000);
    town.stop('master');
    replica.promote();
    other.replicaOf('replica', 6379);
    town.clock.run(1000);
    expect(reader.call('SET', 'b', '2')).toBe('+OK\r\n');
    town.clock.run(1000);
    expect(other.inspect()).toMatchObject({ keys: 3, offset: replica.inspect().offset });
    expect([info(reader, 'sync_full'), info(reader, 'sync_partial_ok')]).toEqual(['0', '1']);
  });

  test('the old master comes back as a replica and gives up what only it had', () => {
    const { town, master, replica, writer, reader } = pair();
    town.lastWire('replica', 'master').cut();
    writer.call('SET', 'only-here', '1');
    reader.call('REPLICAOF', 'NO', 'ONE');
    reader.call('SET', 'after', '1');
    master.replicaOf('replica', 6379);
    town.clock.run(1000);
    expect(writer.call('EXISTS', 'only-here', 'after')).toBe(':1\r\n');
    expect(writer.call('SET', 'a', '1')).toBe("-READONLY You can't write against a read only replica.\r\n");
    expect(master.inspect().offset).toBe(replica.inspect().offset);
  });

  test('who waits at a master that becomes a replica is told and let go', () => {
    const { town, master } = pair();
    town.start('next');
    const worker = new Client(master);
    worker.call('BLPOP', 'queue', '0');
    master.replicaOf('next', 6379);
    expect(worker.received).toMatch(/^-UNBLOCKED /);
    expect(worker.closed).toBe(true);
  });

  test('a transaction that began as a master is refused as a replica', () => {
    const { town, master, writer } = pair();
    town.start('next');
    writer.call('MULTI');
    writer.call('SET', 'a', '1');
    master.replicaOf('next', 6379);
    expect(writer.call('EXEC')).toBe(
      "-EXECABORT Transaction discarded because of: READONLY You can't write against a read only replica.\r\n",
    );
  });

  test('a dataset put in place begins a new history: replicas copy it', () => {
    const { town, master, replica, writer } = pair();
    const files = town.start('elsewhere').dump();
    const { replicationId } = master.inspect();
    master.load(files);
    town.clock.run(3000);
    expect(master.inspect().replicationId).not.toBe(replicationId);
    expect(replica.inspect()).toMatchObject({ keys: 0, master: { state: 'connected' } });
    expect(info(writer, 'sync_full')).toBe('2');
  });
});

test('half a transaction of a master that dies is not applied, and not counted', () => {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const link: ByteLink = {
    write: (bytes) => void sent.push(String(bytes)),
    close: () => {},
    onData: () => {},
    onClose: () => {},
  };
  const empty = Buffer.from(new RedisServer({ clock, runId: 'x' }).dump().rdb);
  const replica = new RedisServer({ clock, runId: 'replica', dial: () => link });
  replica.replicaOf('by-hand', 6379);
  link.onData(Buffer.from('+PONG\r\n'));
  link.onData(Buffer.from('+OK\r\n+OK\r\n'));
  link.onData(Buffer.from(`+FULLRESYNC ${'a'.repeat(40)} 100\r\n\n$${empty.length}\r\n`));
  link.onData(
    Buffer.concat([
      empty,
      request('SELECT', '0'),
      request('SET', 'whole', '1'),
      request('MULTI'),
      request('SET', 'half', '1'),
    ]),
  );
  const applied = 100 + request('SELECT', '0').length + request('SET', 'whole', '1').length;
  expect(replica.inspect()).toMatchObject({ keys: 1, offset: applied });
  link.onClose();
  sent.length = 0;
  clock.run(1000);
  link.onData(Buffer.from('+PONG\r\n'));
  expect(sent.join('')).toContain(String(request('PSYNC', 'a'.repeat(40), String(applied + 1))));
});
