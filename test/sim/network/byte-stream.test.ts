import { expect, test } from 'vitest';
import { ByteStream, type ConnectionEnd, type Process } from '../../../src/sim/network/index.ts';
import { NEXT_ZONE, SmallNetwork, ZONE } from './small-network.ts';

/** A server that says back what it hears, and a socket to it; `events` are those of the socket. */
function stage(port = 7) {
  const small = new SmallNetwork();
  const server = small.process('server', NEXT_ZONE);
  const ends: ConnectionEnd[] = [];
  server.listen(7, {
    kind: 'connection',
    accept: (end) => {
      ends.push(end);
      end.onData = (bytes) => end.send(bytes);
    },
  });
  const client = small.process('client', ZONE);
  const socket = open(client, server, port);
  const events: string[] = [];
  for (const name of ['connect', 'ready', 'end', 'close']) socket.on(name, () => events.push(name));
  socket.on('error', (error: NodeJS.ErrnoException) => events.push(`error ${error.code}`));
  socket.on('data', (bytes) => events.push(`data ${bytes}`));
  return { small, server, client, socket, events, ends };
}

const open = (client: Process, server: Process, port: number) =>
  new ByteStream(client).open(server.host.address, port, 60e6);

test('a socket connects, and what is written before that is sent then', async () => {
  const { small, socket, events } = stage();
  await small.tell(async () => {
    expect(socket.connecting).toBe(true);
    socket.write('early');
    await small.seconds(1);
    expect(socket.connecting).toBe(false);
    socket.write('late');
    await small.seconds(1);
    expect(events).toEqual(['connect', 'ready', 'data early', 'data late']);
  });
});

test('a refused socket emits an error and closes', async () => {
  const { small, socket, events } = stage(8);
  await small.tell(async () => {
    await small.seconds(1);
    expect(events).toEqual(['error ECONNREFUSED', 'close']);
    expect(socket.connecting).toBe(false);
  });
});

test('a peer that closes ends the socket in good order', async () => {
  const { small, events, ends } = stage();
  await small.tell(async () => {
    await small.seconds(1);
    ends[0]!.send(Buffer.from('bye'));
    ends[0]!.close();
    await small.seconds(1);
    expect(events).toEqual(['connect', 'ready', 'data bye', 'end', 'close']);
  });
});

test('a killed peer resets the socket, a silent one times out', async () => {
  for (const [die, code] of [
    [(server: Process) => server.end(), 'ECONNRESET'],
    [(server: Process) => server.host.switchOff(), 'ETIMEDOUT'],
  ] as const) {
    const { small, server, events } = stage();
    await small.tell(async () => {
      await small.seconds(1);
      die(server);
      await small.seconds(61);
      expect(events).toEqual(['connect', 'ready', `error ${code}`, 'close']);
    });
  }
});

test('a socket that ends is closed at the other side after its last bytes', async () => {
  const { small, socket, ends } = stage();
  await small.tell(async () => {
    await small.seconds(1);
    const heard: string[] = [];
    ends[0]!.onData = (bytes) => void heard.push(String(bytes));
    ends[0]!.onClose = (reason) => void heard.push(reason);
    socket.end('last');
    await small.seconds(1);
    expect(heard).toEqual(['last', 'closed']);
  });
});

test('a socket that is destroyed while it connects leaves nothing open', async () => {
  const { small, socket, events } = stage();
  await small.tell(async () => {
    socket.destroy();
    await small.seconds(1);
    expect(events).toEqual(['close']);
    expect(small.network.users.size).toBe(0);
  });
});
