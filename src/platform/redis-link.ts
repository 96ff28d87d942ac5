/**
 * A connection to the installation's Redis on which every call ends.
 *
 * ioredis reconnects for ever but lets a command wait as long as nothing says that the connection is gone, and a dead
 * zone says nothing. Here a command is sent only on a connection that is ready, and one that goes unanswered takes the
 * connection down with it.
 */
import type { ChainableCommander, Redis } from 'ioredis';
import type { Environment } from './environment.ts';
import { describeError, UnavailableError } from './errors.ts';
import type { InstallationConfig } from './installation.ts';
import { within } from './patience.ts';

export class RedisLink {
  readonly client: Redis;
  readonly #env: Environment;
  readonly #address: string;
  readonly #timeoutMs: number;
  #onReady: (() => void)[] = [];
  #lastError = '';

  constructor(env: Environment, config: InstallationConfig, timeoutMs: number) {
    this.#env = env;
    this.#address = `${config.redisHost}:${config.redisPort}`;
    this.#timeoutMs = timeoutMs;
    this.client = env.redis(config.redisHost, config.redisPort);
    this.client.on('error', (error) => {
      this.#lastError = describeError(error);
    });
    this.client.on('ready', () => {
      const waiting = this.#onReady;
      this.#onReady = [];
      for (const resume of waiting) resume();
    });
  }

  /** Runs commands. Throws an UnavailableError when Redis cannot be reached, does not answer, or takes no writes. */
  async run<T>(commands: (client: Redis) => Promise<T>): Promise<T> {
    await this.ready();
    try {
      return await within(this.#env.clock, this.#timeoutMs, commands(this.client), () => this.#silent());
    } catch (error) {
      throw isOwnFault(error) ? error : new UnavailableError(`Redis at ${this.#address}: ${describeError(error)}`);
    }
  }

  /**
   * Sends commands together, to be done in this order. Where the connection breaks the last of them may not arrive, never
   * the first: put what must not be lost before what takes the other one's place away. It is half the messages of a
   * transaction. Returns the answers; throws as `run` does, also when one of the commands is refused.
   */
  inOrder(commands: (pipeline: ChainableCommander) => ChainableCommander): Promise<unknown[]> {
    return this.run(async (client) => {
      const answers = (await commands(client.pipeline()).exec()) ?? [];
      return answers.map(([error, answer]) => {
        if (error) throw error;
        return answer;
      });
    });
  }

  /** Waits until there is a connection. */
  async ready(): Promise<void> {
    if (this.client.status === 'ready') return;
    const ready = new Promise<void>((resolve) => this.#onReady.push(resolve));
    await within(this.#env.clock, this.#timeoutMs, ready, () => {
      const why = this.#lastError && `: ${this.#lastError}`;
      return new UnavailableError(`Redis at ${this.#address} cannot be reached within ${this.#seconds}${why}`);
    });
  }

  #silent(): UnavailableError {
    if (this.client.status === 'ready') this.client.disconnect(true);
    return new UnavailableError(`Redis at ${this.#address} has not answered within ${this.#seconds}`);
  }

  get #seconds(): string {
    return `${this.#timeoutMs / 1000} s`;
  }
}

/** Errors that waiting does not mend: a wrong command of ours. READONLY, LOADING, closed connections do pass. */
function isOwnFault(error: unknown): boolean {
  return error instanceof UnavailableError || /^(WRONGTYPE|ERR) /.test(describeError(error));
}
