import { countsOf, type Finding, ruleOf, type Severity } from '../audit/index.ts';
import { type AuditedScenario, countText } from './audit.ts';
import { assembled, coded, escaped, tableOf } from './markdown-blocks.ts';

const marks: Readonly<Record<Severity, string>> = { error: '❌', warning: '⚠️', note: 'ℹ️' };
const findingsMax = 200;

/** The findings as a table for a step summary or a comment on a change, and what to do about each kind. */
export function auditMarkdown(audited: readonly AuditedScenario[], findings: readonly Finding[]): string {
  const worst = (['error', 'warning', 'note'] as const).find((severity) => countsOf(findings)[severity] > 0);
  const found = [...new Set(findings.map(({ rule }) => rule))].map(ruleOf);
  return assembled([
    `## ${worst === undefined || worst === 'note' ? '✅' : marks[worst]} Audit: ${countText(findings)}`,
    audited
      .slice(0, 20)
      .map(({ file, variant }) => `${coded(file)}${variant === undefined ? '' : ` (${coded(variant)})`}`)
      .join(', '),
    tableOf(
      [{ title: '' }, { title: 'rule' }, { title: 'where' }, { title: 'what' }],
      findings.map(({ severity, rule, file, line, message }) => [
        `${marks[severity]} ${severity}`,
        rule,
        coded(`${file}:${line}`),
        escaped(message),
      ]),
      findingsMax,
    ),
    found.map(({ id, remedy }) => `- ${id}: ${escaped(remedy)}`).join('\n'),
  ]);
}
