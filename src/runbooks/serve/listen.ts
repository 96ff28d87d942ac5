/** The real server: EC2's Query API at every path, and the control of the world below its own. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Ec2Error, internalError } from '../../sim/cloud/errors.ts';
import { type QueryAnswer, QueryDoor } from '../../sim/cloud/query/index.ts';
import { accountWithKey } from '../testbed/aws.ts';
import { controlApp } from './control.ts';
import type { Served } from './served.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Of requests that name none. */
  readonly region: string;
  /** Whose requests are that are not signed, or with a key that nobody has. */
  readonly account?: string;
  /** What nobody expected. */
  readonly onError: (error: unknown) => void;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** (ours); a thousand instances by id are 40 KB. */
const BODY_BYTES_MAX = 512 * 1024;
/** Who goes on sending after that is cut off. */
const DRAINED_BYTES_MAX = 64 * 1024 * 1024;
/** Longer than clients keep a connection that they do not use. */
const KEEP_ALIVE_MS = 65_000;

/** Rejects where it cannot listen: a port that is taken, a host that is not here. */
export async function listen(served: Served, options: ListenOptions): Promise<Listening> {
  const { regions, accounts } = served.current.world.topology;
  const door = new QueryDoor({
    call: (caller, action, input) => served.call(caller, action, input),
    requestId: (region) => served.current.world.ec2.requestId(region),
    accountOf: (accessKeyId) => accountWithKey(accounts, accessKeyId),
    ...{ regions, region: options.region, account: options.account },
  });
  const control = getRequestListener(controlApp(served).fetch);
  const server = createServer((request, response) => {
    const isControl = /^\/_zonefall(?:[/?]|$)/.test(request.url ?? '');
    const handled = isControl ? control(request, response) : answerQuery(door, request, response);
    Promise.resolve(handled).catch((error: unknown) => {
      options.onError(error);
      if (response.headersSent) response.destroy();
      else send(response, door.refuse(internalError()));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await bind(server, options);
  const { address, port } = server.address() as AddressInfo;
  return {
    ...{ host: address, port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bind(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answerQuery(door: QueryDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    const message = `The body of the request has more than ${BODY_BYTES_MAX} bytes`;
    return send(response, door.refuse(new Ec2Error('RequestEntityTooLarge', message)));
  }
  const { method = '', url = '', headers } = request;
  const answer = await door.answer({ method, url, host: headers.host, authorization: headers.authorization, body });
  if (answer) send(response, answer);
  // The network lost it: nobody tells the client.
  else request.socket.destroy();
}

/** Undefined where it is too long; it is read to its end, so that the answer is. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > DRAINED_BYTES_MAX) request.destroy();
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return bytes > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, requestId, body }: QueryAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'text/xml;charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
    'x-amzn-RequestId': requestId,
    Server: 'AmazonEC2',
  });
  response.end(body);
}
