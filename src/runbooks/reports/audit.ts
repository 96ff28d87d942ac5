import { countsOf, type Finding, ruleOf, rules, type Severity } from '../audit/index.ts';
import { type NextCommand, nextLines } from './human/next.ts';
import {
  bad,
  cell,
  good,
  type Line,
  line,
  type Piece,
  quiet,
  renderSections,
  type Screen,
  strong,
  warn,
  wrap,
} from './screen.ts';

/** What was audited: a scenario in one variant, with the runbooks that it names. */
export interface AuditedScenario {
  readonly file: string;
  readonly variant?: string;
  readonly runbooks: number;
}

export interface AuditReport {
  readonly audited: readonly AuditedScenario[];
  readonly findings: readonly Finding[];
  readonly next: readonly NextCommand[];
}

const severities: readonly Severity[] = ['error', 'warning', 'note'];
const paints: Readonly<Record<Severity, (text: string) => Piece>> = { error: bad, warning: warn, note: quiet };
const indent = '         ';
const labelWidth = 5;

/** What `audit` prints for a person: the findings by severity and rule, each with its place, and for each rule why and what to do. */
export function auditReport(report: AuditReport, screen: Screen): string {
  const { audited, findings, next } = report;
  const sections = [
    audited.map((each) => line(strong('AUDIT    '), each.file, quiet(`  ${aside(each)}`))),
    ...severities.flatMap((severity) => ruleSections(findings, severity, screen.width)),
    [summary(findings)],
    nextLines(next, screen.width),
  ];
  return renderSections(sections, screen);
}

function aside({ variant, runbooks }: AuditedScenario): string {
  const plans = `${runbooks} runbook${runbooks === 1 ? '' : 's'}`;
  return variant === undefined ? plans : `${variant}, ${plans}`;
}

function ruleSections(all: readonly Finding[], severity: Severity, width: number): Line[][] {
  const findings = all.filter((finding) => finding.severity === severity);
  return [...new Set(findings.map(({ rule }) => rule))].map((id) => {
    const { title, why, remedy } = ruleOf(id);
    const room = width - indent.length;
    return [
      line(paints[severity](cell(severity.toUpperCase(), indent.length)), strong(title), quiet(`  ${id}`)),
      ...findings.filter(({ rule }) => rule === id).flatMap((finding) => findingLines(finding, room)),
      ...(severity === 'note' ? [] : labelled('Why', why, room).map((text) => line(indent, quiet(text)))),
      ...labelled('Do', remedy, room).map((text) => line(indent, text)),
    ];
  });
}

/** A sentence behind a word, its further lines below its first. */
function labelled(label: string, text: string, room: number): string[] {
  const lines = wrap(text, room - labelWidth);
  return lines.map((each, index) => `${cell(index === 0 ? label : '', labelWidth)}${each}`);
}

function findingLines({ file, line: row, column, message, also }: Finding, room: number): Line[] {
  const others = also.filter((other) => other.file === file).map((other) => other.line);
  const lines = [...new Set(others)].filter((other) => other !== row).toSorted((a, b) => a - b);
  return [
    { ...line(indent, `${file}:${row}:${column}`), whole: true },
    ...wrap(message, room - 2).map((text) => line(indent, '  ', text)),
    ...(lines.length === 0
      ? []
      : wrap(`See also line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}`, room - 2)
    ).map((text) => line(indent, quiet(`  ${text}`))),
  ];
}

function summary(findings: readonly Finding[]): Line {
  const looked = quiet(`  ${rules.length} rules`);
  if (findings.length === 0) return line(good('CLEAN    '), countText(findings), looked);
  return line(strong('FOUND    '), countText(findings), looked);
}

/** `2 errors, 1 note`; `nothing found`. */
export function countText(findings: readonly Finding[]): string {
  const counts = countsOf(findings);
  const parts = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}${counts[severity] === 1 ? '' : 's'}`);
  return parts.length === 0 ? 'nothing found' : parts.join(', ');
}
