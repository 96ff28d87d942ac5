import { parseDocument } from './document.ts';
import { loadRunbook, loadScenario } from './load.ts';
import { distinct, FileProblems, type Problem } from './problems.ts';
import { readSource } from './source.ts';

/** What `validate` says about a file. */
export interface Validation {
  readonly kind: 'scenario' | 'runbook';
  readonly problems: readonly Problem[];
}

/** Checks a scenario in all its variants, or a runbook on its own. Never throws for what a file says. */
export function validateFile(path: string): Validation {
  let kind: Validation['kind'] = 'scenario';
  try {
    const value = parseDocument(readSource(path)).value as { kind?: unknown } | null;
    if (value?.kind === 'runbook') {
      kind = 'runbook';
      loadRunbook(path);
      return { kind, problems: [] };
    }
    const { scenario } = loadScenario(path);
    const problems = Object.keys(scenario.variants).flatMap((variant) => problemsWith(path, variant));
    return { kind, problems: distinct(problems) };
  } catch (error) {
    if (error instanceof FileProblems) return { kind, problems: error.problems };
    throw error;
  }
}

function problemsWith(path: string, variant: string): readonly Problem[] {
  try {
    loadScenario(path, { variant });
    return [];
  } catch (error) {
    if (error instanceof FileProblems) return error.problems;
    throw error;
  }
}
