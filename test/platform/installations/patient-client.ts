/** Somebody who uses the API of an installation that loses parts: asks another frontend, and asks again, until there is an answer. */
import { mediaType } from '../../../src/platform/index.ts';
import { fetchFrom, type Process } from '../../../src/sim/network/index.ts';
import { type Answer, adminToken, type SmallInstallation } from '../small-installation.ts';

const triesMax = 120;
const pauseSeconds = 5;

export class PatientClient {
  readonly #small: SmallInstallation;
  readonly #process: Process;
  readonly #frontends: readonly string[];
  #asked = 0;

  constructor(small: SmallInstallation, frontends: readonly string[]) {
    this.#small = small;
    this.#frontends = frontends;
    this.#process = small.world.addOfficeHost('customer', 'berlin').start('customer');
  }

  /** The answer of whoever answers: whether the wish of a lost answer was granted is for the caller to find out, so give `unless`. */
  async ask(method: string, path: string, body?: object, unless?: () => Promise<Answer | undefined>): Promise<Answer> {
    for (let tries = 0; tries < triesMax; tries++) {
      if (tries > 0) {
        await this.#small.sleep(pauseSeconds);
        const granted = await unless?.();
        if (granted) return granted;
      }
      const answer = await this.#once(method, path, body);
      if (answer && answer.status !== 503 && answer.status !== 504) return answer;
    }
    throw new Error(`nobody has answered ${method} ${path} in ${triesMax * pauseSeconds} s`);
  }

  async #once(method: string, path: string, body: object | undefined): Promise<Answer | undefined> {
    const name = this.#frontends[this.#asked++ % this.#frontends.length]!;
    const headers = { Accept: mediaType, 'Content-Type': 'application/json', 'X-Scalarium-Token': adminToken };
    try {
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
      const response = await fetchFrom(this.#process, `http://${name}.test/api${path}`, init);
      return { status: response.status, headers: response.headers, body: await response.json() };
    } catch {
      return undefined;
    }
  }

  /** The thing of that name in a list; made if it is not there. Its id. */
  async made(list: string, name: { field: string; value: string }, body: object): Promise<string> {
    const find = async (): Promise<Answer | undefined> => {
      const { body: all } = await this.ask('GET', list);
      const found = (all as Record<string, string>[]).find((one) => one[name.field] === name.value);
      return found && { status: 201, headers: new Headers(), body: found };
    };
    for (let tries = 0; tries < 3; tries++) {
      const answer = await this.ask('POST', list, { ...body, [name.field]: name.value }, find);
      if (answer.status === 201) return answer.body.id as string;
      // A name is kept for a minute for somebody whose request has died: a reported failure, which a retry mends.
      await this.#small.sleep(61);
    }
    throw new Error(`${list} does not take ${name.value}`);
  }

  /** Until `is` holds for what is at `path`; the document. */
  async until<T extends Record<string, unknown>>(path: string, is: (body: T) => boolean): Promise<T> {
    for (let tries = 0; tries < 400; tries++) {
      const { body } = await this.ask('GET', path);
      if (is(body as T)) return body as T;
      await this.#small.sleep(pauseSeconds);
    }
    const { body } = await this.ask('GET', path);
    throw new Error(`${path} has come to nothing: ${JSON.stringify(body)}`);
  }
}
