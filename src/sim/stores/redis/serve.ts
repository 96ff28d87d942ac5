import { createServer, type Socket } from 'node:net';
import type { ByteLink } from '../engine-clock.ts';
import type { RedisServer } from './server.ts';

/** A door that stands open until it is closed. */
export interface ServedRedis {
  readonly host: string;
  readonly port: number;
  /** Stops listening and cuts the connections; the server itself lives on. */
  close(): Promise<void>;
}

/** The second door: a server on a real socket of this machine, for real clients. Port 0 takes a free one. */
export async function serveRedis(server: Pick<RedisServer, 'accept'>, port = 0): Promise<ServedRedis> {
  const host = '127.0.0.1';
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    server.accept(linkOf(socket), `${socket.remoteAddress}:${socket.remotePort}`);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, resolve);
  });
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error(`listening on ${host}:${port} gave no port`);
  return {
    host,
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        for (const socket of sockets) socket.destroy();
        listener.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** A socket as a byte link; of use to `dial` as well. */
export function linkOf(socket: Socket): ByteLink {
  const link: ByteLink = {
    write: (bytes) => void socket.write(bytes),
    close: () => socket.end(),
    onData: () => {},
    onClose: () => {},
  };
  socket.on('data', (bytes) => link.onData(bytes));
  // An error is always followed by close.
  socket.on('error', () => {});
  socket.on('close', () => link.onClose());
  return link;
}
