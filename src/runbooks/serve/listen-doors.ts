/**
 * Real ports that lead into the world: what comes in travels from the clients' office to the server there, and so does the answer. What the
 * network of the world loses is lost here, too: the connection ends.
 */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { connect, fetchFrom } from '../../sim/network/index.ts';
import { type Bound, bind } from './bind.ts';
import { readBody } from './read-body.ts';
import type { Served } from './served.ts';
import type { ServedWorld } from './served-world.ts';

export interface ListeningDoor extends Bound {
  readonly name: string;
}

/** Databases are filled through a door: documents come by the thousand. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;
/** What of a message belongs to one connection. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'host']);

/** From `port` on, in the order of the doors; 0 takes any that are free. Where one cannot listen, none does. */
export async function listenDoors(
  served: Served,
  { host, port }: { host: string; port: number },
): Promise<ListeningDoor[]> {
  const listening: ListeningDoor[] = [];
  for (const { name, kind } of served.current.doors.values()) {
    const server =
      kind === 'tcp'
        ? createTcpServer((socket) => carry(served.current, name, socket))
        : createHttpServer((request, response) => void answer(served.current, name, request, response));
    const at = { host, port: port === 0 ? 0 : port + listening.length };
    const bound = await bind(server, at).catch(async (error: unknown) => {
      await Promise.all(listening.map(({ close }) => close()));
      throw error;
    });
    listening.push({ name, ...bound });
  }
  return listening;
}

async function answer(
  { living, doors, clients }: ServedWorld,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const aborted = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) living.do(() => aborted.abort()).catch(() => {});
  });
  try {
    const body = await readBody(request, BODY_BYTES_MAX);
    if (body === undefined) return void response.writeHead(413).end();
    const headers = Object.entries(request.headers).filter(([key]) => !HOP_BY_HOP.has(key));
    const init = { method, headers: headers.map(([key, value]) => [key, String(value)] as [string, string]) };
    const { status, answered, text } = await living.do(async () => {
      const { scheme, host, port } = doors.get(name)!.target();
      const sent = { ...init, signal: aborted.signal, ...(body.length > 0 && { body: body.toString('utf8') }) };
      const got = await fetchFrom(clients, `${scheme}://${host}:${port}${url}`, sent, { timeoutUs: 0 });
      return { status: got.status, answered: [...got.headers], text: await got.text() };
    });
    const kept = answered.filter(([key]) => !HOP_BY_HOP.has(key));
    response.writeHead(status, Object.fromEntries(kept)).end(text);
  } catch {
    response.destroy();
  }
}

/** Bytes in both directions until one end is closed. */
function carry({ living, doors, clients }: ServedWorld, name: string, socket: Socket): void {
  const { host, port } = doors.get(name)!.target();
  const connected = living.do(async () => {
    const end = await connect(clients, host, port, Number.POSITIVE_INFINITY);
    end.onData = (bytes) => living.tell(() => socket.write(bytes as Uint8Array));
    end.onClose = (reason) => living.tell(() => (reason === 'closed' ? socket.end() : socket.resetAndDestroy()));
    return end;
  });
  // What was sent before there was a connection waits for it.
  const then = (act: (end: Awaited<typeof connected>) => void) =>
    void connected.then((end) => living.do(() => act(end))).catch(() => socket.destroy());
  socket.on('data', (bytes) => then((end) => end.send(bytes)));
  socket.on('close', () => then((end) => end.close()));
  socket.on('error', () => socket.destroy());
}
