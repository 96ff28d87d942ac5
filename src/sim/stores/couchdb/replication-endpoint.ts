/** A database on the other side of a replication, spoken to over HTTP in CouchDB's replication protocol. */
import type { EngineClock } from '../engine-clock.ts';
import { isObject } from './document.ts';
import type { ModelledData } from './modelled-data.ts';
import type { Sequence } from './sequence.ts';

/** The other side answered with an error, did not answer in time, or could not be reached. */
export class ReplicationError extends Error {
  override readonly name = 'ReplicationError';
}

class NoAnswerInTime extends ReplicationError {}

interface Answer {
  status: number;
  body: { [member: string]: unknown };
}

export interface EndpointOptions {
  /** Without a slash at the end. */
  url: string;
  headers: Record<string, string>;
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  clock: EngineClock;
  requestTimeoutMs: number;
  longpollRefreshMs: number;
}

export interface ChangeRow {
  id: string;
  changes: { rev: string }[];
  doc?: { [member: string]: unknown };
}

export interface ChangesPage {
  results: ChangeRow[];
  last_seq: Sequence;
  pending: number;
  modelled: ModelledData | undefined;
}

export class Endpoint {
  readonly #options: EndpointOptions;
  /** Requests under way: a longpoll and, beside it, a checkpoint. */
  readonly #underWay = new Set<() => void>();

  constructor(options: EndpointOptions) {
    this.#options = options;
  }

  /** Undefined where there is no such database. */
  async info(): Promise<{ updateSeq: Sequence; modelled: ModelledData | undefined } | undefined> {
    const { status, body } = await this.#request('', {});
    if (status === 404) return undefined;
    if (status !== 200) throw this.#refused('', status, body);
    return { updateSeq: body.update_seq as Sequence, modelled: readModelled(body.modelled) };
  }

  async create(): Promise<void> {
    const { status, body } = await this.#request('', { method: 'PUT' });
    if (status !== 201 && status !== 202 && status !== 412) throw this.#refused('', status, body);
  }

  /** The next changes, as many as there are now. */
  async changes(since: Sequence, limit: number): Promise<ChangesPage> {
    return this.#page(await this.#request(changesPath(since, limit), {}));
  }

  /** Waits for the next change. Undefined when nothing has been heard for so long that the other side may be gone: ask `changes`. */
  async nextChanges(since: Sequence, limit: number): Promise<ChangesPage | undefined> {
    const refreshMs = this.#options.longpollRefreshMs;
    try {
      return this.#page(await this.#request(`${changesPath(since, limit)}&feed=longpoll`, {}, refreshMs));
    } catch (error) {
      if (error instanceof NoAnswerInTime) return undefined;
      throw error;
    }
  }

  #page({ status, body }: Answer): ChangesPage {
    if (status !== 200) throw this.#refused('/_changes', status, body);
    return {
      results: body.results as ChangeRow[],
      last_seq: body.last_seq as Sequence,
      pending: typeof body.pending === 'number' ? body.pending : 0,
      modelled: readModelled(body.modelled),
    };
  }

  async revisionsMissing(revisions: { [id: string]: string[] }): Promise<{ [id: string]: { missing: string[] } }> {
    return (await this.#ok('/_revs_diff', post(revisions))) as { [id: string]: { missing: string[] } };
  }

  /** Documents with their `_revisions`; those that are not there any more are left out. */
  async documents(wanted: { id: string; rev: string }[]): Promise<{ [member: string]: unknown }[]> {
    if (wanted.length === 0) return [];
    const body = await this.#ok('/_bulk_get?revs=true', post({ docs: wanted }));
    const results = body.results as { docs: { ok?: { [member: string]: unknown } }[] }[];
    return results.flatMap(({ docs }) => docs).flatMap(({ ok }) => (ok === undefined ? [] : [ok]));
  }

  /** Returns how many were refused. */
  async write(documents: object[]): Promise<number> {
    if (documents.length === 0) return 0;
    const failures = await this.#ok('/_bulk_docs', post({ docs: documents, new_edits: false }));
    return Array.isArray(failures) ? failures.length : 0;
  }

  async readLocal(id: string): Promise<{ [member: string]: unknown } | undefined> {
    const { status, body } = await this.#request(`/_local/${id}`, {});
    if (status === 404) return undefined;
    if (status !== 200) throw this.#refused(`/_local/${id}`, status, body);
    return body;
  }

  async writeLocal(id: string, body: object): Promise<string> {
    return (await this.#ok(`/_local/${id}`, { ...post(body), method: 'PUT' })).rev as string;
  }

  /** Nothing that is under way settles any more. */
  stop(): void {
    for (const cancel of [...this.#underWay]) cancel();
  }

  async #ok(path: string, init: RequestInit): Promise<{ [member: string]: unknown }> {
    const { status, body } = await this.#request(path, init);
    if (status < 200 || status > 299) throw this.#refused(path, status, body);
    return body;
  }

  #refused(path: string, status: number, body: { [member: string]: unknown }): ReplicationError {
    return new ReplicationError(
      `${this.#options.url}${path.replace(/\?.*/, '')} answered ${status} ${body.error ?? ''}: ${body.reason ?? ''}`,
    );
  }

  /** Settles in time whatever the other side does; a request that is stopped never settles. */
  async #request(path: string, init: RequestInit, timeoutMs = this.#options.requestTimeoutMs): Promise<Answer> {
    const { url, headers, fetch, clock } = this.#options;
    const controller = new AbortController();
    let over = false;
    return new Promise((resolve, reject) => {
      const cancelTimer = clock.after(timeoutMs, () => {
        end();
        reject(new NoAnswerInTime(`${url} did not answer within ${timeoutMs / 1000} s`));
        controller.abort();
      });
      const end = (): void => {
        over = true;
        cancelTimer();
        this.#underWay.delete(cancel);
      };
      const cancel = (): void => {
        end();
        controller.abort();
      };
      this.#underWay.add(cancel);
      const request = {
        ...init,
        headers: { accept: 'application/json', ...headers, ...init.headers },
        signal: controller.signal,
      };
      readResponse(fetch(`${url}${path}`, request)).then(
        (answer) => {
          if (over) return;
          end();
          resolve(answer);
        },
        (error: unknown) => {
          if (over) return;
          end();
          reject(
            new ReplicationError(
              `${url} could not be reached: ${error instanceof Error ? error.message : String(error)}`,
            ),
          );
        },
      );
    });
  }
}

async function readResponse(answer: Promise<Response>): Promise<Answer> {
  const response = await answer;
  const text = await response.text();
  return { status: response.status, body: parseOrEmpty(text) };
}

/** A proxy's error page is no JSON; its status says enough. */
function parseOrEmpty(text: string): { [member: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : Array.isArray(value) ? (value as unknown as { [member: string]: unknown }) : {};
  } catch {
    return {};
  }
}

/** `revs` is ours: a server of this testbed then sends `_revisions` along, any other ignores it. */
const changesPath = (since: Sequence, limit: number): string =>
  `/_changes?style=all_docs&include_docs=true&revs=true&since=${encodeURIComponent(since)}&limit=${limit}`;

const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function readModelled(value: unknown): ModelledData | undefined {
  if (!isObject(value)) return undefined;
  return { documents: Number(value.documents), bytesPerDocument: Number(value.bytesPerDocument) };
}
