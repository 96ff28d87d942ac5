/**
 * An audit: what is wrong with a scenario and its runbooks, found without running them.
 *
 * A rule is a file in `rules/`: an id, a severity, one sentence of why, one of what to do, and a pure function over a `Subject` (the
 * loaded plan and what can be read off it). It blames a value by its path; `audit` looks up where that stands.
 *
 * ```ts
 * const findings = audit(loadScenario('scenarios/2011-08-07-eu-west-1.yaml'));
 * findings[0]?.rule; // 'shared-zone'
 * findings[0]?.line; // where the kernel's zone stands
 * ```
 *
 * Reports over findings: `reports/audit.ts` (terminal, Markdown), `reports/sarif.ts`, `reports/junit-audit.ts`, `reports/audit-github.ts`.
 */
import { formatPath, type Loaded, type Path } from '../files/index.ts';
import type { Blamed, Finding, Found, Rule, Severity } from './rule.ts';
import { rules } from './rules/index.ts';
import { subjectOf } from './subject.ts';

export type { Finding, Rule, Severity } from './rule.ts';
export { rules } from './rules/index.ts';

/** Every finding of every rule: in the order of the rules, then of the files. */
export function audit(loaded: Loaded): Finding[] {
  const subject = subjectOf(loaded);
  return rules.flatMap((rule) => distinct([...rule.find(subject)].map((found) => placed(loaded, rule, found))));
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Whether a finding is at least that bad. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return ranks[severity] <= ranks[threshold];
}

/** How many there are of each severity. */
export function countsOf(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { error: count('error'), warning: count('warning'), note: count('note') };
}

/** The rule of an id. */
export function ruleOf(id: string): Rule {
  const found = rules.find((rule) => rule.id === id);
  if (found === undefined)
    throw new RangeError(`no rule "${id}": there are ${rules.map((rule) => rule.id).join(', ')}`);
  return found;
}

function placed(loaded: Loaded, { id, severity }: Rule, found: Found): Finding {
  const { line, column, path } = placeOf(loaded, found);
  const also = (found.also ?? []).map((other) => {
    const place = placeOf(loaded, other);
    return { file: other.file, line: place.line, column: place.column, says: other.says };
  });
  return {
    rule: id,
    severity: found.severity ?? severity,
    message: found.message,
    file: found.file,
    line,
    column,
    path: formatPath(path),
    also,
  };
}

/** Where a value stands. For one that was left out the place of the nearest value above it, whose path it then is. */
function placeOf({ position }: Loaded, { file, path }: Blamed) {
  let at: Path = path;
  for (;;) {
    const { line, column } = position(file, at);
    const above = position(file, at.slice(0, -1));
    if (at.length === 0 || above.line !== line || above.column !== column) {
      return { line: Math.max(1, line), column: Math.max(1, column), path: at };
    }
    at = at.slice(0, -1);
  }
}

/** A runbook that is called twice is blamed once. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map(
    findings.map((finding) => [JSON.stringify([finding.file, finding.path, finding.message]), finding]),
  );
  return [...seen.values()];
}
