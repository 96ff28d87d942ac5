import { readFileSync } from 'node:fs';

/** The version of this package. */
export function toolVersion(): string {
  // The same distance from src/ and from dist/.
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What made a result: it differs from machine to machine, and stands beside a result, never in a journal. */
export function toolStamp(): { readonly version: string; readonly node: string } {
  return { version: toolVersion(), node: process.version };
}
