/**
 * Annotations: lines on stdout that GitHub's runner shows beside the line of the file
 * (docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
 */
import { type Finding, ruleOf, type Severity } from '../audit/index.ts';

export interface Annotation {
  readonly severity: Severity;
  /** Seen from the root of the repository. */
  readonly file: string;
  /** From 1; left out for a file as a whole. */
  readonly line?: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** `::error file=scenarios/x.yaml,line=72,col=58,title=...::...`, a line each. */
export function annotationLines(annotations: readonly Annotation[]): string {
  return annotations.map((annotation) => `${annotationLine(annotation)}\n`).join('');
}

/** The annotations of findings; `seen` turns a path as it was typed into one from the root of the repository. */
export function annotationsOf(findings: readonly Finding[], seen: (file: string) => string): Annotation[] {
  return findings.map(({ severity, file, line, column, message, rule }) => {
    const { title, remedy } = ruleOf(rule);
    return { severity, file: seen(file), line, column, title: `${title} (${rule})`, message: `${message}\n${remedy}` };
  });
}

function annotationLine({ severity, file, line, column, title, message }: Annotation): string {
  const place = [
    `file=${property(file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(title)}`,
  ];
  return `::${commands[severity]} ${place.join(',')}::${data(message)}`;
}

/** What ends a command's line, or begins an escape, is written as one. */
function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
