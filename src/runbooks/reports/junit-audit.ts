import { type Finding, isAtLeast, rules, type Severity } from '../audit/index.ts';
import { type Case, xmlOf } from './junit-xml.ts';

/** A case for each rule of an audit. It fails if it found something that is at least as bad as `failOn`; the rest is its output. */
export function junitOfAudit(findings: readonly Finding[], failOn: Severity = 'error'): string {
  const cases = rules.map(({ id, title, remedy }): Case => {
    const found = findings.filter(({ rule }) => rule === id);
    const failing = found.filter(({ severity }) => isAtLeast(severity, failOn));
    const lines = found.map(({ file, line, column, severity, message }) => {
      return `${file}:${line}:${column}: ${severity}: ${message}`;
    });
    return {
      name: id,
      outcome: failing.length > 0 ? 'failed' : 'passed',
      message: failing.length > 0 ? `${title}: ${failing[0]!.message}` : title,
      more: found.length === 0 ? [] : [...lines, remedy],
    };
  });
  return xmlOf([{ name: 'audit', className: 'zonefall.audit', properties: { failOn }, cases }]);
}
