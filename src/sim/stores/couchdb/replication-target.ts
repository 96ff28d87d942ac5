/** Where a replication writes: a database of this server (the usual pull) or one on another. */
import type { Core } from './core.ts';
import type { Database } from './database.ts';
import { readDocument, validId } from './document.ts';
import type { ModelledData } from './modelled-data.ts';
import type { Endpoint } from './replication-endpoint.ts';
import { ReplicationError } from './replication-endpoint.ts';
import { knows } from './revision-tree.ts';

export interface ReplicationTarget {
  /** False where there is no such database. */
  exists(): Promise<boolean>;
  create(): Promise<void>;
  missing(revisions: Map<string, string[]>): Promise<Map<string, string[]>>;
  /** Returns how many documents were refused. */
  write(documents: { [member: string]: unknown }[]): Promise<number>;
  readLocal(id: string): Promise<{ [member: string]: unknown } | undefined>;
  writeLocal(id: string, body: object): Promise<void>;
  /** Undefined where ballast cannot be kept: a real server has none. */
  modelled: { count(): number; set(data: ModelledData): void } | undefined;
}

/** A pull writes straight into the database: also on a server that is fenced for everyone else. */
export class LocalTarget implements ReplicationTarget {
  readonly #core: Core;
  readonly #name: string;

  constructor(core: Core, name: string) {
    this.#core = core;
    this.#name = name;
  }

  get #database(): Database {
    const database = this.#core.databases.get(this.#name);
    if (database === undefined) throw new ReplicationError(`the target database "${this.#name}" does not exist here`);
    return database;
  }

  readonly modelled = {
    count: (): number => this.#database.modelled.documents,
    set: (data: ModelledData): void => this.#database.setModelled(data),
  };

  async exists(): Promise<boolean> {
    return this.#core.databases.has(this.#name);
  }

  async create(): Promise<void> {
    this.#core.createDatabase(this.#name);
  }

  async missing(revisions: Map<string, string[]>): Promise<Map<string, string[]>> {
    const result = new Map<string, string[]>();
    for (const [id, revs] of revisions) {
      const branches = this.#database.documents.get(id)?.branches ?? [];
      const missing = revs.filter((rev) => !knows(branches, rev));
      if (missing.length > 0) result.set(id, missing);
    }
    return result;
  }

  async write(documents: { [member: string]: unknown }[]): Promise<number> {
    const database = this.#database;
    for (const value of documents) {
      const document = readDocument(value);
      database.replicate(validId(document.id), document);
    }
    return 0;
  }

  async readLocal(id: string): Promise<{ [member: string]: unknown } | undefined> {
    return this.#database.local.get(`_local/${id}`)?.body;
  }

  async writeLocal(id: string, body: object): Promise<void> {
    const { local } = this.#database;
    const key = `_local/${id}`;
    local.set(key, { revision: (local.get(key)?.revision ?? 0) + 1, body: body as { [member: string]: unknown } });
  }
}

export class RemoteTarget implements ReplicationTarget {
  readonly modelled = undefined;
  readonly #endpoint: Endpoint;
  #localRev: string | undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  async exists(): Promise<boolean> {
    return (await this.#endpoint.info()) !== undefined;
  }

  create(): Promise<void> {
    return this.#endpoint.create();
  }

  async missing(revisions: Map<string, string[]>): Promise<Map<string, string[]>> {
    const answer = await this.#endpoint.revisionsMissing(Object.fromEntries(revisions));
    return new Map(Object.entries(answer).map(([id, { missing }]) => [id, missing]));
  }

  write(documents: { [member: string]: unknown }[]): Promise<number> {
    return this.#endpoint.write(documents);
  }

  async readLocal(id: string): Promise<{ [member: string]: unknown } | undefined> {
    const body = await this.#endpoint.readLocal(id);
    this.#localRev = body?._rev as string | undefined;
    return body;
  }

  async writeLocal(id: string, body: object): Promise<void> {
    this.#localRev = await this.#endpoint.writeLocal(id, { ...body, _rev: this.#localRev });
  }
}
