/** Making the database of an installation: empty with its views, or with the documents of one that has been running for months. */
import type { AnyDocument } from './documents/index.ts';
import type { Environment } from './environment.ts';
import type { InstallationConfig } from './installation.ts';
import { type DesignDocument, designDocuments } from './views.ts';

/** All that a new database holds: the design documents first, then `documents`; for one `_bulk_docs`. */
export function genesis(
  config: InstallationConfig,
  documents: readonly AnyDocument[] = [],
): (AnyDocument | DesignDocument)[] {
  return [...designDocuments(config.designDocuments), ...documents];
}

/** Creates the database with its design documents and `documents`. Throws when it exists already. */
export async function createDatabase(
  env: Environment,
  config: InstallationConfig,
  documents: readonly AnyDocument[] = [],
): Promise<void> {
  const server = env.couch(config.couchUrl, { timeoutMs: config.storeTimeoutMs });
  await server.db.create(config.database);
  await server.use(config.database).bulk({ docs: genesis(config, documents) });
}
