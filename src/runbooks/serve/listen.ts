/** The real server: EC2's Query API at every path, and the control of the world below its own. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Ec2Error, internalError } from '../../sim/cloud/errors.ts';
import { type QueryAnswer, QueryDoor } from '../../sim/cloud/query/index.ts';
import { accountWithKey } from '../testbed/aws.ts';
import { type Bound, bind } from './bind.ts';
import { CONTROL_PATH, controlApp } from './control.ts';
import { readBody } from './read-body.ts';
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

/** (ours); a thousand instances by id are 40 KB. */
const BODY_BYTES_MAX = 512 * 1024;
/** Longer than clients keep a connection that they do not use. */
const KEEP_ALIVE_MS = 65_000;

/** Rejects where it cannot listen: a port that is taken, a host that is not here. */
export async function listen(served: Served, options: ListenOptions): Promise<Bound> {
  const { regions, accounts } = served.current.world.topology;
  const door = new QueryDoor({
    call: (caller, action, input) => served.call(caller, action, input),
    requestId: (region) => served.current.world.ec2.requestId(region),
    accountOf: (accessKeyId) => accountWithKey(accounts, accessKeyId),
    ...{ regions, region: options.region, account: options.account },
  });
  const below = new RegExp(`^${CONTROL_PATH}(?:[/?]|$)`);
  const control = getRequestListener(controlApp(served).fetch);
  const server = createServer((request, response) => {
    const isControl = below.test(request.url ?? '');
    const handled = isControl ? control(request, response) : answerQuery(door, request, response);
    Promise.resolve(handled).catch((error: unknown) => {
      options.onError(error);
      if (response.headersSent) response.destroy();
      else send(response, door.refuse(internalError()));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return bind(server, options);
}

async function answerQuery(door: QueryDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request, BODY_BYTES_MAX);
  if (bytes === undefined) {
    const message = `The body of the request has more than ${BODY_BYTES_MAX} bytes`;
    return send(response, door.refuse(new Ec2Error('RequestEntityTooLarge', message)));
  }
  const { method = '', url = '', headers } = request;
  const body = bytes.toString('utf8');
  const answer = await door.answer({ method, url, host: headers.host, authorization: headers.authorization, body });
  if (answer) send(response, answer);
  // The network lost it: nobody tells the client.
  else request.socket.destroy();
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
