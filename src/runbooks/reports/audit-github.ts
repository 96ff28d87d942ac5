/**
 * Annotations: lines on stdout that GitHub's runner shows beside the line of the file
 * (docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
 */
import { type Finding, ruleOf, type Severity } from '../audit/index.ts';
import type { GateReport, GateResult } from '../gate/index.ts';

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

/** Where something stands in a scenario; lines and columns from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface GatePlaces {
  /** From the path of a scenario as it was typed to one from the root of the repository. */
  seen(file: string): string;
  /** Where a budget of a result stands. */
  ofBudget(result: GateResult, id: string): Place;
}

/**
 * An annotation for each budget that a gate could not hold, at the budget; for the first run that failed otherwise, and for each pinned
 * seed that still fails, at the scenario. The runner shows ten of a step.
 */
export function annotationsOfGate({ results }: GateReport, { seen, ofBudget }: GatePlaces): Annotation[] {
  return results.flatMap((result) => {
    const { file, variant, decision, budgets, findings, pins } = result;
    const whole = { severity: 'error', file: seen(file) } as const;
    const broken = budgets.filter((budget) => {
      return budget.decision === 'failed' || (budget.decision === 'open' && decision === 'inconclusive');
    });
    return [
      ...broken.map(({ id, claim, failLine, decision: how }) => ({
        ...whole,
        ...ofBudget(result, id),
        title: `${how === 'failed' ? 'Budget missed' : 'Nothing shown'}: ${id} (${variant})`,
        message: failLine ?? claim,
      })),
      ...findings.slice(0, 1).map(({ seed, reasons, reproduce }) => ({
        ...whole,
        title: `Seed ${seed} failed (${variant}), one of ${findings.length}`,
        message: `${reasons.join('\n')}\nReproduce: ${reproduce}`,
      })),
      ...pins
        .filter(({ passed }) => !passed)
        .map(({ seed, why, row, reproduce }) => ({
          ...whole,
          title: `Pinned seed ${seed} fails again (${variant})`,
          message: `${row.reasons[0] ?? row.verdict}\nPinned because: ${why}\nReproduce: ${reproduce}`,
        })),
    ];
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
