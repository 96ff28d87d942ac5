/**
 * The hands of people: a process in an office outside EC2 with the clients that an operator has. Whatever a runbook
 * does, it does through these, over the world's network: an installation's HTTP API, EC2's API, CouchDB, Redis, a
 * shell.
 */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Redis } from 'ioredis';
import type { ServerScope } from 'nano';
import { fetchFrom, type Process } from '../../sim/network/index.ts';
import { COUCH_PORT } from '../../sim/stores/couch-process.ts';
import { REDIS_PORT } from '../../sim/stores/redis-process.ts';
import { couchClient, redisClient } from './environment.ts';
import { ssh } from './ssh.ts';

/** An installation's API said no; `status` is HTTP's. */
export class ApiError extends Error {
  readonly status: number;
  constructor(method: string, url: string, status: number, body: string) {
    super(`${method} ${url}: ${status} ${body}`.trim());
    this.name = 'ApiError';
    this.status = status;
  }
}

const API_TIMEOUT_US = 30_000_000;

export class Operator {
  readonly process: Process;
  readonly #ec2: (account: string, region: string) => EC2Client;
  readonly #redis = new Map<string, Redis>();
  readonly #looks = new Looks();

  constructor(process: Process, ec2: (account: string, region: string) => EC2Client) {
    this.process = process;
    this.#ec2 = ec2;
  }

  ec2(account: string, region: string): EC2Client {
    return this.#ec2(account, region);
  }

  couch(address: string): ServerScope {
    return couchClient(this.process, `http://${address}:${COUCH_PORT}`);
  }

  /** As `couch`, for requests that may take hours: a query that waits for its index. */
  patientCouch(address: string): ServerScope {
    return couchClient(this.process, `http://${address}:${COUCH_PORT}`, 0);
  }

  redis(address: string): Redis {
    let client = this.#redis.get(address);
    if (!client) {
      const random = this.process.kernel.random(`operator/redis/${address}`);
      this.#redis.set(address, (client = redisClient(this.process, random, address, REDIS_PORT)));
    }
    return client;
  }

  ssh(address: string, command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return ssh(this.process, address, command, args);
  }

  /** The API of an installation, by its host name, with a token. */
  api(hostName: string, token: string): ScalariumApi {
    return new ScalariumApi(this.process, `https://${hostName}/api`, token, this.#looks);
  }
}

/** What several people look at in the same moment is asked for once: they stand before one screen. */
class Looks {
  readonly #answers = new Map<string, { atUs: number; answer: Promise<unknown> }>();

  share(what: string, nowUs: number, ask: () => Promise<unknown>): Promise<unknown> {
    const before = this.#answers.get(what);
    if (before?.atUs === nowUs) return before.answer;
    const answer = ask();
    this.#answers.set(what, { atUs: nowUs, answer });
    return answer;
  }
}

export class ScalariumApi {
  readonly #process: Process;
  readonly #base: string;
  readonly #token: string;
  readonly #looks: Looks;

  constructor(process: Process, base: string, token: string, looks: Looks = new Looks()) {
    this.#process = process;
    this.#base = base;
    this.#token = token;
    this.#looks = looks;
  }

  /** The answer may be shared with others who ask in the same moment: not to be changed. */
  get(path: string): Promise<unknown> {
    const what = `${this.#token} ${this.#base}${path}`;
    return this.#looks.share(what, this.#process.kernel.nowUs, () => this.#call('GET', path));
  }

  post(path: string, body: unknown = {}): Promise<unknown> {
    return this.#call('POST', path, body);
  }

  /** The bare answer, whatever its status. */
  async request(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const response = await fetchFrom(
      this.#process,
      this.#base + path,
      {
        method,
        headers: {
          'X-Scalarium-Token': this.#token,
          Accept: 'application/vnd.scalarium-v1+json',
          'Content-Type': 'application/json',
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
      { timeoutUs: API_TIMEOUT_US },
    );
    return { status: response.status, text: await response.text() };
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.request(method, path, body);
    if (status >= 400) throw new ApiError(method, this.#base + path, status, text);
    return text === '' ? undefined : JSON.parse(text);
  }
}
