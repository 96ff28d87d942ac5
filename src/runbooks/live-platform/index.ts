/**
 * The platform on real servers: the same code as in a simulated world, with the wall clock, real sockets, a real Redis and
 * a real CouchDB (or the project's own engines on real sockets), and its API on a port of the loopback.
 *
 * What is simulated is EC2: its Query API on another port, called through the real client-ec2, in a world that lives beside
 * the wall clock. A machine that boots there gets an agent of its own, which dials the platform's bus like any other; Chef
 * below it takes a moment and prints its run list. With `ec2Url` EC2 is somewhere else, and then nobody boots machines here.
 *
 * ```ts
 * const platform = await startLivePlatform({ redisUrl: 'redis://127.0.0.1:6379' });
 * await fetch(`${platform.apiUrl}/clouds`, { headers: platform.headers });
 * await platform.close();
 * ```
 */
import {
  createDatabase,
  type InstallationFields,
  installation,
  mediaType,
  newAccount,
  newCredential,
  newUser,
  startBus,
  startFrontend,
  startWorker,
} from '../../platform/index.ts';
import { host } from '../../sim/kernel/host-globals.ts';
import { randomHex, realEnvironment } from './environment.ts';
import { imagesOfRegion } from './images.ts';
import { startMachines } from './machines.ts';
import { freePort, openCouch, openRedis } from './stores.ts';

export interface LiveOptions {
  /** With credentials where the server wants them. Left out: the project's engine on a free port. */
  readonly couchUrl?: string;
  /** Left out: a redis-server of its own on a free port, or where none is installed the project's engine. */
  readonly redisUrl?: string;
  /** Left out: the EC2 of August 2011 on a free port. */
  readonly ec2Url?: string;
  /** Of the API; a free one when left out. */
  readonly port?: number;
  /** Virtual seconds of EC2 for each of the wall clock. Default 20. */
  readonly ec2Speed?: number;
  /** Seconds that a Chef run takes. Default 0.5. */
  readonly chefSeconds?: number;
  readonly config?: Partial<InstallationFields>;
  readonly log?: (event: string, data: Record<string, unknown>) => void;
}

export interface LivePlatform {
  readonly apiUrl: string;
  readonly couchUrl: string;
  readonly redisUrl: string;
  readonly ec2Url: string;
  /** What each store is: a server that was named, one that was started, or the project's engine. */
  readonly stores: { readonly couch: string; readonly redis: string };
  /** Of an administrator, made anew; undefined where the database was there already, with users of its own. */
  readonly token: string | undefined;
  readonly credentialId: string | undefined;
  /** What every request carries. */
  readonly headers: Record<string, string>;
  close(): Promise<void>;
}

const accessKey = 'AKIAMAIN';

export async function startLivePlatform(options: LiveOptions = {}): Promise<LivePlatform> {
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (const end of undo.splice(0).reverse()) await end();
  };
  try {
    return await raise(options, undo, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function raise(options: LiveOptions, undo: (() => unknown)[], close: () => Promise<void>): Promise<LivePlatform> {
  const { log = () => {}, config: fields } = options;
  const couch = await openCouch(options.couchUrl);
  undo.push(couch.close);
  const redis = await openRedis(options.redisUrl);
  undo.push(redis.close);
  const busPort = await freePort();
  const machines = await startMachines({ ...options, log });
  undo.push(machines.close);
  const { hostname, port } = new URL(redis.url);
  const config = installation({
    name: 'live',
    couchUrl: couch.url,
    redisHost: hostname,
    redisPort: Number(port || 6379),
    busHost: '127.0.0.1',
    busPort,
    frontendPort: options.port ?? (await freePort()),
    images: imagesOfRegion,
    ...fields,
  });
  const start = (name: string) => {
    const env = realEnvironment({ name, ec2Url: machines.ec2Url, log });
    undo.push(env.end);
    return env;
  };
  const people = await newDatabase(start('setup'), config);
  startBus(start('bus'), config);
  startWorker(start('worker'), config);
  const frontend = start('frontend');
  startFrontend(frontend, config);
  await frontend.listening();
  return {
    apiUrl: `http://127.0.0.1:${config.frontendPort}/api`,
    couchUrl: couch.url,
    redisUrl: redis.url,
    ec2Url: machines.ec2Url,
    stores: { couch: couch.what, redis: redis.what },
    token: people?.token,
    credentialId: people?.credentialId,
    headers: {
      Accept: mediaType,
      'Content-Type': 'application/json',
      ...(people ? { 'X-Scalarium-Token': people.token } : {}),
    },
    close,
  };
}

/** The database with an administrator and EC2's key; undefined where there was one already. */
async function newDatabase(
  env: ReturnType<typeof realEnvironment>,
  config: ReturnType<typeof installation>,
): Promise<{ token: string; credentialId: string } | undefined> {
  const identity = () => ({ id: randomHex(32), nowMs: host.wallMs() });
  const token = randomHex(40);
  const account = newAccount({ name: 'main' }, identity());
  const account_id = account._id;
  const user = newUser({ account_id, name: 'admin', token, admin: true, api_enabled: true }, identity());
  const key = { aws_access_key_id: accessKey, aws_secret_access_key: randomHex(40) };
  const credential = newCredential({ account_id, name: 'main', ...key }, identity());
  try {
    await createDatabase(env, config, [account, user, credential]);
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 412) throw error;
    return undefined;
  }
  return { token, credentialId: credential._id };
}
