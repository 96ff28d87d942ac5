/**
 * CouchDB as the installation uses it: documents by id, documents by view, and changes that are decided again when someone else was faster.
 *
 * Every call ends: with an answer, or with an UnavailableError that says what CouchDB did not do.
 */
import type { DocumentScope, DocumentViewParams } from 'nano';
import type { Document } from './documents/document.ts';
import type { AnyDocument } from './documents/index.ts';
import type { Environment } from './environment.ts';
import { ConflictError, describeError, UnavailableError } from './errors.ts';
import type { InstallationConfig } from './installation.ts';
import { within } from './patience.ts';
import { ViewGate } from './view-gate.ts';
import { locateView, type ViewName } from './views.ts';

const updateAttempts = 20;

export interface ViewRow<Value> {
  id: string;
  key: unknown;
  value: Value;
}

export type DocumentOf<Type extends AnyDocument['type']> = Extract<AnyDocument, { type: Type }>;

/** A document as it shall be; undefined to leave it as it is. */
type Changed<D> = D | undefined;

export class Store {
  readonly #env: Environment;
  readonly #config: InstallationConfig;
  readonly #timeoutMs: number;
  readonly #database: DocumentScope<unknown>;
  readonly #gates = new Map<string, ViewGate>();

  /** `timeoutMs` is how long a caller waits for one answer. */
  constructor(env: Environment, config: InstallationConfig, timeoutMs: number) {
    this.#env = env;
    this.#config = config;
    this.#timeoutMs = timeoutMs;
    this.#database = env.couch(config.couchUrl, { timeoutMs: config.storeTimeoutMs }).use(config.database);
  }

  /** The document, or undefined when there is none of that type and id; one that was deleted only if that is asked for. */
  async get<Type extends AnyDocument['type']>(
    type: Type,
    id: string,
    { deleted = false } = {},
  ): Promise<DocumentOf<Type> | undefined> {
    try {
      const document = (await this.#call(`the document ${id}`, () => this.#database.get(id))) as unknown as AnyDocument;
      return document.type === type && (deleted || !document.deleted_at) ? (document as DocumentOf<Type>) : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#explained(error, `the document ${id}`);
    }
  }

  /** Those of the documents that exist, in the order of `ids`; no call when there are none to ask for. */
  async some<Type extends AnyDocument['type']>(type: Type, ids: readonly string[]): Promise<DocumentOf<Type>[]> {
    if (ids.length === 0) return [];
    const what = `${ids.length} documents`;
    try {
      const { rows } = await this.#call(what, () => this.#database.fetch({ keys: [...ids] }));
      const documents = rows.map((row) => ('doc' in row ? (row.doc as unknown as AnyDocument | null) : null));
      return documents.filter((one): one is DocumentOf<Type> => one?.type === type && !one.deleted_at);
    } catch (error) {
      throw this.#explained(error, what);
    }
  }

  /** Writes a document as it is. Throws a ConflictError when `_rev` is not the newest. */
  async put<D extends Document>(document: D): Promise<D> {
    const what = `the document ${document._id}`;
    try {
      const { rev } = await this.#call(what, () => this.#database.insert(document as never));
      return { ...document, _rev: rev };
    } catch (error) {
      if (statusOf(error) === 409) throw new ConflictError(document._id);
      throw this.#explained(error, what);
    }
  }

  /**
   * Reads, changes and writes a document; on a conflict it is read and decided again. `change` may return undefined to leave it alone.
   * Whoever has just read it hands it in as `known`.
   * Returns what was read last and what was written, or undefined when there is no such document.
   */
  async update<Type extends AnyDocument['type']>(
    type: Type,
    id: string,
    change: (document: DocumentOf<Type>) => Changed<DocumentOf<Type>> | Promise<Changed<DocumentOf<Type>>>,
    known?: DocumentOf<Type>,
  ): Promise<{ before: DocumentOf<Type>; after: DocumentOf<Type> } | undefined> {
    for (let attempt = 1; ; attempt++) {
      const before = attempt === 1 && known ? known : await this.get(type, id);
      if (!before) return undefined;
      const after = await change(before);
      if (!after) return { before, after: before };
      try {
        return { before, after: await this.put(after) };
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === updateAttempts) throw error;
      }
    }
  }

  async view<Value = null>(name: ViewName, params: DocumentViewParams): Promise<ViewRow<Value>[]> {
    const { rows } = await this.#query(name, params);
    return rows as unknown as ViewRow<Value>[];
  }

  /** The documents that a view finds, in the view's order. */
  async documents<Type extends AnyDocument['type']>(
    _type: Type,
    name: ViewName,
    params: DocumentViewParams,
  ): Promise<DocumentOf<Type>[]> {
    const { rows } = await this.#query(name, { ...params, include_docs: true });
    return rows.map((row) => (row as unknown as { doc: DocumentOf<Type> | null }).doc).filter((doc) => doc !== null);
  }

  /** All documents whose key in `name` is an array that begins with `prefix`. */
  under<Type extends AnyDocument['type']>(type: Type, name: ViewName, prefix: string): Promise<DocumentOf<Type>[]> {
    return this.documents(type, name, { startkey: [prefix], endkey: [prefix, {}] });
  }

  async #query(name: ViewName, params: DocumentViewParams) {
    const { design, view } = locateView(name, this.#config.designDocuments);
    let gate = this.#gates.get(design);
    if (!gate) this.#gates.set(design, (gate = new ViewGate(this.#env.clock)));
    const late = () =>
      new UnavailableError(
        `CouchDB has not answered the view ${name} within ${this.#timeoutMs / 1000} s; its index may be being built`,
        name,
      );
    try {
      return await gate.ask(this.#timeoutMs, () => this.#database.view(design, view, params), late);
    } catch (error) {
      throw this.#explained(error, `the view ${name}`, name);
    }
  }

  #call<T>(what: string, request: () => Promise<T>): Promise<T> {
    const late = () => new UnavailableError(`CouchDB has not answered for ${what} within ${this.#timeoutMs / 1000} s`);
    return within(this.#env.clock, this.#timeoutMs, request(), late);
  }

  #explained(error: unknown, what: string, view?: string): UnavailableError {
    if (error instanceof UnavailableError) return error;
    const status = statusOf(error);
    const reason =
      status === undefined
        ? `CouchDB at ${this.#config.couchUrl} cannot be reached: ${describeError(error)}`
        : `CouchDB answered ${status} for ${what}: ${describeError(error)}`;
    return new UnavailableError(reason, view);
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** A 404 of the document, not of the database or of the server in between. */
function isMissing(error: unknown): boolean {
  const reason = (error as { reason?: string }).reason;
  return statusOf(error) === 404 && (reason === 'missing' || reason === 'deleted');
}
