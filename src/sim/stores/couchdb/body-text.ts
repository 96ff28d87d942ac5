/** The content of a revision as JSON: made once, to be hashed, measured and sent, because it never changes. */
import type { DocumentBody } from './document.ts';

const texts = new WeakMap<DocumentBody, string>();

export function bodyText(body: DocumentBody): string {
  let text = texts.get(body);
  if (text === undefined) texts.set(body, (text = JSON.stringify(body)));
  return text;
}
