import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/** A real server that listens. */
export interface Bound {
  readonly host: string;
  readonly port: number;
  /** Connections that are open are cut off. */
  close(): Promise<void>;
}

/** Rejects where it cannot listen: a port that is taken, a host that is not here. */
export async function bind(
  server: Server | HttpServer,
  { host, port }: { host: string; port: number },
): Promise<Bound> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    ...{ host: address, port: bound },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
