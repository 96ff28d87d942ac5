import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type Loaded, loadScenario } from '../files/index.ts';
import type { GateReport, GateResult } from '../gate/index.ts';
import { annotationLines, annotationsOfGate, type Place } from '../reports/audit-github.ts';
import type { CliContext } from './context.ts';

/**
 * A path as code scanning and annotations want it: from the root of the repository, with slashes. On a runner that root is
 * GITHUB_WORKSPACE; elsewhere it is the folder in which the command was typed.
 */
export function fromRepository({ folder, process: { env } }: CliContext): (file: string) => string {
  const root = env.GITHUB_WORKSPACE ?? folder;
  return (file) => {
    const path = relative(root, resolve(folder, file));
    return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
  };
}

/** `gate -o github`: an annotation at each budget that was not held. */
export function gateAnnotations(context: CliContext, report: GateReport): string {
  const loaded = new Map<string, Loaded>();
  const load = ({ file, choices }: GateResult): Loaded => {
    const key = JSON.stringify([file, choices]);
    const known = loaded.get(key) ?? loadScenario(file, choices);
    loaded.set(key, known);
    return known;
  };
  const ofBudget = (result: GateResult, id: string): Place => {
    const { scenario, position } = load(result);
    const index = scenario.budgets.findIndex((budget) => budget.id === id);
    const { line, column } = position(result.file, ['budgets', index]);
    return { line: Math.max(1, line), column: Math.max(1, column) };
  };
  return annotationLines(annotationsOfGate(report, { seen: fromRepository(context), ofBudget }));
}
