import { countsOf, type Finding, ruleOf, type Severity } from '../audit/index.ts';
import type { AuditedScenario } from './audit.ts';

const marks: Readonly<Record<Severity, string>> = { error: '❌ error', warning: '⚠️ warning', note: 'ℹ️ note' };
/** A step summary above 1,024 KiB is dropped as a whole; other steps write into the same one. */
const findingsMax = 200;

/** The findings as a table for a step summary or a comment on a change. */
export function auditMarkdown(audited: readonly AuditedScenario[], findings: readonly Finding[]): string {
  const { error, warning, note } = countsOf(findings);
  const files = audited.map(
    ({ file, variant }) => `${code(file)}${variant === undefined ? '' : ` (${code(variant)})`}`,
  );
  const head = `### Audit: ${error} errors, ${warning} warnings, ${note} notes\n\n${files.join(', ')}\n`;
  if (findings.length === 0) return `${head}\nNothing found.\n`;
  const rows = findings.slice(0, findingsMax).map(({ severity, rule, file, line, message }) => {
    return `| ${marks[severity]} | ${rule} | ${code(`${file}:${line}`)} | ${text(message)} |`;
  });
  const left = findings.length - rows.length;
  const rules = [...new Set(findings.map((finding) => finding.rule))].map(ruleOf);
  return [
    head,
    '| | rule | where | what |',
    '|---|---|---|---|',
    ...rows,
    ...(left > 0 ? ['', `And ${left} more.`] : []),
    '',
    ...rules.map(({ id, remedy }) => `- **${id}**: ${remedy}`),
    '',
  ].join('\n');
}

/** In a cell of a table nothing may end it or begin markup. */
function text(value: string): string {
  return clipped(value).replace(/[\\`*_{}[\]<>|#~&]/g, '\\$&');
}

function code(value: string): string {
  return `\`${clipped(value).replace(/[`|]/g, "'")}\``;
}

function clipped(value: string): string {
  const plain = value.replace(/\s+/g, ' ');
  return plain.length > 2000 ? `${plain.slice(0, 2000)}…` : plain;
}
