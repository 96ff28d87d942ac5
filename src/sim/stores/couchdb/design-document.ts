/** What a design document says about views, and the signature under which its index is kept. */
import { createHash } from 'node:crypto';
import { type DocumentBody, isObject } from './document.ts';
import { CouchError } from './errors.ts';

export interface ViewDefinition {
  name: string;
  map: string;
  reduce: string | undefined;
}

export interface DesignDocument {
  /** `_design/...` */
  id: string;
  /** Hash of the view definitions: a changed view is a new index. */
  signature: string;
  views: ViewDefinition[];
  language: string;
  /** `options.include_design`: maps see design documents too. */
  includeDesign: boolean;
}

const parsed = new WeakMap<DocumentBody, DesignDocument>();

/** Reads a design document; bodies never change once stored, so each is read once. */
export function readDesignDocument(id: string, body: DocumentBody): DesignDocument {
  let design = parsed.get(body);
  if (design === undefined || design.id !== id) {
    design = parse(id, body);
    parsed.set(body, design);
  }
  return design;
}

function parse(id: string, body: DocumentBody): DesignDocument {
  const views: ViewDefinition[] = [];
  if (isObject(body.views)) {
    for (const name of Object.keys(body.views).sort()) {
      const view = body.views[name];
      if (isObject(view) && typeof view.map === 'string') {
        views.push({ name, map: view.map, reduce: typeof view.reduce === 'string' ? view.reduce : undefined });
      }
    }
  }
  const language = typeof body.language === 'string' ? body.language : 'javascript';
  const includeDesign = isObject(body.options) && body.options.include_design === true;
  const defined = views.map((view) => [view.name, view.map, view.reduce ?? null]);
  const signature = createHash('md5')
    .update(JSON.stringify([defined, language, includeDesign]))
    .digest('hex');
  return { id, signature, views, language, includeDesign };
}

export function requireJavaScript(design: DesignDocument): void {
  if (design.language === 'javascript') return;
  throw new CouchError(500, 'unknown_query_language', design.language);
}
