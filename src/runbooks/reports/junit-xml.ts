/**
 * JUnit's XML, which every CI reads: a case for each budget, each probe or invariant, and each rule of an audit.
 *
 * A `failure` is a budget or an invariant that was broken; an `error` is one about which nothing was shown (no samples, too few seeds), so
 * that nothing vacuous is green; `skipped` is one that an earlier failure left open. The texts carry the line that shows it again.
 */
import { createRequire } from 'node:module';
import type { Builder, TestSuite } from 'junit-report-builder';

/** One case: what became of it, in a sentence, and lines with more. */
export interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly message: string;
  readonly more?: readonly string[];
}

/** A suite; `seconds` are those of the wall. */
export interface Suite {
  readonly name: string;
  readonly className: string;
  readonly seconds?: number;
  readonly properties: Readonly<Record<string, string | number>>;
  readonly cases: readonly Case[];
}

/** The suites as one document. */
export function xmlOf(suites: readonly Suite[]): string {
  const builder = load().newBuilder().name('zonefall');
  for (const suite of suites) addSuite(builder.testSuite(), suite);
  // The builder counts skipped cases on the root too, where the schema of Jenkins has no such attribute.
  return `${builder.build().replace(/^(<testsuites\b[^>]*?) skipped="\d+"/m, '$1')}\n`;
}

function addSuite(suite: TestSuite, { name, className, seconds, properties, cases }: Suite): void {
  suite.name(xmlText(name));
  if (seconds !== undefined) suite.time(Math.round(seconds * 1000) / 1000);
  for (const [key, value] of Object.entries(properties)) suite.property(key, xmlText(String(value)));
  for (const { name: title, outcome, message, more = [] } of cases) {
    const added = suite.testCase().className(xmlText(className)).name(xmlText(title)).time(0);
    const lines = xmlText(more.join('\n'));
    if (outcome === 'failed') added.failure(xmlText(message), 'failed').stacktrace(lines || xmlText(message));
    else if (outcome === 'error') added.error(xmlText(message), 'inconclusive', lines);
    else {
      if (outcome === 'skipped') added.skipped();
      added.standardOutput([xmlText(message), lines].filter((text) => text !== '').join('\n'));
    }
  }
}

/**
 * Without the characters that XML 1.0 cannot hold (www.w3.org/TR/xml/#charsets), half surrogates included. What ends a CDATA section is
 * kept apart: the builder minds only the first in a text.
 */
function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll(']]>', ']] >')
  );
}

function load(): Builder {
  return createRequire(import.meta.url)('junit-report-builder') as Builder;
}
